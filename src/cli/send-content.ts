import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Card } from '../protocol/card';
import { defaultLimits } from '../protocol/limits';
import type { FileSource } from '../room/files';
import { diskSource } from '../store/file-streams';
import { messageErrorText } from '../strings/input-text';
import { errnoText } from './errno-text';
import { codeCard, errorCard } from './excerpt-card';
import { CommandError, ExitCode, UsageError } from './exit-codes';
import type { CardArguments, SendArguments, TextSource } from './send-arguments';
import { note, type TerminalIo } from './terminal-io';

/** What goes into the room, complete before anything is sent. */
export interface SendContent {
  readonly text: string;
  readonly card?: Card;
  readonly files: readonly FileSource[];
}

/** How much of the input an error's text can have, in bytes: its card takes 4096 characters. */
const maxErrorBytes = 16 * 1024;
/** The longest file whose lines a card shows, in bytes. */
const maxContentBytes = 16 * 1024 * 1024;

type ContentIo = Pick<TerminalIo, 'cwd' | 'platform' | 'stderr' | 'stdin' | 't'>;

/**
 * Reads everything that is to be sent.
 * @throws {UsageError} if something of it doesn't exist
 * @throws {CommandError} if the text is too long for a message
 */
export async function readContent(
  { card, files, text }: Pick<SendArguments, 'card' | 'files' | 'text'>,
  io: ContentIo,
): Promise<SendContent> {
  const { cwd, t } = io;
  if ((text === 'stdin' || card?.content === '-') && io.stdin.isTTY) {
    const key = io.platform === 'win32' ? 'Ctrl+Z, Enter' : 'Ctrl+D';
    note(io, t('Type the text. It ends with {0} on a line of its own.', key));
  }
  const sources = await Promise.all(
    files.map((path) =>
      diskSource(resolve(cwd, path)).catch((error: unknown) => {
        throw new UsageError(t('Can’t read “{0}”: {1}.', path, errnoText(error, t)));
      }),
    ),
  );
  if (card?.type === 'error') {
    return { text: '', files: sources, card: await errorOf(card, text, io) };
  }
  const written = await textOf(text, io);
  if (!card) return { text: written, files: sources };
  const request = { ...card.request, content: await contentOf(card, io) };
  return { text: written, files: sources, card: await codeCard(request, cwd, t) };
}

/** An error's text may be long: the beginning says the most. */
async function errorOf(
  card: Extract<CardArguments, { type: 'error' }>,
  text: TextSource | undefined,
  io: ContentIo,
): Promise<Card> {
  const { cwd, stdin, t } = io;
  const message =
    text === 'stdin' ? (await readInput(stdin, maxErrorBytes)).text : (text?.text ?? '');
  const request = { ...card.request, content: await contentOf(card, io) };
  return errorCard(request, { message, source: card.source }, cwd, t);
}

async function contentOf({ content }: CardArguments, io: ContentIo): Promise<string | undefined> {
  if (content === undefined) return undefined;
  const { cwd, stdin, t } = io;
  if (content === '-') return (await readInput(stdin, maxContentBytes)).text;
  try {
    return await readFile(resolve(cwd, content), 'utf8');
  } catch (error) {
    throw new UsageError(t('Can’t read “{0}”: {1}.', content, errnoText(error, t)));
  }
}

async function textOf(text: TextSource | undefined, { stdin, t }: ContentIo): Promise<string> {
  if (text !== 'stdin') return text?.text ?? '';
  const read = await readInput(stdin, defaultLimits.messageBytes);
  if (!read.isCut) return read.text;
  throw new CommandError(messageErrorText('too-long', t), ExitCode.undelivered);
}

/** Reads a stream to its end, or to `maxBytes`; a character that is cut there is left out. */
async function readInput(
  stdin: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  let left = maxBytes;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    text += decoder.decode(bytes.subarray(0, left), { stream: true });
    left -= bytes.length;
    if (left < 0) return { text, isCut: true };
  }
  return { text: text + decoder.decode(), isCut: false };
}
