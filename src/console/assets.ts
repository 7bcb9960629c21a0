import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const FILES = {
  'console.css': {
    type: 'text/css; charset=utf-8',
    parts: ['style/base.css', 'style/controls.css', 'style/lists.css', 'style/payment.css', 'style/narrow.css'],
  },
  'console.js': { type: 'text/javascript; charset=utf-8', parts: ['console.js'] },
};

const read = (part: string): string => readFileSync(fileURLToPath(new URL(`../../public/${part}`, import.meta.url)), 'utf8');

const assets = Object.entries(FILES).map(([name, { type, parts }]) => {
  const content = parts.map(read).join('\n');
  return { name, type, content, version: createHash('sha256').update(content).digest('hex').slice(0, 12) };
});

/** The address of a file, which changes when the file does. */
export const addressOf = (name: keyof typeof FILES): string =>
  `/console/${name}?v=${assets.find((asset) => asset.name === name)?.version}`;

/** The style and the script of all pages: kept by the browser for good. */
export function serveAssets(scope: FastifyInstance): void {
  for (const { name, type, content } of assets) {
    scope.get(`/${name}`, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(content),
    );
  }
}
