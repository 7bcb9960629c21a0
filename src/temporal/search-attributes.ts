import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto'; // CommonJS whose names Node does not see
import { SEARCH_ATTRIBUTES } from '../domain/temporal-names.ts';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_KEYWORD_LIST } = proto.temporal.api.enums.v1.IndexedValueType;

const TYPES = { KEYWORD: INDEXED_VALUE_TYPE_KEYWORD, KEYWORD_LIST: INDEXED_VALUE_TYPE_KEYWORD_LIST };

/** By name: those that the namespace does not have, and those that it has with another type. */
export type SearchAttributesState = { missing: string[]; otherType: string[] };

export async function findSearchAttributes({ connection, options: { namespace } }: Client): Promise<SearchAttributesState> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const all = Object.entries(SEARCH_ATTRIBUTES);
  const named = (found: typeof all) => found.map(([name]) => name);
  return {
    missing: named(all.filter(([name]) => !(name in customAttributes))),
    otherType: named(all.filter(([name, type]) => name in customAttributes && customAttributes[name] !== TYPES[type])),
  };
}

/** Registers the search attributes that the namespace does not have yet; without them a workflow that sets one is stuck. */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { missing } = await findSearchAttributes(client);
  if (missing.length === 0) return;
  const typeOf = (name: string) => TYPES[SEARCH_ATTRIBUTES[name as keyof typeof SEARCH_ATTRIBUTES]];
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, typeOf(name)]));
  await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
