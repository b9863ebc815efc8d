import type { Option } from './command';
import { type CommandName, commands } from './commands';
import { textWidth } from './terminal/text-width';
import type { TerminalIo } from './terminal-io';

type HelpIo = Pick<TerminalIo, 't'>;

/** Maximum width of a line, in columns. */
const maxWidth = 90;

/** Lists the commands. */
export function programHelp({ t }: HelpIo): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [name, summary(t)] as const);
  return [
    t('Usage: {0}', `deskmate ${t('COMMAND')} […]`),
    '',
    t('Chat beside your code: the same rooms as in the editor.'),
    '',
    ...table(rows),
    '',
    ...wrap(
      t(
        'Exit codes: 0 done, 1 failed here, 2 wrong arguments, 3 not admitted, 4 nothing responds, 5 another computer, 6 not delivered, 130 stopped',
      ),
      maxWidth,
    ),
    t('For the options of a command: {0}', `deskmate help ${t('COMMAND')}`),
    t('Manual: {0}', 'https://github.com/deskmate/deskmate/blob/main/docs/COMMAND-LINE.md'),
  ].join('\n');
}

/** Explains a command and its options. */
export function commandHelp(name: CommandName, { t }: HelpIo): string {
  const { summary, options } = commands[name];
  const rows = Object.entries<Option>(options).map(([option, { value, summary: about }]) => {
    return [value === undefined ? `--${option}` : `--${option} ${value}`, about(t)] as const;
  });
  return [usageLine(name, { t }), '', `${summary(t)}`, '', ...table(rows)].join('\n');
}

/** What a command takes, on one line. */
export function usageLine(name: CommandName, { t }: HelpIo): string {
  const { usage } = commands[name];
  return t('Usage: {0}', `deskmate ${name} [${t('OPTIONS')}] ${usage}`.trimEnd());
}

/** Two columns, the second one wrapped. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const left = Math.max(...rows.map(([first]) => first.length)) + 4;
  return rows.flatMap(([first, second]) =>
    wrap(second, maxWidth - left).map(
      (line, index) => `${(index === 0 ? `  ${first}` : '').padEnd(left)}${line}`,
    ),
  );
}

/** What a line can end with: a Chinese character or a word, with the punctuation that belongs to it. */
const pieces =
  /[（“]*(?:\p{sc=Han}|[^\s\p{sc=Han}（“、，。；：！？）”]+)?[、，。；：！？）”]*\s*/gu;

/** Breaks a text at spaces and between Chinese characters. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(pieces)) {
    if (line !== '' && textWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}
