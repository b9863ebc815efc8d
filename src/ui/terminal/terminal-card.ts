import type { TerminalCard } from '../../protocol/card';
import { utf8Length } from '../../protocol/message-text';
import { lineReplacements, type OwnFolders } from '../code/own-folders';
import type { OutputLines } from './captured-output';
import { keepLines, lineText } from './output-part';
import type { OutputLine, StyledText } from './terminal-output';

/** What is known about a command besides its output. */
export type CommandDetails = Pick<TerminalCard, 'command' | 'folder' | 'exit' | 'duration'>;

/** A command and everything it wrote that was kept. */
export interface CommandOutput {
  readonly facts: CommandDetails;
  readonly output: OutputLines;
}

/**
 * Maximum number of bytes of a card's output, as JSON. A message's text and card have 60 KiB together; this leaves room
 * for the text.
 */
const maxBytes = 40 * 1024;
/** Longer lines lose their end, and their colors if they are the reason; in bytes. */
const maxLineBytes = 8 * 1024;
const maxLine = 2000;
/** Maximum number of gaps in a card; each takes up to 40 bytes. */
const maxGaps = 200;
/** The part of a long output that its beginning gets; the rest is its end, where errors are. */
const headShare = 0.25;
const maxCommand = 4096;

/** A card with as much of the output as a message can carry: of a longer one the beginning and the end. */
export function terminalCard({ facts, output }: CommandOutput): TerminalCard {
  const { lines, gaps } = fitted({ ...output, lines: output.lines.map(shortened) });
  const { command } = facts;
  return {
    type: 'terminal',
    ...facts,
    ...(command !== undefined && { command: command.slice(0, maxCommand) }),
    output: runsOf(lines),
    ...(gaps.length > 0 && { gaps: [...gaps] }),
  };
}

/** The command and output of a card. */
export function commandOutput({ output, gaps = [], ...card }: TerminalCard): CommandOutput {
  const { type: _, ...facts } = card;
  const lines: StyledText[][] = [[]];
  for (const run of output) {
    const [text, style] = typeof run === 'string' ? [run, ''] : run;
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, style });
    }
  }
  return { facts, output: { lines: output.length === 0 ? [] : lines, gaps } };
}

function runsOf(lines: readonly OutputLine[]): TerminalCard['output'] {
  const runs: TerminalCard['output'] = [];
  let plain = '';
  const endPlain = () => {
    if (plain !== '') runs.push(plain);
    plain = '';
  };
  for (const [index, line] of lines.entries()) {
    if (index > 0) plain += '\n';
    for (const { text, style } of line) {
      if (style === '') plain += text;
      else {
        endPlain();
        runs.push([text, style]);
      }
    }
  }
  endPlain();
  return runs;
}

function fitted(output: OutputLines): OutputLines {
  const { lines, gaps } = output;
  const sizes = lines.map(sizeOf);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  if (size <= maxBytes && gaps.length <= maxGaps) return output;
  // Many small gaps, as between errors, cost more than their lines, so only the end is kept.
  const firstGap = gaps.at(-maxGaps);
  const hasManyGaps = firstGap !== undefined && gaps.length > maxGaps;
  const head = hasManyGaps ? 0 : countWithin(sizes, maxBytes * headShare);
  const tail = countWithin(sizes.slice(head).reverse(), maxBytes * (1 - headShare));
  const end = Math.max(lines.length - tail, hasManyGaps ? firstGap.after : head);
  return keepLines(output, (index) => index < head || index >= end);
}

/** How many of the sizes, counted from the first, fit together. */
function countWithin(sizes: readonly number[], max: number): number {
  let left = max;
  const tooMany = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return tooMany < 0 ? sizes.length : tooMany;
}

/** Bytes of a line in a card, at most; JSON writes no character of an output with more than its UTF-8. */
function sizeOf(line: OutputLine): number {
  return line.reduce(
    (sum, { text, style }) =>
      // With a style, a run has its own brackets, and the text after it is another run.
      sum + utf8Length(JSON.stringify(text)) + (style === '' ? 0 : style.length + 20),
    3,
  );
}

function shortened(line: OutputLine): OutputLine {
  if (sizeOf(line) <= maxLineBytes) return line;
  const cut: StyledText[] = [];
  let left = maxLine;
  for (const { text, style } of line) {
    if (left <= 0) break;
    cut.push({ text: text.slice(0, left).replace(/\p{Surrogate}$/u, ''), style });
    left -= text.length;
  }
  const short = left < 0 ? [...cut, { text: '…', style: '' }] : cut;
  if (sizeOf(short) <= maxLineBytes) return short;
  return [{ text: short.map(({ text }) => text).join(''), style: '' }];
}

/** A line without the user's folders; a folder's name in several styles gets the first one. */
export function lineWithoutFolders(line: OutputLine, folders: OwnFolders): OutputLine {
  const replacements = lineReplacements(lineText(line), folders);
  if (replacements.length === 0) return line;
  let at = 0;
  const shown = line.map(({ text, style }) => {
    const [start, end] = [at, at + text.length];
    at = end;
    let [kept, from] = ['', start];
    for (const each of replacements) {
      if (each.end <= from || each.start >= end) continue;
      kept += text.slice(from - start, Math.max(each.start, from) - start);
      if (each.start >= start) kept += each.by;
      from = Math.min(each.end, end);
    }
    return { text: kept + text.slice(from - start), style };
  });
  return shown.filter(({ text }) => text !== '');
}
