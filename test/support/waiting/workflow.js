import { condition, sleep } from '@temporalio/workflow';

/** Waits for several things in several ways, and for nothing that comes. */
export async function waiting() {
  await Promise.all([sleeping(), Promise.race([never(), condition(() => false, '1 day')]), settled()]);
}

async function sleeping() {
  await sleep('1 day');
}

const never = () => condition(() => false);

async function settled() {
  await undefined;
}
