import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Within } from './deadline.ts';

/** A person's word to a workflow; `false`: it has no open run. @throws Unavailable */
export const createSignalIfOpen =
  (client: Client, within: Within) =>
  async (workflowId: string, name: string, word: object): Promise<boolean> => {
    try {
      await within(() => client.workflow.getHandle(workflowId).signal(name, word));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };
