import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Excerpt } from '../../protocol/card';
import { comparableLines, withLineFeeds } from './line-search';

/** The current state of one of the user's files, including unsaved changes. */
export interface LocalCopy {
  readonly uri: vscode.Uri;
  /** The text with LF line endings. */
  readonly text: string;
  /** The lines in a form that compares with a card's lines. */
  readonly lines: readonly string[];
  /** In a notebook, the cell's number, counted from 1. */
  readonly cell?: number;
}

/** Reads a file; undefined when it is larger than `maxBytes`, isn't text, or doesn't exist. */
export async function readCopy(uri: vscode.Uri, maxBytes: number): Promise<LocalCopy | undefined> {
  const text = documentText(uri) ?? (await savedText(uri, maxBytes));
  if (text === undefined || text.includes('\0')) return undefined;
  return { uri, text: withLineFeeds(text), lines: comparableLines(text) };
}

/** The SHA-256 of a text with LF line endings, as base64url. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** The text of an open document, which is what the user sees even when it differs from the disk. */
function documentText(uri: vscode.Uri): string | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments
    .find((document) => document.uri.toString() === key)
    ?.getText();
}

/** Reads a file without opening a document, so that language servers don't learn of every file. */
async function savedText(uri: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return (await vscode.workspace.decode(bytes, { uri })).replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}

/** The source of a card's lines. */
export interface CardSource {
  readonly path: string;
  /** In a notebook, the cell's number, counted from 1. */
  readonly cell?: number;
}

/** The common fields of cards with lines of a file. */
export interface FileExcerpt extends Excerpt, CardSource {
  readonly language: string;
  readonly hash: string;
}

/** A range of lines, counted from 0; includes `last`. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** The whole lines that a selection touches; for a cursor, its line. */
export function selectedLines({ start, end }: vscode.Range): LineSpan {
  // Selecting whole lines leaves the cursor at the start of the next one.
  const beyond = end.character === 0 && end.line > start.line;
  return { first: start.line, last: beyond ? end.line - 1 : end.line };
}

/** The excerpt for these lines of a document, in its current state. */
export function excerptOf(
  document: vscode.TextDocument,
  { first, last }: LineSpan,
  source: CardSource,
): FileExcerpt {
  const whole = new vscode.Range(
    document.lineAt(first).range.start,
    document.lineAt(last).range.end,
  );
  const language = document.languageId;
  return {
    ...source,
    line: first + 1,
    endLine: last + 1,
    // Extensions may use any language id; cards may not.
    language: /^[A-Za-z0-9+#._-]{1,64}$/.test(language) ? language : '',
    text: withLineFeeds(document.getText(whole)),
    hash: textHash(withLineFeeds(document.getText())),
  };
}
