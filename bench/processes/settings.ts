/** What a process of the bench is told. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const subscriberNames = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index + 1}`);
