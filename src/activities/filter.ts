import { type ASTNode, Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js';
import type { PaymentResult } from '../domain/payment-result.ts';
import type { ResultFilter } from '../domain/result-filter.ts';

/** A filter that failed on a result, which its subscriber is told all the same. */
export type FilterFailure = { filter: string; payNo: string; resultId: string; reason: string };

type Options = { onFailure?: (failure: FilterFailure) => void };

/** What a filter can be about: the fields of a result. */
const TEXTS = ['resultId', 'result', 'payNo', 'orderId', 'orderType', 'outBusinessId', 'userId', 'provider', 'transactionId'];

/** Each looks at its text once. `matches` is not among them: a regular expression can take for ever. */
const FUNCTIONS = ['startsWith', 'endsWith', 'contains'];

// A short text, so that what it costs is bounded by what it says: there are no loops without macros, and macros are calls.
const limits = { maxAstNodes: 200, maxDepth: 40, maxListElements: 100, maxMapEntries: 1, maxCallArguments: 4 };

const MOST_KEPT = 1_000;

/**
 * Judges conditions in CEL, the Common Expression Language: comparisons, `&&`, `||`, `!`, `in [...]` and arithmetic on the
 * fields of a result. Nothing else can be reached from an expression.
 */
export function createFilter({ onFailure }: Options = {}): ResultFilter {
  const environment = createEnvironment();
  const compiled = new Map<string, ParseResult>();

  function compile(expression: string): ParseResult {
    const known = compiled.get(expression);
    if (known) return known;
    if (compiled.size >= MOST_KEPT) compiled.clear();
    const made = environment.parse(expression);
    compiled.set(expression, made);
    return made;
  }

  return {
    faultOf(expression) {
      const { valid, type, error } = environment.check(expression);
      if (!valid) return error instanceof Error ? `${lowerFirst(error.summary)}${place(error.range)}` : 'is not valid';
      if (type !== 'bool') return `is a ${type}: it must be true or false, as in amount.amountMinor >= 10000`;
      return foreignCallIn(compile(expression).ast);
    },
    takes(expression, result) {
      try {
        return compile(expression)(fieldsOf(result)) !== false;
      } catch (error) {
        const reason = error instanceof EvaluationError ? error.summary : String(error);
        onFailure?.({ filter: expression, payNo: result.payNo, resultId: result.resultId, reason });
        return true;
      }
    },
  };
}

function createEnvironment(): Environment {
  const environment = new Environment({ limits });
  for (const name of [...TEXTS, 'occurredAt']) environment.registerVariable(name, 'string');
  environment.registerVariable('refundedMinor', 'int');
  return environment.registerVariable({ name: 'amount', schema: { currency: 'string', amountMinor: 'int' } });
}

/** As CEL knows them: its whole numbers are bigints. */
const fieldsOf = ({ amount, refundedMinor, ...texts }: PaymentResult) => ({
  ...texts,
  refundedMinor: BigInt(refundedMinor),
  amount: { currency: amount.currency, amountMinor: BigInt(amount.amountMinor) },
});

/** The first call of something that filters do not have; null: there is none. */
function foreignCallIn(node: ASTNode): string | null {
  const isCall = node.op === 'call' || node.op === 'rcall';
  if (isCall && (node.op === 'call' || !FUNCTIONS.includes(node.args[0])))
    return `has no ${node.args[0]}(): there are ${FUNCTIONS.join(', ')}${place(node.range)}`;
  return nodesIn(node.args).reduce<string | null>((found, inner) => found ?? foreignCallIn(inner), null);
}

/** The nodes of an expression within another, in whatever lists they are. */
function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const place = (range: { start: number } | undefined): string => (range ? ` (at character ${range.start + 1})` : '');
