import { median } from '../statistics';
import type { Figures } from './measure';

interface Row {
  readonly title: string;
  readonly of: (figures: Figures) => number;
  readonly show: (value: number) => string;
  readonly ratio: boolean;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const milliseconds = (value: number) => value.toFixed(1);

const rows: readonly Row[] = [
  { title: 'first paint, ms', of: (run) => run.firstPaint, show: milliseconds, ratio: true },
  { title: 'key to paint p50, ms', of: (run) => run.keyP50, show: milliseconds, ratio: true },
  { title: 'key to paint p95, ms', of: (run) => run.keyP95, show: milliseconds, ratio: true },
  {
    title: 'scrolling: frames over 32 ms',
    of: (run) => run.slowFrames,
    show: (value) => `${(100 * value).toFixed(1)} %`,
    ratio: false,
  },
  { title: 'scrolling: frames with blanks', of: (run) => run.blanks, show: whole, ratio: false },
  {
    title: 'JavaScript heap, MiB',
    of: (run) => run.heap / 2 ** 20,
    show: milliseconds,
    ratio: true,
  },
  { title: 'DOM nodes', of: (run) => run.nodes, show: whole, ratio: true },
];

/** The medians of all rounds with one number of messages, side by side, with their ratio. */
export function table(
  messages: number,
  deskmate: readonly Figures[],
  plain: readonly Figures[],
): string {
  const lines = [line([`${whole(messages)} messages`, 'panel', 'plain', 'ratio'])];
  for (const row of rows) {
    const [ours, theirs] = [median(deskmate.map(row.of)), median(plain.map(row.of))];
    const ratio = row.ratio ? (ours / theirs).toFixed(2) : '';
    lines.push(line([row.title, row.show(ours), row.show(theirs), ratio]));
  }
  return `${lines.join('\n')}\n`;
}

function line([title = '', ...values]: readonly string[]): string {
  return `${title.padEnd(32)}${values.map((value) => value.padStart(12)).join('')}`;
}
