// A search attribute over 2 KiB terminates the workflow: 40 subscriber names of 40 characters stay well below it.
const MOST_ENTRIES = 40;
const MOST_CHARACTERS = 1_900;

/** Entries for a KeywordList, cut where they would not fit; then the last one is `*`, for "and more". */
export function keywordList(entries: string[]): string[] {
  const kept: string[] = [];
  let characters = 0;
  for (const entry of new Set(entries)) {
    characters += new TextEncoder().encode(entry).length + 3;
    if (kept.length === MOST_ENTRIES || characters > MOST_CHARACTERS) return [...kept, '*'];
    kept.push(entry);
  }
  return kept;
}
