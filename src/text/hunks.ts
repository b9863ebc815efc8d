/** A change of a unified diff, with the lines around it. */
export interface Hunk {
  /** The number of its first line in the original text, counted from 1; 0 in an empty text. */
  readonly start: number;
  /** Each line includes its line feed, unless the text ends there. */
  readonly lines: readonly HunkLine[];
  /** The hunk as written in the diff, for people to read. */
  readonly source: string;
}

export interface HunkLine {
  /** Unchanged, removed or added. */
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The limits of a diff; one in a message is under 64 KiB. */
const maxCharacters = 256 * 1024;
const maxHunks = 2000;

const header = /^@@ -(\d{1,8})(?:,(\d{1,8}))? \+(\d{1,8})(?:,(\d{1,8}))? @@/;

/**
 * Reads the hunks of a unified diff without file headers. Trusts nothing: counts must match, and any error
 * makes the whole diff invalid.
 * @returns undefined when the text isn't such a diff, or is larger than a message can carry
 */
export function parseHunks(diff: string): readonly Hunk[] | undefined {
  if (diff.length > maxCharacters) return undefined;
  const text = diff.replaceAll('\r\n', '\n').replace(/\n$/, '');
  // The editor would break the line there.
  if (text.includes('\r')) return undefined;
  const lines = text.split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const hunks: Hunk[] = [];
  let at = 0;
  while (at < lines.length) {
    const read = readHunk(lines, at);
    if (!read || hunks.length === maxHunks) return undefined;
    hunks.push(read.hunk);
    at = read.end;
  }
  return hunks;
}

function readHunk(lines: readonly string[], at: number): { hunk: Hunk; end: number } | undefined {
  const counts = header.exec(lines[at] ?? '');
  if (!counts) return undefined;
  const read: HunkLine[] = [];
  let before = Number(counts[2] ?? 1);
  let after = Number(counts[4] ?? 1);
  let end = at + 1;
  while (before > 0 || after > 0) {
    const line = lines[end];
    if (line === undefined) return undefined;
    const sign = line === '' ? ' ' : line[0];
    if (sign !== ' ' && sign !== '-' && sign !== '+') return undefined;
    end += 1;
    const open = lines[end]?.startsWith('\\') === true;
    if (open) end += 1;
    if (sign !== '+') before -= 1;
    if (sign !== '-') after -= 1;
    // No line can follow the end of a text.
    if (open && ((sign !== '+' && before > 0) || (sign !== '-' && after > 0))) return undefined;
    read.push({ sign, text: line.slice(1) + (open ? '' : '\n') });
  }
  if (before < 0 || after < 0 || read.every(({ sign }) => sign === ' ')) return undefined;
  const source = lines.slice(at, end).join('\n');
  return { hunk: { start: Number(counts[1]), lines: read, source }, end };
}

/** Counts the lines that the hunks add and remove. */
export function countLines(hunks: readonly Hunk[]): { added: number; removed: number } {
  const all = hunks.flatMap(({ lines }) => lines);
  return {
    added: all.filter(({ sign }) => sign === '+').length,
    removed: all.filter(({ sign }) => sign === '-').length,
  };
}

/**
 * Normalizes a text for patches: without a byte order mark, and with LF line endings. The editor holds
 * documents in the same form and keeps their own mark and endings.
 */
export function patchText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

/**
 * The lines of a text, each with its line feed, so that a last line without one differs from a line with
 * one. Joining them restores the text.
 */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const ended = lines.map((line) => `${line}\n`);
  return last === '' ? ended : [...ended, last];
}
