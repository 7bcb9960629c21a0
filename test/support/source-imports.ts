import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ModuleItem, parseSync } from '@swc/core';

/** `isType`: an `import type`, of which nothing is left at run time. */
type Import = { from: string; isType: boolean };

/** A source file: its path and, for an import of ours, that of what it imports, both from the project's folder. */
export type SourceFile = { path: string; text: string; imports: Import[] };

export const readSources = (folder: string): SourceFile[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => parseSource(join(folder, name), readFileSync(join(folder, name), 'utf8')));

export function parseSource(path: string, text: string): SourceFile {
  const { body } = parseSync(text, { syntax: 'typescript', target: 'es2022' });
  const resolve = (from: string) => (from.startsWith('.') ? join(dirname(path), from) : from);
  return { path, text, imports: body.flatMap(importsOf).map(({ from, isType }) => ({ from: resolve(from), isType })) };
}

function importsOf(item: ModuleItem): Import[] {
  if (item.type === 'ImportDeclaration') return [{ from: item.source.value, isType: item.typeOnly }];
  if (item.type === 'ExportAllDeclaration') return [{ from: item.source.value, isType: false }];
  // `typeOnly` is in what swc gives, and not in its types.
  if (item.type === 'ExportNamedDeclaration' && item.source)
    return [{ from: item.source.value, isType: 'typeOnly' in item && item.typeOnly === true }];
  return [];
}
