import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/**
 * Makes the namespace `default` keep closed workflows for so long; the development server's own default is a day.
 * @throws while the server does not answer yet, or the namespace is not there yet.
 */
export async function prepareNamespace(address: string, { retentionDays }: { retentionDays: number }): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.updateNamespace({
        namespace: 'default',
        config: { workflowExecutionRetentionTtl: msToTs(`${retentionDays} days`) },
      }),
    );
  } finally {
    await connection.close();
  }
}
