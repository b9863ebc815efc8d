import { cpus } from 'node:os';
import { median } from './statistics';

/** One line of a table. */
export interface Row<Figures> {
  readonly title: string;
  readonly of: (figures: Figures) => number;
  readonly show: (value: number) => string;
  /** False if a ratio is meaningless: for shares, and for counts that can be 0. */
  readonly ratio?: false;
}

/** Formats a number with a fixed number of decimals. */
export function decimals(digits: number): (value: number) => string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (value) => value.toLocaleString('en', format);
}

/** Formats a share, 0 to 1, as a percentage with a fixed number of decimals. */
export function percent(digits: number): (share: number) => string {
  return (share) => `${(100 * share).toFixed(digits)} %`;
}

/** A description of the computer that runs the benchmark. */
export function computer(): string {
  return (
    `${process.platform} ${process.arch}, ${cpus().length} cores, ` +
    `${cpus()[0]?.model ?? 'unknown processor'}`
  );
}

/** Measures all contenders in turn, once per round. */
export async function inTurn<Name extends string, Figures>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => Promise<Figures>,
): Promise<Map<Name, Figures[]>> {
  const runs = new Map<Name, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Reverse the order every other round, so that a machine that warms up doesn't favor either contender.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) runs.get(name)?.push(await measure(name));
  }
  return runs;
}

/** A table of both contenders' medians over all rounds, with the ratio of the first to the second. */
export function table<Figures>(
  title: string,
  rows: readonly Row<Figures>[],
  runs: ReadonlyMap<string, readonly Figures[]>,
): string {
  const lines = [line([title, ...runs.keys(), 'ratio'])];
  for (const { title: name, of, show, ratio } of rows) {
    const medians = [...runs.values()].map((figures) => median(figures.map(of)));
    const [ours = Number.NaN, theirs = Number.NaN] = medians;
    const shown = ratio === false ? '' : (ours / theirs).toFixed(2);
    lines.push(line([name, ...medians.map(show), shown]));
  }
  return `${lines.join('\n')}\n`;
}

function line([title = '', ...values]: readonly string[]): string {
  return `${title.padEnd(36)}${values.map((value) => value.padStart(12)).join('')}`;
}
