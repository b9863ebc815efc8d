import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Excerpt } from '../../protocol/card';
import { comparableLines, withLineFeeds } from './line-search';

/** A file of the person at this window, as it is now: what is not saved yet counts. */
export interface OwnCopy {
  readonly uri: vscode.Uri;
  /** With LF line endings. */
  readonly text: string;
  /** As a card's lines can be compared with. */
  readonly lines: readonly string[];
  /** Of a notebook: the cell's number, counted from 1. */
  readonly cell?: number;
}

/** @returns undefined when it is larger than `mostBytes`, not text, or gone */
export async function readCopy(uri: vscode.Uri, maxBytes: number): Promise<OwnCopy | undefined> {
  const text = openText(uri) ?? (await savedText(uri, maxBytes));
  if (text === undefined || text.includes('\0')) return undefined;
  return { uri, text: withLineFeeds(text), lines: comparableLines(text) };
}

/** SHA-256 of a text with LF line endings, base64url. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** What the editor has is what the person sees, also when it differs from the disk. */
function openText(uri: vscode.Uri): string | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments
    .find((document) => document.uri.toString() === key)
    ?.getText();
}

/** Read without opening a document: language servers would hear of every file that is looked at. */
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

/** What a card says of where its lines are from. */
export interface CardSource {
  readonly path: string;
  /** Of a notebook: the cell's number, counted from 1. */
  readonly cell?: number;
}

/** What all cards about lines of a file have. */
export interface FileExcerpt extends Excerpt, CardSource {
  readonly language: string;
  readonly hash: string;
}

/** Lines of a document, counted from 0, `last` included. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** The whole lines that a selection touches; with a cursor only, its line. */
export function selectedLines({ start, end }: vscode.Range): LineSpan {
  // Selecting whole lines leaves the cursor at the beginning of the next one.
  const beyond = end.character === 0 && end.line > start.line;
  return { first: start.line, last: beyond ? end.line - 1 : end.line };
}

/** These lines of a document, as it is now. */
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
    // Extensions may call a language anything; a card may not.
    language: /^[A-Za-z0-9+#._-]{1,64}$/.test(language) ? language : '',
    text: withLineFeeds(document.getText(whole)),
    hash: textHash(withLineFeeds(document.getText())),
  };
}
