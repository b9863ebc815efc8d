import * as vscode from 'vscode';
import type { Excerpt } from '../../protocol/card';
import { withLineFeeds } from './line-search';
import { textHash } from './own-copy';

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
