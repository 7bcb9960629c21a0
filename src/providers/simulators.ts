import { alipaySimulator } from './alipay/simulator.ts';
import type { Simulator } from './simulator.ts';

/** Who can be simulated, by the provider's name. */
export const SIMULATORS: ReadonlyMap<string, Simulator> = new Map([['alipay', alipaySimulator]]);
