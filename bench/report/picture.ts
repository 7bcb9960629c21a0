import type { Results } from '../results.ts';
import { acknowledgeP50, endToEndP50, figure, systemsOf } from './figures.ts';
import { number } from './words.ts';

const [WIDTH, ROW, LABEL, TOP] = [920, 26, 150, 74];
/** Of the two panels: where each begins, and how long its longest bar is. */
const PANELS = { cost: { x: LABEL, width: 400 }, time: { x: 620, width: 230 } };

const COLORS: Record<string, string> = {
  ours: '#3f6fb5',
  server: '#e0913a',
  postgres: '#6a9f58',
  acknowledged: '#3f6fb5',
  told: '#b9c9e3',
};

/** Whose process a part is: what somebody wrote for the job, the server it works with, or Postgres. */
const groupOf = (part: string): string =>
  part === 'postgres' ? 'postgres' : ['temporal', 'rabbitmq', 'restate'].includes(part) ? 'server' : 'ours';

type Bar = { width: number; color: string };

/** CPU time a payment at S = 3 by whose process it is, and the times at a steady rate, a row a system. */
export function picture(results: Results): string {
  const total = (system: string) => [...partsOf(results, system).values()].reduce((all, ms) => all + ms, 0);
  const systems = systemsOf(results.closedLoop).filter((system) => total(system) > 0);
  const told = (system: string) => figure(results.openLoop, { system, pick: endToEndP50 })?.median ?? 0;
  const scale = (values: number[], width: number) => width / Math.max(1, ...values);
  const costScale = scale(systems.map(total), PANELS.cost.width);
  const timeScale = scale(systems.map(told), PANELS.time.width);
  const rows = systems.map((system, index) => {
    const y = TOP + index * ROW;
    const cost = [...partsOf(results, system)].map(([group, ms]) => ({ width: ms * costScale, color: COLORS[group] ?? '#000' }));
    const acknowledged = figure(results.openLoop, { system, pick: acknowledgeP50 })?.median ?? 0;
    const time = [
      { width: acknowledged * timeScale, color: COLORS['acknowledged'] ?? '' },
      { width: Math.max(0, told(system) - acknowledged) * timeScale, color: COLORS['told'] ?? '' },
    ];
    return [
      text({ x: LABEL - 8, y: y + 15, content: system, anchor: 'end' }),
      bars(PANELS.cost.x, y, cost),
      text({ x: PANELS.cost.x + total(system) * costScale + 6, y: y + 15, content: number(total(system)) }),
      bars(PANELS.time.x, y, time),
      text({ x: PANELS.time.x + told(system) * timeScale + 6, y: y + 15, content: number(told(system)) }),
    ].join('\n');
  });
  return svg(TOP + systems.length * ROW + 16, [legend(), ...rows].join('\n'));
}

/** Medians by group. */
function partsOf({ closedLoop }: Results, system: string): Map<string, number> {
  const names = new Set((closedLoop?.measurements ?? []).flatMap((one) => ('cost' in one ? Object.keys(one.cost.cpuMs) : [])));
  const groups = new Map(['ours', 'server', 'postgres'].map((group) => [group, 0]));
  for (const part of names) {
    const summary = figure(closedLoop, { system, subscribers: 3, pick: ({ cost }) => cost.cpuMs[part] ?? Number.NaN });
    if (summary) groups.set(groupOf(part), (groups.get(groupOf(part)) ?? 0) + Math.max(0, summary.median));
  }
  return groups;
}

function bars(x: number, y: number, parts: readonly Bar[]): string {
  let left = x;
  return parts
    .map(({ width, color }) => {
      const bar = `<rect x="${left.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 6}" fill="${color}"/>`;
      left += width;
      return bar;
    })
    .join('');
}

type Text = { x: number; y: number; content: string; anchor?: 'start' | 'end'; weight?: 'bold' };

const text = ({ x, y, content, anchor = 'start', weight }: Text): string =>
  `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}"${weight ? ` font-weight="${weight}"` : ''}>${content}</text>`;

const legend = (): string =>
  [
    text({ x: PANELS.cost.x, y: 24, content: 'CPU milliseconds a payment, S = 3', weight: 'bold' }),
    text({ x: PANELS.time.x, y: 24, content: 'milliseconds at 10/s, p50, S = 3', weight: 'bold' }),
    ...key(PANELS.cost.x, [
      ['ours', 'API and workers'],
      ['server', 'Temporal, broker, Restate'],
      ['postgres', 'Postgres'],
    ]),
    ...key(PANELS.time.x, [
      ['acknowledged', 'acknowledged'],
      ['told', 'all told'],
    ]),
  ].join('\n');

const key = (x: number, entries: readonly (readonly [string, string])[]): string[] =>
  entries.map(([color, label], index) => {
    const left = x + index * 130 + (index > 1 ? 50 : 0);
    return `<rect x="${left}" y="42" width="12" height="12" fill="${COLORS[color]}"/>${text({ x: left + 17, y: 52, content: label })}`;
  });

const svg = (
  height: number,
  content: string,
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#222">
<title>CPU time a payment by whose process it is, and times at 10 payments a second, for each system</title>
<rect width="100%" height="100%" fill="#fff"/>
${content}
</svg>
`;
