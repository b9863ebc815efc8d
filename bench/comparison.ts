import type { Contender, Protocol } from './hub-process';
import type { Figures } from './measure';
import type { PipelineFigures, PipelinePlan } from './pipeline';
import { median } from './statistics';

interface Row {
  readonly title: string;
  readonly of: (figures: Figures) => number;
  readonly show: (value: number) => string;
  readonly ratio: boolean;
  readonly manyOnly?: boolean;
}

const rows: readonly Row[] = [
  {
    title: 'deliveries/s at saturation',
    of: (figures) => figures.deliveriesPerSecond,
    show: (value) => Math.round(value).toLocaleString('en'),
    ratio: true,
  },
  {
    title: 'hub CPU s / million deliveries',
    of: (figures) => figures.cpuSecondsPerMillion,
    show: (value) => value.toFixed(2),
    ratio: true,
  },
  {
    title: 'latency p50, ms (modest rate)',
    of: (figures) => figures.latencyP50,
    show: (value) => value.toFixed(2),
    ratio: true,
  },
  {
    title: 'latency p99, ms (modest rate)',
    of: (figures) => figures.latencyP99,
    show: (value) => value.toFixed(2),
    ratio: true,
  },
  {
    title: 'memory per connection, KiB',
    of: (figures) => figures.bytesPerConnection,
    show: (value) => (value / 1024).toFixed(0),
    ratio: true,
    manyOnly: true,
  },
  {
    title: 'hub busy at saturation',
    of: (figures) => figures.hubBusy,
    show: percent,
    ratio: false,
  },
  {
    title: 'load generator busy',
    of: (figures) => figures.loadBusy,
    show: percent,
    ratio: false,
  },
];

/** With fewer members, what a process's memory does by itself hides what connections cost. */
const ENOUGH_FOR_MEMORY = 50;

/** The medians of all rounds of one room size, side by side, with their ratio. */
export function table(
  protocol: Protocol,
  members: number,
  runs: Readonly<Record<Contender, Figures[]>>,
): string {
  const lines = [line([`${protocol}, ${members} members`, 'deskmate', 'naive', 'ratio'])];
  for (const row of rows) {
    if (row.manyOnly && members < ENOUGH_FOR_MEMORY) continue;
    const ours = median(runs.deskmate.map(row.of));
    const naive = median(runs.naive.map(row.of));
    const ratio = row.ratio ? (ours / naive).toFixed(2) : '';
    lines.push(line([row.title, row.show(ours), row.show(naive), ratio]));
  }
  return `${lines.join('\n')}\n`;
}

/** Likewise for the times in ms that a crowd took to come back. */
export function stormTable(
  members: number,
  missed: number,
  runs: Readonly<Record<Contender, number[]>>,
): string {
  const ours = median(runs.deskmate);
  const naive = median(runs.naive);
  const title = `all ${members} hold it again, ms`;
  return `${[
    line([`${members} cut off, ${missed} missed`, 'deskmate', 'naive', 'ratio']),
    line([title, ours.toFixed(0), naive.toFixed(0), (ours / naive).toFixed(2)]),
  ].join('\n')}\n`;
}

/** Likewise for speakers who say several messages without waiting. */
export function pipelineTable(
  { members, speakers, messages, size }: PipelinePlan,
  runs: Readonly<Record<Contender, PipelineFigures[]>>,
): string {
  const title = `lab, ${speakers} of ${members}: ${messages} × ${size} B`;
  const rows = [
    ['deliveries/s', (figures: PipelineFigures) => figures.deliveriesPerSecond, 0],
    ['latency p50, ms', (figures: PipelineFigures) => figures.latencyP50, 2],
  ] as const;
  const lines = rows.map(([name, of, digits]) => {
    const ours = median(runs.deskmate.map(of));
    const naive = median(runs.naive.map(of));
    const show = (value: number) =>
      value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return line([name, show(ours), show(naive), (ours / naive).toFixed(2)]);
  });
  return `${[line([title, 'deskmate', 'naive', 'ratio']), ...lines].join('\n')}\n`;
}

function line([title = '', ...values]: readonly string[]): string {
  return `${title.padEnd(36)}${values.map((value) => value.padStart(12)).join('')}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
