import { Client } from 'pg';

type Enrolment = { choose_course_id: string; user_id: string; pay_no: string; status: string; enrolled_at: string };

/** What the learning center has written for this payment. */
export async function enrolmentsOf(payNo: string, databaseUrl: string): Promise<Enrolment[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const sql = `select choose_course_id, user_id, pay_no, status, enrolled_at::text from learning.course_tables where pay_no = $1`;
  const { rows } = await client.query<Enrolment>(sql, [payNo]).finally(() => client.end());
  return rows;
}
