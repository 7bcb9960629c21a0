import type { HistoryAndWorkflowId } from '@temporalio/client';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';

/** `failure`: why this code does not do again what the history says it did; null where it does. */
export type Replayed = { name: string; failure: string | null };

/**
 * Runs each history through this workflow code, one after the other, with nothing but the history to answer it. `workflowId`
 * only names a history.
 */
export async function* replay(
  workflowBundle: WorkflowBundleOption,
  histories: AsyncIterable<HistoryAndWorkflowId> | Iterable<HistoryAndWorkflowId>,
): AsyncGenerator<Replayed> {
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    yield { name: workflowId, failure: error ? reasonOf(error) : null };
  }
}

/** The SDK wraps its one sentence in a dump of its insides. */
const reasonOf = ({ name, message }: Error): string => `${name}: ${/message: "(.+?)", source:/.exec(message)?.[1] ?? message}`;
