import { rmSync } from 'node:fs';
import { temporaryDataFolder } from '../../src/embedded/data-folder.ts';
import { type Stack, startStack } from '../../src/embedded/stack.ts';
import { freePorts } from '../../src/embedded/stack-ports.ts';
import { quietEnvironment } from './quiet-environment.ts';
import { createShop, type Shop } from './shop.ts';

/**
 * The whole stack as `npm run dev` starts it, on free ports and a folder of the test file's own. Call it while the file is
 * loaded; it is there from `beforeAll` on, and stopped after the last test.
 */
export function useStack(): () => Shop {
  let running: { shop: Shop; stop: () => Promise<void> } | undefined;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running?.stop());
  return () => {
    if (!running) throw new Error('the stack is there from beforeAll on');
    return running.shop;
  };
}

async function start() {
  const dataFolder = await temporaryDataFolder('e2e');
  const remove = () => rmSync(dataFolder, { recursive: true, force: true });
  const stack: Stack = await startStack({
    dataFolder,
    ports: await freePorts(),
    env: quietEnvironment(),
    step: (_title, work) => work(() => undefined),
    report: () => undefined,
  }).catch((error) => {
    remove();
    throw error;
  });
  const shop = createShop(dataFolder, stack);
  const stop = async () => {
    await shop.close();
    await stack.stop();
    remove();
  };
  return { shop, stop };
}
