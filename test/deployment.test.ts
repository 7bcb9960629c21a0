import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { listedProviders } from '../src/providers/index.ts';

type Service = {
  image: string;
  build?: string;
  restart?: string;
  healthcheck?: { test: string[] };
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
};

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const composeText = read('docker-compose.yml');
const { services } = parse(composeText, { merge: true }) as { services: Record<string, Service> };
const all = Object.entries(services);
const imageOf = (name: string) => services[name]?.image;
const oneShots = all.filter(([, service]) => service.restart === 'no');
const longRunning = all.filter(([, service]) => service.restart !== 'no');
const names = (entries: [string, Service][]) => entries.map(([name]) => name).sort();

describe('docker-compose.yml', () => {
  test('has the whole system', () => {
    expect(names(longRunning)).toEqual(
      ['api', 'deliver-worker', 'learning-center-worker', 'payments-worker', 'postgres', 'temporal', 'temporal-ui'].sort(),
    );
    expect(names(oneShots)).toEqual(['databases', 'migrate', 'temporal-namespace', 'temporal-schema', 'temporal-visibility']);
  });

  test.each(longRunning)('%s is restarted and has a health check', (_, service) => {
    expect(service.restart).toBe('unless-stopped');
    expect(service.healthcheck?.test[0]).toBe('CMD');
  });

  test.each(oneShots)('%s is waited for until it has succeeded', (name) => {
    const waiting = all.flatMap(([, { depends_on }]) => depends_on?.[name]?.condition ?? []);
    expect(new Set(waiting)).toEqual(new Set(['service_completed_successfully']));
  });

  test('runs one version of Temporal, the one that scripts/temporal-on-postgres builds', () => {
    const [, built] = /go\.temporal\.io\/server v(\S+)/.exec(read('scripts/temporal-on-postgres/go.mod')) ?? [];
    expect(built).toBe('1.32.0');
    expect(imageOf('temporal')).toBe(`temporalio/server:${built}`);
    expect(imageOf('temporal-schema')).toBe(`temporalio/admin-tools:${built}`);
    expect(imageOf('temporal-namespace')).toBe(`temporalio/admin-tools:${built}`);
    expect(imageOf('temporal-ui')).toBe('temporalio/ui:2.54.1');
  });

  test.each(all)('the image of %s is our own or pinned, and not the deprecated auto-setup', (_, { image, build }) => {
    if (build) expect(image).toBe('paynotify');
    else expect(image).toMatch(/^[a-z/-]+:\d+(\.\d+)+(-[a-z]+)?$/);
    expect(image).not.toContain('auto-setup');
  });

  test.each(all)('%s is reached from this machine only', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test.each(all)('every file that %s runs is there', (_, service) => {
    const [mount = ''] = service.volumes?.filter((volume) => volume.includes(':/deploy:')) ?? [];
    const words = [service.entrypoint, service.command, service.healthcheck?.test, Object.values(service.environment ?? {})];
    for (const word of words.flat().filter((value) => value !== undefined)) {
      const mounted = /\/deploy\/(\S+)/.exec(word)?.[1];
      if (mounted) expect(existsSync(join(root, mount.split(':')[0] ?? '', mounted))).toBe(true);
      const compiled = /^dist\/(.+)\.js$/.exec(word)?.[1];
      if (compiled) expect(existsSync(join(root, 'src', `${compiled}.ts`))).toBe(true);
      if (/^deploy\/.+\.js$/.test(word)) expect(existsSync(join(root, word))).toBe(true);
    }
  });

  test('migrates as npm run migrate does', () => {
    const commands = all.map(([, { command = [] }]) => command.join(' '));
    expect(commands).toContain(JSON.parse(read('package.json')).scripts.migrate);
  });
});

describe('providers', () => {
  test.each(['api', 'payments-worker'])(
    'the %s has every setting of every one of them, and how long an order can be paid',
    (name) => {
      const settings = listedProviders.flatMap(({ needs, simulator }) => [
        ...needs,
        ...simulator.settings.filter((setting) => !setting.includes('_SIMULATOR_')),
        ...Object.keys(simulator.api?.urls('') ?? {}),
      ]);
      expect(Object.keys(services[name]?.environment ?? {})).toEqual(
        expect.arrayContaining([...settings, 'ORDER_TIMEOUT_MINUTES']),
      );
    },
  );
});

describe('secrets', () => {
  const secret = /PASSWORD|PWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|V3_KEY/;
  const ofProvider = /^(ALIPAY|WECHATPAY|STRIPE|STANDARD)_/;
  const references = [...composeText.matchAll(/\$\{([A-Z_0-9]+)([^}]*)\}/g)].map(([, name = '', rest = '']) => ({ name, rest }));
  const required = [...new Set(references.filter(({ rest }) => rest.startsWith(':?')).map(({ name }) => name))];

  test('have no default: whoever starts the system without them is told what to do, or has no such provider', () => {
    for (const { name, rest } of references.filter((reference) => secret.test(reference.name))) {
      expect(`${name} ${rest}`).toMatch(ofProvider.test(name) ? / :-$/ : / :\?\S/);
    }
  });

  test.each(all)('of %s come from outside', (_, { environment = {} }) => {
    for (const [name, value] of Object.entries(environment)) {
      if (secret.test(name)) expect(value).toMatch(ofProvider.test(name) ? /^\$\{[A-Z_0-9]+:-\}$/ : /^\$\{[A-Z_]+:\?[^}]+\}$/);
      expect(value).not.toMatch(/:\/\/[^:/]+:(?!\$\{)[^@]*@/);
    }
  });

  test('are named in .env.example, and empty', () => {
    const lines = read('.env.example').split('\n');
    expect(required.sort()).toEqual(
      ['API_TOKENS', 'PAYNOTIFY_DB_PASSWORD', 'POSTGRES_PASSWORD', 'SECRETS_KEY', 'TEMPORAL_DB_PASSWORD'].sort(),
    );
    for (const { name } of references) expect(lines.filter((line) => line.startsWith(`${name}=`))).toHaveLength(1);
    for (const name of required) expect(lines).toContain(`${name}=`);
  });

  test('cannot get into the image', () => {
    expect(read('.dockerignore').split('\n')).toContain('*');
    expect(read('.dockerignore')).not.toContain('!.env');
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  test('runs on Node 20 with glibc, which Temporal needs, and not as root', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(bases)).toEqual(new Set(['node:20-slim']));
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test('copies nothing that .dockerignore keeps out', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    expect(allowed).toEqual(expect.arrayContaining(copied));
    for (const path of copied) expect(existsSync(join(root, path))).toBe(true);
  });
});
