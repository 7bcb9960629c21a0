const MILLISECONDS_BETWEEN_LOOKS = { first: 25, longest: 200 };

/**
 * Looks again until the expectation holds, and gives its value; its last failure once the deadline has passed. It looks the less often
 * the longer it has waited, so that looking takes little from what is waited for: a tenth of the time is the most that is lost by it.
 */
export async function eventually<Value>(expectation: () => Value | Promise<Value>, deadlineSeconds = 60): Promise<Value> {
  const began = Date.now();
  const deadline = began + deadlineSeconds * 1000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      const gap = Math.min(
        Math.max((Date.now() - began) / 10, MILLISECONDS_BETWEEN_LOOKS.first),
        MILLISECONDS_BETWEEN_LOOKS.longest,
      );
      await new Promise((resolve) => setTimeout(resolve, gap));
    }
  }
}
