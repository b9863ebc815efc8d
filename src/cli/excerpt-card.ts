import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, relative, resolve, sep } from 'node:path';
import type { CardOf, Excerpt, ExcerptCard } from '../protocol/card';
import { fitsEntry } from '../protocol/message-text';
import type { Translate } from '../strings/translate';
import { languageOf } from '../text/languages';
import { truncate } from '../util/truncate';
import { errnoText } from './errno-text';
import { UsageError } from './exit-codes';

/** Lines to show before and after an error, and how many lines the error itself may have. */
const around = 3;
const maxErrorLines = 40;
/** The limits of a card's fields, in UTF-16 units. */
const maxMessage = 4096;

/** Which lines of which file a card shows. */
export interface ExcerptRequest {
  /** The file, as the user named it. */
  readonly path: string;
  /** The content to take the lines from, if it isn't the file's. */
  readonly content?: string | undefined;
  /** Counts from 1. */
  readonly line: number;
  /** The last line; the same one by default. */
  readonly endLine?: number | undefined;
}

/** A card with lines of a file. @throws {UsageError} if the file or the lines don't exist */
export async function codeCard(
  request: ExcerptRequest,
  cwd: string,
  t: Translate,
): Promise<CardOf<'code'>> {
  const file = await read(request, cwd, t);
  const { first, last } = span(request, file, t);
  return { type: 'code', ...file.source, ...excerpt(file, first, last) };
}

/**
 * A card with an error and the lines around it; only its own lines, if the others are too long for a message.
 * @param about what is wrong, and the tool that says so
 * @throws {UsageError} if the file or the lines don't exist, or nothing is said about them
 */
export async function errorCard(
  request: ExcerptRequest,
  { message, source }: { readonly message: string; readonly source?: string | undefined },
  cwd: string,
  t: Translate,
): Promise<CardOf<'error'>> {
  const text = message.trim();
  if (text === '')
    throw new UsageError(t('What is the error? Add its text, or - to read it from the input.'));
  const file = await read(request, cwd, t);
  const { first, last: wanted } = span(request, file, t);
  const last = Math.min(wanted, first + maxErrorLines - 1);
  const about = {
    type: 'error',
    severity: 'error',
    message: truncate(text, maxMessage),
    ...(source !== undefined && { source: truncate(source, 100) }),
    at: {
      line: first,
      column: 1,
      endLine: last,
      endColumn: (file.lines[last - 1] as string).length + 1,
    },
  } as const;
  const from = Math.max(1, first - around);
  const to = Math.min(file.lines.length, last + around);
  const card = { ...about, ...file.source, ...excerpt(file, from, to) };
  return fitsEntry('', card) ? card : { ...about, ...file.source, ...excerpt(file, first, last) };
}

interface ReadFile {
  readonly lines: readonly string[];
  /** What a card says about the file. */
  readonly source: Pick<ExcerptCard, 'path' | 'language' | 'hash'>;
}

async function read(
  { content, path }: ExcerptRequest,
  cwd: string,
  t: Translate,
): Promise<ReadFile> {
  const whole = (content ?? (await fileText(resolve(cwd, path), path, t)))
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n');
  if (whole.includes('\0')) throw new UsageError(t('“{0}” isn’t a text file.', path));
  const lines = whole.split('\n');
  // The line feed at the end of a file ends its last line.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const hash = createHash('sha256').update(whole).digest('base64url');
  return { lines, source: { path: cardPath(path, cwd, t), language: language(path), hash } };
}

async function fileText(file: string, path: string, t: Translate): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(t('Can’t read “{0}”: {1}.', path, errnoText(error, t)));
  }
}

/** Others find the file by its path from the folder that all of them have open; a whole path says too much. */
function cardPath(path: string, cwd: string, t: Translate): string {
  const inside = relative(cwd, resolve(cwd, path)).split(sep).join('/');
  if (
    inside !== '' &&
    !inside.startsWith('../') &&
    inside !== '..' &&
    !resolve('/', inside).includes(':/')
  ) {
    return inside;
  }
  throw new UsageError(t('“{0}” isn’t in the current folder.', path));
}

function language(path: string): string {
  return languageOf(extname(path).slice(1)).id ?? '';
}

function span(
  { line, endLine = line, path }: ExcerptRequest,
  { lines }: ReadFile,
  t: Translate,
): { readonly first: number; readonly last: number } {
  if (endLine < line) throw new UsageError(t('--end-line is before --line.'));
  if (endLine <= lines.length) return { first: line, last: endLine };
  throw new UsageError(t('“{0}” has only {1} lines.', path, lines.length));
}

/** Lines `line` to `endLine`, counted from 1. */
function excerpt({ lines }: ReadFile, line: number, endLine: number): Excerpt {
  return { line, endLine, text: lines.slice(line - 1, endLine).join('\n') };
}
