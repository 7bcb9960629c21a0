const MILLISECONDS_BETWEEN_LOOKS = { first: 25, longest: 200 };

/** Only says when a wait that never ends is given up: far above what any takes on a machine that has ten times too much to do. */
const DEADLINE_MS = 300_000;

/**
 * Looks again until the expectation holds, and gives its value; its last failure once the deadline has passed. It looks the less often
 * the longer it has waited, so that looking takes little from what is waited for: a tenth of the time is the most that is lost by it.
 */
export async function eventually<Value>(expectation: () => Value | Promise<Value>): Promise<Value> {
  const began = Date.now();
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      const waited = Date.now() - began;
      if (waited > DEADLINE_MS) throw error;
      const gap = Math.min(Math.max(waited / 10, MILLISECONDS_BETWEEN_LOOKS.first), MILLISECONDS_BETWEEN_LOOKS.longest);
      await new Promise((resolve) => setTimeout(resolve, gap));
    }
  }
}
