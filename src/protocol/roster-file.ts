import { checkName, type NameProblem } from './names';
import { maxRosterNames, rosterKey } from './roster-names';

/** The largest roster file, in bytes. */
export const maxRosterBytes = 1024 * 1024;

/** The names in a roster file, in its order. A name that is there twice is in it twice. */
export type RosterFile = { readonly ok: true; readonly names: readonly string[] } | RosterFailure;

interface RosterFailure {
  readonly ok: false;
  readonly problem: RosterProblem;
}

/** Why a file isn't a roster. Lines count from 1, as an editor shows them. */
export type RosterProblem =
  | { readonly code: 'too-large' | 'empty' }
  /** A workbook, or not in an encoding that spreadsheets save text in. */
  | { readonly code: 'workbook' | 'not-text' }
  /** A quote that opens here isn't closed, or is followed by something else than a separator. */
  | { readonly code: 'open-quote' | 'stray-quote'; readonly line: number }
  /** No header says which of several columns has the names. */
  | { readonly code: 'which-column'; readonly line: number }
  /** The line has something, but no name. */
  | { readonly code: 'no-name'; readonly line: number }
  | { readonly code: 'too-many'; readonly line: number }
  | { readonly code: 'bad-name'; readonly line: number; readonly name: NameProblem };

/** Reads a file with a name on each line, or a table as spreadsheets save it: CSV, also with semicolons or tabs. */
export function readRosterFile(bytes: Uint8Array): RosterFile {
  if (bytes.length > maxRosterBytes) return fail({ code: 'too-large' });
  const text = decode(bytes);
  if (typeof text !== 'string') return fail(text);
  const rows = readRows(text);
  if (!Array.isArray(rows)) return fail(rows as RosterProblem);
  const [head] = rows;
  if (!head) return fail({ code: 'empty' });
  const header = columnsOf(head.cells);
  const nameOf = header ?? onlyColumn(rows);
  if (!nameOf) return fail({ code: 'which-column', line: head.line });
  const names: string[] = [];
  for (const { cells, line } of header ? rows.slice(1) : rows) {
    const checked = checkName(nameOf(cells));
    if (!checked.ok) {
      const { problem } = checked;
      return fail(
        problem === 'empty' ? { code: 'no-name', line } : { code: 'bad-name', line, name: problem },
      );
    }
    if (names.length === maxRosterNames) return fail({ code: 'too-many', line });
    names.push(checked.name);
  }
  return names.length === 0 ? fail({ code: 'empty' }) : { ok: true, names };
}

/** The names that are in a list more than once, each as it is there first. */
export function repeatedNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, { readonly name: string; count: number }>();
  for (const name of names) {
    const known = counts.get(rosterKey(name));
    if (known) known.count += 1;
    else counts.set(rosterKey(name), { name, count: 1 });
  }
  return [...counts.values()].flatMap(({ name, count }) => (count > 1 ? name : []));
}

function fail(problem: RosterProblem): RosterFailure {
  return { ok: false, problem };
}

/** A workbook is a ZIP file, or an OLE file in older versions. */
const workbooks = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
] as const;

/** The text of a file as spreadsheets save it: UTF-8, UTF-16 with a byte order mark, or what Chinese Windows uses. */
function decode(bytes: Uint8Array): string | RosterProblem {
  const starts = (mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte);
  if (workbooks.some(starts)) return { code: 'workbook' };
  const marked = starts([0xff, 0xfe])
    ? ['utf-16le']
    : starts([0xfe, 0xff])
      ? ['utf-16be']
      : ['utf-8', 'gb18030'];
  for (const encoding of marked) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? { code: 'not-text' } : text;
    } catch {
      // Perhaps in the next encoding.
    }
  }
  return { code: 'not-text' };
}

