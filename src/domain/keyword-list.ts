// A search attribute over 2 KiB terminates the workflow: 40 subscriber names of 40 characters stay well below it.
const MOST_ENTRIES = 40;
const MOST_BYTES = 1_900;

/** Entries for a KeywordList, cut where they would not fit; then the last one is `*`, for "and more". */
export function keywordList(entries: string[]): string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const entry of new Set(entries)) {
    bytes += new TextEncoder().encode(JSON.stringify(entry)).length + 1; // as Temporal keeps it, with its comma
    if (kept.length === MOST_ENTRIES || bytes > MOST_BYTES) return [...kept, '*'];
    kept.push(entry);
  }
  return kept;
}
