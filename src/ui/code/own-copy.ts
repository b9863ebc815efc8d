import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
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
