import type { AddCommands } from '../cli.ts';
import { backfill } from './backfill.ts';
import { bulk } from './bulk.ts';
import { deliveries } from './deliveries.ts';
import { events } from './events.ts';
import { held } from './held.ts';
import { payments } from './payments.ts';
import { reconcile } from './reconcile.ts';
import { recovery } from './recovery.ts';
import { subscribers } from './subscribers.ts';

/** What the program can do, as its help lists it. */
export const commands: AddCommands[] = [payments, deliveries, held, subscribers, recovery, bulk, backfill, reconcile, events];
