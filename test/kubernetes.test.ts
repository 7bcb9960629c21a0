import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

type Reference = { name: string };
type Container = {
  image: string;
  command: string[];
  env?: { name: string; value?: string }[];
  envFrom?: { configMapRef?: Reference; secretRef?: Reference }[];
  securityContext: object;
  resources: { requests: object; limits: object };
} & Record<string, unknown>;
type Pod = { containers: [Container]; terminationGracePeriodSeconds: number } & Record<string, unknown>;
type Resource = {
  kind: string;
  metadata: { name: string };
  spec: {
    template: { spec: Pod };
    triggers: { type: string; metadata: Record<string, string> }[];
    scaleTargetRef: Reference;
    minReplicaCount: number;
    selector: { matchLabels: Record<string, string> };
  };
};
type Service = { image: string; command?: string[]; environment?: Record<string, string>; healthcheck?: { test: string[] } };
type Kustomization = { resources: string[]; configMapGenerator: { name: string; literals: string[] }[] };

const root = join(__dirname, '..');
const folder = 'deploy/kubernetes';
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const resourcesOf = (file: string): Resource[] =>
  parseAllDocuments(read(`${folder}/${file}`), { merge: true }).map((document) => document.toJS());

const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const kustomization = parse(read(`${folder}/paynotify/kustomization.yaml`)) as Kustomization;
const resources = kustomization.resources.flatMap((file) => resourcesOf(`paynotify/${file}`));
const deployments = resources.filter(({ kind }) => kind === 'Deployment');
const jobs = resourcesOf('migrate/job.yaml');
const scaled = resourcesOf('autoscaling/scaled-objects.yaml');
const values = parse(read(`${folder}/temporal-values.yaml`), { merge: true });
const named = (list: Resource[]) => list.map((resource) => [resource.metadata.name, resource] as const);
const containerOf = ({ spec }: Resource) => spec.template.spec.containers[0];

const providers = /^(ALIPAY|WECHATPAY|STRIPE|STANDARD)_/;
/** What each Secret that the operator makes holds. */
const secrets: Record<string, string[]> = {
  'paynotify-database': ['DATABASE_URL'],
  'paynotify-api': ['API_TOKENS'],
  'paynotify-secrets-key': ['SECRETS_KEY'],
  'paynotify-providers': Object.keys(services['api']?.environment ?? {}).filter((name) => providers.test(name)),
};
const settingsOf = Object.fromEntries(
  kustomization.configMapGenerator.map(({ name, literals }) => [name, Object.keys(parseEnv(literals.join('\n')))]),
);

/** The names of all that a container finds in its environment. */
function environmentOf({ env = [], envFrom = [] }: Container): string[] {
  const from = envFrom.flatMap(({ configMapRef, secretRef }) =>
    configMapRef ? settingsOf[configMapRef.name] : secretRef ? secrets[secretRef.name] : [],
  );
  return [...env.map(({ name }) => name), ...from.map((name) => name ?? 'a reference to nothing')].sort();
}

