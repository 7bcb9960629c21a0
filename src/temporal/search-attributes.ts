import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto'; // CommonJS whose names Node does not see
import { SEARCH_ATTRIBUTES } from '../domain/temporal-names.ts';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_KEYWORD_LIST } = proto.temporal.api.enums.v1.IndexedValueType;

/** Registers the search attributes that the namespace does not have yet; without them a workflow that sets one is stuck. */
export async function registerSearchAttributes({ connection, options: { namespace } }: Client): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(
    missing.map(([name, type]) => [name, type === 'KEYWORD' ? INDEXED_VALUE_TYPE_KEYWORD : INDEXED_VALUE_TYPE_KEYWORD_LIST]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
