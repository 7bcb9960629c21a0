import type { Child } from '../../src/embedded/child-process.ts';

/** What a system has started, stopped in the order it was started: who takes payments before who works on them. */
export function startedPrograms() {
  const programs: Child[] = [];
  return {
    async add(starting: Promise<Child>): Promise<Child> {
      const program = await starting;
      programs.push(program);
      return program;
    },
    stop: async (): Promise<void> => {
      for (const program of programs.splice(0)) await program.stop();
    },
  };
}

/** Runs the start of a system; what it has started is stopped when it fails. */
export async function orStop<Started>(stop: () => Promise<void>, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }
}
