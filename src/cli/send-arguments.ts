import type { ParsedArgs } from './commands';
import type { ExcerptRequest } from './excerpt-card';
import { UsageError } from './exit-codes';
import type { DeliveryGoal } from './pipe/wait-for-delivery';
import type { TerminalIo } from './terminal-io';
import { wholeNumber } from './whole-number';

/** Where a text comes from: from the command line, or from standard input. */
export type TextSource = { readonly text: string } | 'stdin';

/** What `send` shall do. */
export interface SendArguments {
  readonly room: string;
  /** Absent if only files or a card are sent. */
  readonly text?: TextSource;
  /** Paths of files. */
  readonly files: readonly string[];
  readonly card?: CardArguments;
  readonly goal: DeliveryGoal;
  /** How long to wait without progress, in ms. */
  readonly patience: number;
}

/** The card to send. In one with an error, the text of the message is what is wrong. */
export type CardArguments = {
  readonly request: Omit<ExcerptRequest, 'content'>;
  /** The file with the content, if it isn't the one that the card names. */
  readonly content?: string | undefined;
} & ({ readonly type: 'code' } | { readonly type: 'error'; readonly source?: string | undefined });

const cardTypes = ['code', 'error'] as const;
const goals: readonly DeliveryGoal[] = ['hub', 'received'];
const maxLine = 10_000_000;

/** @throws {UsageError} */
export function readSendArguments(
  { values, positionals }: ParsedArgs<'send'>,
  { t }: Pick<TerminalIo, 't'>,
): SendArguments {
  const { room, file: files = [], wait = 'hub', timeout = '30' } = values;
  if (room === undefined)
    throw new UsageError(
      t('Which room? Add --room with an invite, an address, or the name of a saved room.'),
    );
  const goal = goals.find((each) => each === wait);
  if (!goal) throw new UsageError(t('--wait must be one of {0}, not {1}.', goals.join(', '), wait));
  const card = cardOf(values, t);
  const text = textOf(positionals);
  if (!card && !text && files.length === 0) {
    throw new UsageError(
      t('Nothing to send: add a text, - to read it from the input, --file or --card.'),
    );
  }
  if (text === 'stdin' && card?.content === '-') {
    throw new UsageError(t('The text and --content can’t both be read from the input.'));
  }
  return {
    ...{ room, files, goal },
    patience: wholeNumber('--timeout', timeout, [1, 86_400], t) * 1000,
    ...(text && { text }),
    ...(card && { card }),
  };
}

function textOf(positionals: readonly string[]): TextSource | undefined {
  if (positionals.length === 0) return undefined;
  if (positionals.length === 1 && positionals[0] === '-') return 'stdin';
  return { text: positionals.join(' ') };
}

function cardOf(
  values: ParsedArgs<'send'>['values'],
  t: TerminalIo['t'],
): CardArguments | undefined {
  const { card, path, line, 'end-line': endLine, source, content } = values;
  if (card === undefined) {
    const alone = ['path', 'line', 'end-line', 'source', 'content'] as const;
    const given = alone.find((name) => values[name] !== undefined);
    if (given) throw new UsageError(t('--{0} is for a card: add --card.', given));
    return undefined;
  }
  const type = cardTypes.find((each) => each === card);
  if (card === 'patch') {
    throw new UsageError(t('Patches are made in the editor. --card takes code or error.'));
  }
  if (!type) {
    throw new UsageError(t('--card must be one of {0}, not {1}.', cardTypes.join(', '), card));
  }
  if (path === undefined || line === undefined) {
    throw new UsageError(t('--card needs --path and --line.'));
  }
  if (source !== undefined && type !== 'error') {
    throw new UsageError(t('--source is for --card error.'));
  }
  const request = {
    path,
    line: wholeNumber('--line', line, [1, maxLine], t),
    ...(endLine !== undefined && { endLine: wholeNumber('--end-line', endLine, [1, maxLine], t) }),
  };
  return type === 'error' ? { type, request, content, source } : { type, request, content };
}
