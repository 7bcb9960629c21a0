import { type Finding, fail, ok } from './finding.ts';

const OLDEST = 20;

/** The Node that this runs on. `version`: as Node says it, v20.19.0. */
export function examineNode(version: string): Finding[] {
  const isNewEnough = Number(/^v(\d+)/.exec(version)?.[1]) >= OLDEST;
  return [isNewEnough ? ok('node', version) : fail('node', `${version} is too old`, `install Node ${OLDEST} or newer`)];
}
