/** Workflow code with a fault: it never gives way. */
export async function endless() {
  for (;;) await undefined;
}
