/**
 * Brings the visibility database to what `settings` say (VISIBILITY_DBNAME, VISIBILITY_INDEXES, VISIBILITY_SYNCHRONOUS_COMMIT), as
 * the owner of the database.
 * @throws where a setting is none of its words.
 */
export function setUpVisibility(
  postgres: { host: string; port: string; user: string; password: string },
  settings: Record<string, string>,
): Promise<void>;
