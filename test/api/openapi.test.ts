import { useSystem } from '../support/system.ts';
import { useApi } from './fixture.ts';

const system = useSystem();
const api = useApi(system);

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
type Content = Record<string, { schema: Schema }>;
type Operation = {
  tags: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  security: object[];
  components: { securitySchemes: Schema };
  paths: Record<string, Record<string, Operation>>;
};

const read = async (): Promise<Document> => (await api().call('GET /openapi.json')).body;

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ line: `${method.toUpperCase()} ${path}`, path, operation })),
  );

test('the document is OpenAPI 3.1 and has every route of the contract', async () => {
  const document = await read();
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(
    operationsOf(document)
      .map(({ line }) => line)
      .sort(),
  ).toEqual([
    'DELETE /subscribers/{name}',
    'GET /bulk',
    'GET /bulk/{batchId}',
    'GET /healthz',
    'GET /metrics',
    'GET /operator-events',
    'GET /orders/{orderId}',
    'GET /payments',
    'GET /payments/{payNo}',
    'GET /readyz',
    'GET /reconcile/{jobId}',
    'GET /subscribers',
    'GET /subscribers/{name}',
    'GET /subscribers/{name}/backfill/{backfillId}',
    'PATCH /subscribers/{name}',
    'POST /bulk',
    'POST /bulk/{batchId}/cancel',
    'POST /operator-events/{eventId}/deliveries/{subscriber}/retry',
    'POST /operator-events/{eventId}/deliveries/{subscriber}/skip',
    'POST /orders',
    'POST /orders/{orderId}/pay-records',
    'POST /payments/{payNo}/approve',
    'POST /payments/{payNo}/deliveries/{subscriber}/redeliver',
    'POST /payments/{payNo}/deliveries/{subscriber}/retry',
    'POST /payments/{payNo}/deliveries/{subscriber}/skip',
    'POST /payments/{payNo}/reject',
    'POST /reconcile',
    'POST /reconcile/{jobId}/cancel',
    'POST /subscribers',
    'POST /subscribers/{name}/backfill',
    'POST /subscribers/{name}/backfill/{backfillId}/cancel',
    'POST /subscribers/{name}/pause',
    'POST /subscribers/{name}/recover',
    'POST /subscribers/{name}/resume',
    'POST /subscribers/{name}/rotate-secret',
    'POST /subscribers/{name}/test',
    'POST /webhooks/alipay',
  ]);
});

test('what needs a token says so, and what it answers without one', async () => {
  const document = await read();
  expect(document.security).toEqual([{ token: [] }]);
  expect(document.components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } });
  for (const { line, operation } of operationsOf(document)) {
    const isOpen = operation.tags.includes('webhooks') || /healthz|readyz/.test(line);
    expect({ line, security: operation.security }).toEqual({ line, security: isOpen ? [] : undefined });
    if (!isOpen) expect(Object.keys(operation.responses)).toContain('401');
  }
});

test('every error but a webhook’s is a problem document', async () => {
  for (const { line, operation } of operationsOf(await read())) {
    const errors = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    if (operation.tags.includes('webhooks') || line === 'GET /readyz') continue;
    for (const [status, { description, content }] of errors) {
      expect({ line, status, description }).toEqual({ line, status, description: expect.stringMatching(/^[A-Z]/) });
      expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      expect(content?.['application/problem+json']?.schema).toMatchObject({ required: ['type', 'title', 'status', 'detail'] });
    }
  }
});

test('a webhook is answered in the provider’s own words', async () => {
  const { responses } = operationsOf(await read()).find(({ line }) => line === 'POST /webhooks/alipay')?.operation ?? {};
  const words = Object.entries(responses ?? {}).map(([status, { content }]) => [status, content?.['text/plain']?.schema]);
  const failure = expect.objectContaining({ enum: ['failure'] });
  expect(Object.fromEntries(words)).toEqual({
    200: expect.objectContaining({ enum: ['success'] }),
    ...{ 400: failure, 401: failure, 413: failure, 503: failure },
  });
});

test('every part of an address is a parameter, and every schema is one of JSON Schema', async () => {
  const document = await read();
  for (const { line, path, operation } of operationsOf(document)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path' && parameter.required);
    expect({ line, parameters: declared.map(({ name }) => name) }).toEqual({ line, parameters: named });
  }
  const text = JSON.stringify(document);
  expect(text).not.toContain('"nullable"'); // OpenAPI 3.0
  expect(text).not.toContain('"$ref"');
  for (const { 1: pattern = '' } of text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)) {
    expect(() => new RegExp(JSON.parse(pattern), 'u')).not.toThrow();
  }
});

test('the pages of the document load all they need from here', async () => {
  const { status, type, text, headers } = await api().inject({ method: 'GET', url: '/docs/' });
  expect({ status, type }).toEqual({ status: 200, type: 'text/html' });
  // Behind plain HTTP the browser must not be told to load them over TLS.
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  const assets = [...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, url = '']) => new URL(url, 'http://api/docs/'));
  expect(assets.length).toBeGreaterThan(2);
  for (const { origin, pathname } of assets) {
    expect(origin).toBe('http://api');
    expect({ pathname, status: (await api().inject({ method: 'GET', url: pathname })).status }).toEqual({
      pathname,
      status: 200,
    });
  }
});
