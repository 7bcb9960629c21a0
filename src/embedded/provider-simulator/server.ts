import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '../../providers/settings.ts';
import type { ApiAnswer } from '../../providers/simulator.ts';
import { SIMULATORS } from '../../providers/simulators.ts';
import { createBooks } from './books.ts';
import { control } from './control.ts';
import type { AnswerLie } from './lies.ts';
import { createWebhookSender } from './webhook-sender.ts';

export type ProviderSimulatorOptions = {
  /** 0: any that is free. */
  port: number;
  /** Where webhooks go. */
  apiUrl: string;
  settings: Settings;
  secondsScale?: number;
};

export type ProviderSimulator = { url: string; stop(): Promise<void> };

/**
 * Stands in for every provider at once, on 127.0.0.1 only: `/alipay/…` is Alipay's gateway, `/wechatpay/…` and `/stripe/…`
 * their APIs; `/simulator/…` says what happens there (control.ts).
 */
export async function startProviderSimulator(options: ProviderSimulatorOptions): Promise<ProviderSimulator> {
  const { settings, secondsScale = 1, apiUrl } = options;
  const books = createBooks();
  const sender = createWebhookSender({ apiUrl, settings, secondsScale });
  let lie: AnswerLie = 'none';
  const answerAs = (wanted: AnswerLie) => {
    lie = wanted;
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    const { pathname, searchParams } = new URL(target, 'http://localhost');
    if (!isFromHere(request)) return send(response, { status: 403, headers: {}, body: 'from this machine only\n' });
    const body = await text(request);
    const method = request.method ?? 'GET';
    const [, name = '', path = ''] = /^\/([a-z]+)(\/.*)$/.exec(pathname) ?? [];
    const api = SIMULATORS.get(name)?.api;
    if (api && lie === 'silent') return;
    if (api)
      send(
        response,
        spoilt(
          api.answer({ method, target, path, query: searchParams, headers: request.headers, body }, books(name), settings),
          lie,
        ),
      );
    else send(response, asJson(control(`${method} ${pathname}`, body, { books, sender, answerAs })));
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: Error) => send(response, { status: 400, headers: {}, body: `${error.message}\n` }));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await sender.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of no page in a browser, which could reach 127.0.0.1 as well: such a call names its origin, or another host. */
function isFromHere({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && origin === undefined;
}

/** The settings that send every question of ours to a simulator. */
export const askingUrls = (simulatorUrl: string): Record<string, string> =>
  Object.assign({}, ...[...SIMULATORS].map(([name, { api }]) => api?.urls(`${simulatorUrl}/${name}`) ?? {}));

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const asJson = (said: object | undefined): ApiAnswer => ({
  status: said ? 200 : 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(said ?? {}),
});

function spoilt(answer: ApiAnswer, lie: AnswerLie): ApiAnswer {
  if (lie === 'away') return { status: 500, headers: {}, body: '' };
  return lie === 'altered' ? { ...answer, body: answer.body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) } : answer;
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, headers).end(body);
}