describe('deploy/kubernetes', () => {
  test('has every process of ours that docker-compose.yml has', () => {
    const ours = Object.entries(services).flatMap(([name, { image }]) => (image === 'paynotify' ? [name] : []));
    const here = [...deployments, ...jobs].map(({ metadata }) => metadata.name);
    expect(here).toEqual(expect.arrayContaining(ours));
    expect(here.filter((name) => !ours.includes(name) && name !== 'deliver-worker')).toEqual([]);
  });

  test.each(named([...deployments, ...jobs]).filter(([name]) => services[name]))(
    '%s is run as in docker-compose.yml, with the same settings',
    (name, resource) => {
      const { image, command, env, envFrom } = containerOf(resource);
      const { command: composed, environment = {} } = services[name] ?? {};
      expect(image).toBe('paynotify');
      expect(command).toEqual(composed);
      expect(environmentOf({ env, envFrom } as Container)).toEqual(Object.keys(environment).sort());
    },
  );

  test.each(named([...deployments, ...jobs]))('%s runs what is there, as nobody in particular, within limits', (_, resource) => {
    const container = containerOf(resource);
    const [, program = ''] = container.command;
    expect(existsSync(join(root, program.replace(/^dist/, 'src').replace(/\.js$/, '.ts')))).toBe(true);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    expect(resource.spec.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
    });
    expect(container.resources).toMatchObject({
      requests: { memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });

  test.each(named(deployments))('%s may finish what it does, and is not taken away as a whole', (name, { spec }) => {
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60);
    const budget = resources.find(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === name);
    expect(budget?.spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': name } } });
    expect(spec.selector.matchLabels).toMatchObject({ 'app.kubernetes.io/name': name });
  });

  test('a worker is ready when it polls its task queue, the API when it answers', () => {
    for (const [name, resource] of named(deployments)) {
      const { readinessProbe, startupProbe } = containerOf(resource) as Record<string, { exec?: { command: string[] } }>;
      const [, ...check] = services[name]?.healthcheck?.test ?? [];
      if (name === 'api') expect(startupProbe).toMatchObject({ httpGet: { path: '/readyz' } });
      else if (check.length > 0) expect(readinessProbe?.exec?.command).toEqual(check);
    }
  });

  test('no secret is in it', () => {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      expect(read(`${folder}/${file}`)).not.toMatch(/kind: Secret\b|:\/\/[^/\s]+:[^/\s]+@|(TOKENS|KEY|PWD): *\S/);
  });

  test('every queue that is scaled by is one of the worker that is scaled', () => {
    for (const [name, { spec }] of named(scaled)) {
      const worker = deployments.find(({ metadata }) => metadata.name === name);
      const queue = worker && containerOf(worker).command.at(-1);
      const queues = spec.triggers.flatMap(({ metadata }) => metadata['taskQueue'] ?? []);
      expect(spec.scaleTargetRef).toEqual({ name });
      expect(queues.map((each) => each.replace(/^deliver\/.+/, 'deliver'))).toEqual([queue]);
      expect(spec.minReplicaCount).toBeGreaterThan(0);
    }
  });
});

describe('the values of the Temporal chart', () => {
  test('run the versions that docker-compose.yml runs', () => {
    const imageOf = (name: string) => services[name]?.image;
    expect(`temporalio/server:${values.server.image.tag}`).toBe(imageOf('temporal'));
    expect(`temporalio/admin-tools:${values.admintools.image.tag}`).toBe(imageOf('temporal-schema'));
    expect(`temporalio/ui:${values.web.image.tag}`).toBe(imageOf('temporal-ui'));
  });

  test('are those of deploy/temporal where nothing else is meant', () => {
    const shared = parseEnv(read('deploy/temporal/server.env'));
    const { default: main, visibility } = values.server.config.persistence.datastores;
    expect(main.sql).toMatchObject({ pluginName: shared['DB'], databaseName: shared['DBNAME'] });
    expect(visibility.sql).toMatchObject({ pluginName: shared['DB'], databaseName: shared['VISIBILITY_DBNAME'] });
    expect(values.server.dynamicConfig).toEqual(parse(read('deploy/temporal/dynamic-config.yaml')));
    expect(values.server.config.logLevel).toBe(shared['LOG_LEVEL']);
    expect(values.server.config.namespaces.namespace).toEqual([{ name: 'default', retention: '720h' }]);
  });

  test('bring the visibility database to its settings as docker-compose.yml does', () => {
    const [job] = values.extraObjects.map((text: string) => parse(text)) as [Resource];
    const { image, command, env, envFrom } = containerOf(job);
    const composed = services['temporal-visibility'] as Service & { entrypoint: string[] };
    expect(image).toBe(composed.image);
    expect(command).toEqual(composed.entrypoint);
    expect(env?.map(({ name }) => name)).toEqual(Object.keys(composed.environment ?? {}));
    const { configMapGenerator } = parse(read('deploy/temporal/kustomization.yaml'));
    expect(configMapGenerator).toEqual([
      { name: envFrom?.[0]?.configMapRef?.name, envs: ['server.env'] },
      { name: 'visibility-scripts', files: ['set-up-visibility.sh', 'visibility.sql'] },
    ]);
  });
});
