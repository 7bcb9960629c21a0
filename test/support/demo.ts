/**
 * The demo tells what it sees. Where, on a busy machine, it came to look at its second subscriber only after the second of the attempts
 * that fail, it is run again.
 */
export async function untilInTime<Ran extends { output: string }>(run: () => Promise<Ran>): Promise<Ran> {
  for (;;) {
    const ran = await run();
    if (/bookkeeping +attempt 1 failed/.test(ran.output) || !/bookkeeping +attempt 2 failed/.test(ran.output)) return ran;
  }
}
