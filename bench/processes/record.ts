import type pg from 'pg';

/** A payment as the systems other than ours are told it. */
export type Payment = { notificationId: string; payNo: string; amountMinor: number };

/**
 * One transaction: the fact, once for ever, and the order's new state.
 * @param also what else belongs to it, where the fact is new.
 */
export async function recordPayment(
  pool: pg.Pool,
  { notificationId, payNo, amountMinor }: Payment,
  also: (client: pg.PoolClient) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query(
      `insert into bench.payment_facts (notification_id, pay_no, amount_minor) values ($1, $2, $3)
       on conflict (notification_id) do nothing`,
      [notificationId, payNo, amountMinor],
    );
    await client.query(
      `update bench.orders set status = 'paid', paid_at = now() where pay_no = $1 and amount_minor = $2 and status = 'unpaid'`,
      [payNo, amountMinor],
    );
    if (rowCount === 1) await also(client);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
