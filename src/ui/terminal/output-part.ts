import type { OutputGap, OutputLines } from './captured-output';
import type { OutputLine } from './terminal-output';

/** Which lines of an output to send: all, the errors with the lines around them, or as many of the last ones. */
export type OutputPart = 'all' | 'errors' | number;

/** Lines before and after a line with an error that go with it. */
const around = 2;

/** What compilers, interpreters and test runners write in lines about errors. */
const errorText =
  /\b(?:errors?|exception|fatal|failed|failures?|panic(?:ked)?|segmentation fault|core dumped|undefined reference|not found|no such file|denied|refused|cannot|unable to)\b|错误|失败|异常|[✖✗×]/iu;
/** Names of exceptions, and the marks of pytest. */
const errorNames = /[A-Za-z](?:Error|Exception)\b|^E {3}/;
const noErrors = /\b(?:0|no) (?:errors?|failures?|failed)\b/i;
/** Begins a Python traceback, which ends with the first line that isn't indented. */
const traceback = /^\s*Traceback \(most recent call last\):/;

/** The text of a line. */
export function lineText(line: OutputLine): string {
  return line.map(({ text }) => text).join('');
}

/**
 * The chosen lines, with gaps where others were left out.
 * @param without indexes of lines that are left out in any case
 */
export function partOf(
  output: OutputLines,
  part: OutputPart,
  without: ReadonlySet<number> = new Set(),
): OutputLines {
  const { lines } = output;
  const chosen = chosenLines(lines, part);
  return keepLines(output, (index) => chosen(index) && !without.has(index));
}

function chosenLines(lines: readonly OutputLine[], part: OutputPart): (index: number) => boolean {
  if (part === 'all') return () => true;
  if (part !== 'errors') return (index) => index >= lines.length - part;
  const wanted = errorLines(lines.map(lineText));
  return (index) => wanted.has(index);
}

/** The indexes of lines about errors, and of the lines around them. */
export function errorLines(lines: readonly string[]): ReadonlySet<number> {
  const wanted = new Set<number>();
  let inTraceback = false;
  for (const [index, line] of lines.entries()) {
    const begins = traceback.test(line);
    const isIndented = /^\s/.test(line);
    if (inTraceback || begins) wanted.add(index);
    inTraceback = begins || (inTraceback && (isIndented || line === ''));
    const isError = errorNames.test(line) || (errorText.test(line) && !noErrors.test(line));
    if (!isError) continue;
    for (let at = index - around; at <= index + around; at += 1) {
      if (at >= 0 && at < lines.length) wanted.add(at);
    }
  }
  return wanted;
}

/** The lines for which `isKept` holds; what is left out joins the gaps that are there. */
export function keepLines(
  { lines, gaps }: OutputLines,
  isKept: (index: number) => boolean,
): OutputLines {
  const kept: OutputLine[] = [];
  const left: OutputGap[] = [];
  const leaveOut = (count: number) => {
    const last = left.at(-1);
    if (last?.after === kept.length) {
      left[left.length - 1] = { after: last.after, lines: last.lines + count };
    } else left.push({ after: kept.length, lines: count });
  };
  let next = 0;
  for (let index = 0; index <= lines.length; index += 1) {
    for (; gaps[next]?.after === index; next += 1) leaveOut(gaps[next]?.lines ?? 0);
    const line = lines[index];
    if (!line) continue;
    if (isKept(index)) kept.push(line);
    else leaveOut(1);
  }
  return { lines: kept, gaps: left };
}
