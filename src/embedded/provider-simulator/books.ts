import type { Books, Story } from '../../providers/simulator.ts';

/** The books of each simulated provider, in memory: they are gone with the process. */
export function createBooks(): (provider: string) => Books & { note(story: Story): void } {
  const ofAll = new Map<string, Map<string, Story>>();
  return (provider) => {
    const stories = ofAll.get(provider) ?? new Map<string, Story>();
    ofAll.set(provider, stories);
    return {
      find: (payNo) => stories.get(payNo),
      list: () => [...stories.values()],
      note: (story) => void stories.set(story.payNo, story),
      close(payNo) {
        const story = stories.get(payNo);
        if (story) stories.set(payNo, { ...story, event: 'closed', happenedAt: new Date() });
      },
    };
  };
}
