import type { HelpRecord, RosterEntry } from '../room/classroom';
import { shortName } from '../strings/inline-text';
import type { Translate } from '../strings/translate';
import { plainMarkdown } from '../text/markdown-text';

/** What the report of a class is made from. */
export interface ClassReport {
  /** The room's name. */
  readonly room: string;
  readonly records: readonly HelpRecord[];
  /** Who may join by invite; only with names. */
  readonly roster: readonly RosterEntry[];
  /** Whether to name students and helpers; otherwise each student has a number, and helpers aren't in it. */
  readonly names: boolean;
}

/** The formats of a report: the editor's language id, and how it is written. */
export const reportFormats = {
  csv: { language: 'csv', write: classCsv },
  markdown: { language: 'markdown', write: classMarkdown },
} as const;

export type ReportFormat = keyof typeof reportFormats;

/** The longest name or topic in a report, in graphemes. */
const maxCell = 300;

/** Who asked what and when, how long it took and who helped: a table for a spreadsheet, with CRLF as in RFC 4180. */
export function classCsv(report: ClassReport, t: Translate): string {
  const roster = rosterRows(report, t);
  // A table of its own, after a blank line.
  const second = roster.length > 0 ? [[''], ...roster] : [];
  return [columns(report, t), ...rows(report, t), ...second]
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
}

/** The same as a Markdown document. */
export function classMarkdown(report: ClassReport, t: Translate): string {
  const title = plainMarkdown(report.room) || plainMarkdown(t('Class'));
  const records = rows(report, t);
  const nobody = plainMarkdown(t('No one has asked for help yet.'));
  const [head, ...roster] = rosterRows(report, t);
  return [
    ...[`# ${title}`, ''],
    ...(records.length === 0 ? [nobody] : markdownTable(columns(report, t), records)),
    ...(head ? ['', ...markdownTable(head, roster)] : []),
    '',
  ].join('\n');
}

function markdownTable(head: readonly string[], body: readonly string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}

/** Who on the roster has joined, below a head; nothing without a roster. */
function rosterRows({ names, roster }: ClassReport, t: Translate): string[][] {
  if (!names || roster.length === 0) return [];
  return [
    [t('Roster'), t('Joined')],
    ...roster.map(({ name, member }) => [
      shortName(name, maxCell),
      member === undefined ? t('not yet') : t('has joined'),
    ]),
  ];
}

function columns({ names }: ClassReport, t: Translate): string[] {
  return [
    t('Student'),
    t('Topic'),
    t('File'),
    t('Line'),
    t('Asked'),
    t('Waited (min)'),
    t('Helped for (min)'),
    t('Result'),
    ...(names ? [t('Helper')] : []),
  ];
}

function rows({ records, names }: ClassReport, t: Translate): string[][] {
  const numbers = new Map<string, number>();
  const results = endTexts(t);
  return records.map((record) => {
    const { member, name, topic, path = '', line, asked, taken, ended, how, helperName } = record;
    const number = numbers.get(member) ?? numbers.size + 1;
    numbers.set(member, number);
    return [
      names ? shortName(name, maxCell) : t('Student {0}', number),
      shortName(topic, maxCell),
      shortName(path, maxCell),
      line === undefined ? '' : String(line),
      new Date(asked).toISOString(),
      minutes((taken ?? ended) - asked),
      taken === undefined ? '' : minutes(ended - taken),
      results[how],
      ...(names ? [shortName(helperName ?? '', maxCell)] : []),
    ];
  });
}

function endTexts(t: Translate): Readonly<Record<HelpRecord['how'], string>> {
  return {
    done: t('helped'),
    answered: t('answered'),
    withdrawn: t('withdrawn'),
    left: t('left'),
  };
}

/** With one digit after the point, which every spreadsheet reads as a number. */
function minutes(ms: number): string {
  return (Math.max(0, ms) / 60_000).toFixed(1);
}

/**
 * A cell of a CSV file. A spreadsheet takes what begins with one of these characters for a formula, also in quotes and after
 * white space, so such a text begins with an apostrophe (OWASP, “CSV Injection”).
 */
function csvCell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdownCell(text: string): string {
  return text === '---' ? text : plainMarkdown(text);
}
