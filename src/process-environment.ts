/** The process environment; nothing else in the project reads it. It stands alone, so that reading it loads nothing else. */
export const environment: Record<string, string | undefined> = process.env;
