import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { releaseDataFolder, temporaryDataFolder } from '../src/embedded/data-folder.ts';
import { type Effects, listenForEffects } from './load/effects.ts';
import { type BenchPostgres, startBenchPostgres } from './servers/postgres.ts';
import { startTemporal, type TemporalKind, type TemporalServer } from './servers/temporal.ts';

/** What all systems share. */
export type Bench = {
  folder: string;
  postgres: BenchPostgres;
  effects: Effects;
  /** Started when it is first asked for; one of a kind, for all who use it. */
  temporal(kind: TemporalKind): Promise<TemporalServer>;
  /** While this file is there, the first subscriber fails the payments whose numbers end in F. */
  failingFile: string;
  /** Writes CPU profiles here; undefined where none are wanted. */
  profileFolder?: string | undefined;
  stop(): Promise<void>;
};

export async function startBench({ profileFolder }: { profileFolder?: string | undefined }): Promise<Bench> {
  const folder = await temporaryDataFolder('bench');
  const stops: (() => Promise<void>)[] = [
    async () => {
      releaseDataFolder(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  ];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    const postgres = await startBenchPostgres(folder, { statements: profileFolder !== undefined });
    stops.push(postgres.stop);
    const effects = await listenForEffects();
    stops.push(effects.stop);
    const servers = new Map<TemporalKind, Promise<TemporalServer>>();
    const start = async (kind: TemporalKind) => {
      const server = await startTemporal(kind, { folder, postgresUrl: postgres.url, profiled: profileFolder !== undefined });
      stops.push(server.stop);
      return server;
    };
    const temporal = (kind: TemporalKind) => {
      const server = servers.get(kind) ?? start(kind);
      servers.set(kind, server);
      return server;
    };
    return { folder, postgres, effects, temporal, failingFile: join(folder, 'failing'), profileFolder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
