import type { TerminalCard } from '../protocol/card';
import { outputText } from '../protocol/card-rules';
import type { Translate } from './translate';

/** One line: the command, or how much of a terminal it is. */
export function terminalTitle(card: TerminalCard, t: Translate): string {
  const { command } = card;
  if (command !== undefined) return `$ ${command.trim().split('\n', 1)[0] ?? ''}`;
  const { length } = outputLines(card);
  return length === 1 ? t('Terminal, 1 line') : t('Terminal, {0} lines', length);
}

/** Where a command ran, how it ended and how long it took; empty when nothing of it is known. */
export function terminalDetails({ folder, exit, duration }: TerminalCard, t: Translate): string {
  return [
    ...(folder === undefined ? [] : [folder]),
    ...(exit === undefined ? [] : [t('exit code {0}', exit)]),
    ...(duration === undefined ? [] : [durationText(duration, t)]),
  ].join(' · ');
}

function durationText(ms: number, t: Translate): string {
  if (ms < 1000) return t('{0} ms', ms);
  const seconds = Math.round(ms / 1000);
  return seconds < 60
    ? t('{0} s', Math.round(ms / 100) / 10)
    : t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** Says that lines were left out. */
export function gapText(lines: number, t: Translate): string {
  return lines === 1 ? t('1 line left out') : t('{0} lines left out', lines);
}

/** The output as plain text, with a line for each gap. */
export function terminalText(card: TerminalCard, t: Translate): string {
  const { gaps = [] } = card;
  const lines = outputLines(card);
  for (const { after, lines: count } of gaps.toReversed()) {
    lines.splice(Math.min(after, lines.length), 0, `… ${gapText(count, t)} …`);
  }
  return lines.join('\n');
}

function outputLines(card: TerminalCard): string[] {
  return card.output.length === 0 ? [] : outputText(card).split('\n');
}
