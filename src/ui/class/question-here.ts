import * as vscode from 'vscode';
import type { ExcerptCard } from '../../protocol/card';
import type { Place } from '../../protocol/place';
import { currentEditor } from '../code/editor-column';
import { errorCard } from '../code/error-card';
import { excerptOf, selectedLines } from '../code/local-copy';
import type { WorkspaceFiles } from '../code/workspace-files';

/** What a question is about, as far as the editor shows it. */
export interface QuestionHere {
  /** A topic to begin with. */
  readonly topic: string;
  readonly place?: Place;
  /** The selected code, or the error at the cursor. */
  readonly card?: ExcerptCard;
}

/** How long to wait for the name of the function around the cursor, in ms: a language server may just have started. */
const symbolMs = 700;

/** Reads what the user is at: the error at the cursor, the selected code, or the cursor's line. */
export async function questionHere(files: WorkspaceFiles): Promise<QuestionHere> {
  const editor = currentEditor();
  if (!editor) return { topic: '' };
  const { document, selection } = editor;
  const source = await files.sourceOf(document.uri);
  const { first, last } = selectedLines(selection);
  const place = {
    path: source.path,
    line: first + 1,
    ...(last > first && { endLine: last + 1 }),
  };
  const error = errorAt(document.uri, selection.active);
  const named = error ? firstLine(error.message) : await nameOfPlace(document, selection.active);
  if (!selection.isEmpty) {
    const card = { type: 'code', ...excerptOf(document, { first, last }, source) } as const;
    return { topic: named, place, ...(card.text.trim() !== '' && { card }) };
  }
  if (!error) return { topic: named, place };
  return {
    topic: named,
    place,
    card: errorCard(document, error, source, await files.ownFolders()),
  };
}

/** The most severe diagnostic at a position. */
function errorAt(uri: vscode.Uri, at: vscode.Position): vscode.Diagnostic | undefined {
  const here = vscode.languages.getDiagnostics(uri).filter(({ range }) => range.contains(at));
  return here.toSorted((a, b) => a.severity - b.severity)[0];
}

/** The function around a position and its file: “insert in list.c”; without a function, the file. */
async function nameOfPlace(
  { uri, isUntitled }: vscode.TextDocument,
  at: vscode.Position,
): Promise<string> {
  const file = uri.path.split('/').at(-1) ?? '';
  const symbol = isUntitled ? undefined : await symbolAt(uri, at);
  return [symbol, file].filter(Boolean).join(' · ');
}

async function symbolAt(uri: vscode.Uri, at: vscode.Position): Promise<string | undefined> {
  const found = await Promise.race([
    vscode.commands
      .executeCommand<readonly vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      )
      .then(undefined, () => undefined),
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), symbolMs)),
  ]);
  let name: string | undefined;
  let level: readonly vscode.DocumentSymbol[] | undefined = found;
  while (level) {
    const around: vscode.DocumentSymbol | undefined = level.find(({ range }) =>
      range?.contains(at),
    );
    name = around?.name ?? name;
    level = around?.children;
  }
  return name;
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}
