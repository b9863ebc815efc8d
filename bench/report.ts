import { isWrong, type Tally } from './load/sequence-check';
import type { Measured, Scenario } from './scenarios/scenario';
import { median } from './statistics';

/** What one hub did in one scenario: a measurement for each round, or why there is none. */
export interface Result {
  readonly scenario: string;
  readonly contender: string;
  readonly wire: string;
  readonly rounds: readonly Measured[];
  readonly problem?: string;
}

/** A load process that is busier than this share of a core is the limit. */
const MAX_LOAD_BUSY = 0.9;

/** How tables are written: for a terminal, or for a page such as docs/PERFORMANCE.md. */
export type Format = 'text' | 'markdown';

/** A table of the medians of all rounds: a line for each figure, a column for each contender. */
export function table(
  title: string,
  scenarios: readonly Scenario[],
  results: readonly Result[],
  format: Format = 'text',
): string {
  const names = [...new Set(results.map(({ contender }) => contender))];
  // The ratio of the first column to the second one: ours to the baseline.
  const header = [title, ...names, ...(names.length > 1 ? ['ratio'] : [])];
  const lines = scenarios.flatMap((scenario) => {
    const row = names.map((name) =>
      results.find((each) => each.scenario === scenario.name && each.contender === name),
    );
    if (row.every((result) => result === undefined)) return [];
    const figures = scenario.figures.map((figure, index) => {
      const values = row.map((result) => medianOf(result, figure.key));
      const cells = row.map((result, at) => cell(result, values[at] as number, figure.digits));
      const [ours = Number.NaN, baseline = Number.NaN] = values;
      const ratio = ours / baseline;
      const label = index === 0 ? `${scenario.title}: ${figure.title}` : `  ${figure.title}`;
      const shown = Number.isFinite(ratio) ? [ratio.toFixed(2)] : [];
      return [label, ...cells, ...shown];
    });
    return [...figures, ...busyLine(row)];
  });
  return [...formats[format]([header, ...lines]), ...notes(scenarios, results)].join('\n');
}

/** Whether a run is wrong: something failed, or was lost, doubled or out of order. */
export function hasFailed(results: readonly Result[]): boolean {
  return results.some((result) => result.problem !== undefined || isWrong(totalOf(result)));
}

/** Whether the load processes were the limit, and not the hub. */
export function isLoadBound({ rounds }: Result): boolean {
  const busy = median(rounds.map(({ loadBusy = 0 }) => loadBusy));
  const hub = median(rounds.map(({ hubBusy = 1 }) => hubBusy));
  return busy > MAX_LOAD_BUSY || (busy > hub && !rounds.some(({ isPaced }) => isPaced));
}

function medianOf(result: Result | undefined, key: string): number {
  return median(result?.rounds.map(({ values }) => values[key] ?? Number.NaN) ?? []);
}

function cell(result: Result | undefined, value: number, digits: number): string {
  if (!result) return '';
  if (result.problem !== undefined) return 'failed';
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const marks = `${isWrong(totalOf(result)) ? '!' : ''}${isLoadBound(result) ? '*' : ''}`;
  return value.toLocaleString('en', format) + marks;
}

function busyLine(row: readonly (Result | undefined)[]): string[][] {
  const cells = row.map((result) => {
    const busy = result?.rounds.filter(({ loadBusy }) => loadBusy !== undefined) ?? [];
    if (busy.length === 0) return '';
    const percent = (key: 'hubBusy' | 'loadBusy') =>
      Math.round(100 * median(busy.map((measured) => measured[key] ?? Number.NaN)));
    return `${percent('hubBusy')}/${percent('loadBusy')}`;
  });
  return cells.some((text) => text !== '') ? [['  hub/load busy, %', ...cells]] : [];
}

function totalOf({ rounds }: Result): Tally {
  const sum = (key: keyof Tally) => rounds.reduce((total, { tally }) => total + tally[key], 0);
  return { lost: sum('lost'), doubled: sum('doubled'), misordered: sum('misordered') };
}

function notes(scenarios: readonly Scenario[], results: readonly Result[]): string[] {
  return results.flatMap((result) => {
    const title = scenarios.find(({ name }) => name === result.scenario)?.title;
    const who = `${result.contender}, ${title}`;
    if (result.problem !== undefined) return [`failed: ${who}: ${result.problem}`];
    const total = totalOf(result);
    if (!isWrong(total)) return [];
    const { lost, doubled, misordered } = total;
    return [`!: ${who}: ${lost} lost, ${doubled} doubled, ${misordered} out of order`];
  });
}

const TITLE_WIDTH = 46;
const CELL_WIDTH = 13;

/** The first line is the header. */
const formats: Readonly<Record<Format, (lines: readonly (readonly string[])[]) => string[]>> = {
  text: (lines) =>
    lines.map(([label = '', ...cells]) => {
      const columns = cells.map((text) => text.padStart(CELL_WIDTH));
      return `${label.padEnd(TITLE_WIDTH)}${columns.join('')}`.trimEnd();
    }),
  markdown([header = [], ...lines]) {
    const row = (cells: readonly string[]) =>
      `| ${header.map((_, at) => cells[at]?.trim().replace('*', '\\*') ?? '').join(' | ')} |`;
    return [row(header), row(header.map((_, at) => (at === 0 ? '---' : '--:'))), ...lines.map(row)];
  },
};
