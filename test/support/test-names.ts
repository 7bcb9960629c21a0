import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/** What swc gives, as far as it is looked at here. */
type Node = { type?: string; [field: string]: unknown };

const NAMED = new Set(['describe', 'test', 'it']);

/**
 * The names of a file's tests as the source has them, each after those of the `describe`s around it: `closings › are told`.
 * What is filled in when they run stays open: `%s` and `$name` as they are, and `${…}` of a template as `%s`.
 */
export function testNamesOf(path: string): string[] {
  const names: string[] = [];
  visit(parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript', target: 'es2022' }), []);
  return names;

  function visit(value: unknown, around: string[]): void {
    if (Array.isArray(value)) for (const one of value) visit(one, around);
    else if (typeof value === 'object' && value !== null) visitNode(value as Node, around);
  }

  function visitNode(node: Node, around: string[]): void {
    const title = titleOf(node);
    const inside = title ? [...around, title.text] : around;
    if (title && title.kind !== 'describe') names.push(inside.join(' › '));
    for (const child of Object.values(node)) visit(child, inside);
  }
}

/** What a call names: `test('…')`, `describe.each(…)('…')`. */
function titleOf({ type, callee, arguments: given }: Node): { kind: string; text: string } | undefined {
  if (type !== 'CallExpression') return undefined;
  const kind = rootOf(callee as Node);
  const [first] = given as { expression: Node }[];
  const text = first && textOf(first.expression);
  return kind !== undefined && NAMED.has(kind) && text !== undefined ? { kind, text } : undefined;
}

function rootOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node['value'] as string;
  if (node.type === 'MemberExpression') return rootOf(node['object'] as Node);
  if (node.type === 'CallExpression' || node.type === 'TsInstantiation')
    return rootOf((node['callee'] ?? node['expression']) as Node);
  return undefined;
}

function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return node['value'] as string;
  if (node.type === 'TemplateLiteral') return (node['quasis'] as { cooked: string }[]).map(({ cooked }) => cooked).join('%s');
  return undefined;
}

/**
 * Is this the name of a test of the file: as its source has it, or with the open places filled in by what the file says?
 * The name of a `describe` alone stands for all that is in it.
 */
export function isTestOf(path: string, name: string): boolean {
  const source = readFileSync(path, 'utf8');
  const parts = name.split(' › ');
  return testNamesOf(path)
    .map((known) => known.split(' › '))
    .some((known) => parts.every((part, index) => fills(part, known[index] ?? '', source)));
}

const OPEN = /%[a-z]|\$\w+/;

function fills(part: string, known: string, source: string): boolean {
  if (part === known) return true;
  const places = new RegExp(`^${known.split(OPEN).map(escaped).join('(.+?)')}$`, 's').exec(part)?.slice(1);
  return places?.every((filling) => source.includes(filling)) ?? false;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
