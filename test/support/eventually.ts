const MILLISECONDS_BETWEEN_LOOKS = 25;

/** Looks again until the expectation holds, and gives its value; its last failure once the deadline has passed. */
export async function eventually<Value>(expectation: () => Value | Promise<Value>, deadlineSeconds = 30): Promise<Value> {
  const deadline = Date.now() + deadlineSeconds * 1000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_BETWEEN_LOOKS));
    }
  }
}
