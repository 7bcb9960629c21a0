/** What one look has found. `todo`: what to do about it. */
export type Finding = { check: string; status: 'ok' | 'warn' | 'FAIL'; says: string; todo?: string };

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });
export const warn = (check: string, says: string, todo: string): Finding => ({ check, status: 'warn', says, todo });
export const fail = (check: string, says: string, todo: string): Finding => ({ check, status: 'FAIL', says, todo });

/** What `look` finds; where it throws, what it throws is the finding. */
export async function attempt(
  { check, todo }: { check: string; todo: string },
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [fail(check, error instanceof Error ? error.message || error.name : String(error), todo)];
  }
}
