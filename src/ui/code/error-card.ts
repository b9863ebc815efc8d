import * as vscode from 'vscode';
import type { CardOf } from '../../protocol/card';
import { fitsEntry } from '../../protocol/room-text';
import { type CardSource, excerptOf, type LineSpan } from './excerpt';

export type ErrorCard = CardOf<'error'>;

/** Lines shown before and after an error, and most lines of the error itself. */
const around = 3;
const maxLines = 40;
/** UTF-16 units that a card takes. */
const longestMessage = 4096;
const longestName = 100;

const severities = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
} as const;

/** What a tool says of a place in a document, with the lines around it; with fewer when those are long. */
export function errorCard(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  source: CardSource,
): ErrorCard {
  // The document may have become shorter since the tool looked at it.
  const { start, end } = document.validateRange(diagnostic.range);
  const own = { first: start.line, last: Math.min(end.line, start.line + maxLines - 1) };
  const wide: LineSpan = {
    first: Math.max(own.first - around, 0),
    last: Math.min(own.last + around, document.lineCount - 1),
  };
  const about = {
    type: 'error',
    severity: severities[diagnostic.severity],
    ...told(diagnostic),
    at: {
      line: start.line + 1,
      column: start.character + 1,
      endLine: own.last + 1,
      endColumn:
        (own.last === end.line ? end.character : document.lineAt(own.last).range.end.character) + 1,
    },
  } as const;
  const card = { ...about, ...excerptOf(document, wide, source) };
  return fitsEntry('', card) ? card : { ...about, ...excerptOf(document, own, source) };
}

/** What the tool says: a message in any case, as far as it fits. */
function told({
  message,
  source,
  code,
}: vscode.Diagnostic): Pick<ErrorCard, 'message' | 'source' | 'code'> {
  const name = typeof code === 'object' ? code.value : code;
  const shown = {
    ...(source && { source: cut(source, longestName) }),
    ...(name !== undefined && name !== '' && { code: cut(String(name), longestName) }),
  };
  return {
    ...shown,
    message: cut(message.trim() || shown.code || shown.source || '?', longestMessage),
  };
}

/** The beginning of a text, in UTF-16 units, not cut within a character. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