interface Row {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows that aren't blank, or what is wrong with a quote (RFC 4180). */
function readRows(text: string): Row[] | RosterProblem {
  const separator = separatorOf(text);
  const rows: Row[] = [];
  let cells: string[] = [];
  let line = 1;
  let first = 1;
  let at = 0;
  const add = (cell: string) => cells.push(cell.trim());
  while (at <= text.length) {
    while (text[at] === ' ') at += 1;
    if (text[at] === '"') {
      const opened = line;
      let cell = '';
      at += 1;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) return { code: 'open-quote', line: opened };
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      line += lineBreaks(cell);
      add(cell.replace(/\r\n?|\n/g, ' '));
      while (text[at] === ' ') at += 1;
      const next = text[at];
      if (next !== undefined && next !== separator && next !== '\r' && next !== '\n') {
        return { code: 'stray-quote', line };
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') {
        at += 1;
      }
      add(text.slice(start, at));
    }
    const next = text[at];
    at += next === '\r' && text[at + 1] === '\n' ? 2 : 1;
    if (next === separator) continue;
    if (cells.some((cell) => cell !== '')) rows.push({ line: first, cells });
    cells = [];
    line += 1;
    first = line;
  }
  return rows;
}

function lineBreaks(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}

const separators = [',', ';', '\t'] as const;

/** The separator that the first line with any has most of, outside quotes; a comma if there is none. */
function separatorOf(text: string): string {
  const plain = text.slice(0, 64 * 1024).replace(/"[^"]*"/g, '');
  const line = plain.split(/[\r\n]/).find((each) => /[,;\t]/.test(each)) ?? '';
  const [best] = separators
    .map((separator) => ({ separator, count: line.split(separator).length }))
    .sort((one, other) => other.count - one.count);
  return best?.separator ?? ',';
}

type NameOf = (cells: readonly string[]) => string;

/** What a column can be called, without spaces and in lower case. */
const headings = {
  full: [
    'name',
    'fullname',
    'student',
    'studentname',
    'displayname',
    '姓名',
    '学生姓名',
    '学生',
    '名字',
  ],
  first: ['firstname', 'first', 'givenname', 'givennames', 'forename', '名'],
  last: ['lastname', 'last', 'surname', 'familyname', '姓', '姓氏'],
} as const;

/** Where a header says that the names are; undefined if this row isn't a header. */
function columnsOf(cells: readonly string[]): NameOf | undefined {
  const titles = cells.map((cell) => cell.toLowerCase().replace(/[\s_.-]/g, ''));
  const find = (names: readonly string[]) => titles.findIndex((title) => names.includes(title));
  const [full, first, last] = [find(headings.full), find(headings.first), find(headings.last)];
  if (full >= 0) return (row) => unturned(row[full] ?? '');
  if (first < 0 || last < 0) return undefined;
  return (row) => {
    const [given, family] = [row[first] ?? '', row[last] ?? ''];
    return isHan(given + family) ? family + given : `${given} ${family}`;
  };
}

/** How many rows show which column has the names. */
const maxSample = 50;

/** Without a header: the only column, or the only one that looks like names. */
function onlyColumn(rows: readonly Row[]): NameOf | undefined {
  const width = rows.reduce((max, { cells }) => Math.max(max, cells.length), 0);
  const indices = Array.from({ length: width }, (_, index) => index);
  const isName = (cell: string) => /\p{L}/u.test(cell) && !/[\d@]/.test(cell);
  const named = indices.filter((index) =>
    rows.slice(0, maxSample).every(({ cells }) => isName(cells[index] ?? '')),
  );
  const column = width === 1 ? 0 : named.length === 1 ? named[0] : undefined;
  return column === undefined ? undefined : (row) => unturned(row[column] ?? '');
}

/** “Doe, Jane”, as learning platforms list students, is Jane Doe. */
function unturned(name: string): string {
  const [family, given, more] = name.split(/, ?/);
  return family && given && more === undefined ? `${given} ${family}` : name;
}

function isHan(text: string): boolean {
  return /^\p{Script=Han}+$/u.test(text);
}
