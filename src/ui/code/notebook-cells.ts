import * as vscode from 'vscode';
import type { Excerpt } from '../../protocol/card';
import { comparableLines, findLines, matchesAt, withLineFeeds } from './line-search';
import type { LocalCopy } from './local-copy';

/**
 * The number of the notebook cell that a document belongs to, counted from 1; undefined for other
 * documents.
 */
export function cellNumber(uri: vscode.Uri): number | undefined {
  const key = uri.toString();
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => document.uri.toString() === key);
    if (cell) return cell.index + 1;
  }
  return undefined;
}

/**
 * Finds the cell of the reader's notebook that a card's lines are from: the cell with that number if it
 * contains them, otherwise the nearest one that does, otherwise the cell with that number. Undefined when
 * this isn't a notebook here or has no such cell.
 */
export async function readCell(
  uri: vscode.Uri,
  wanted: Excerpt & { readonly cell: number },
): Promise<LocalCopy | undefined> {
  const lines = comparableLines(wanted.text);
  const cells = (await cellsOf(uri)).map(copyOf);
  const near = (copy: LocalCopy) => Math.abs((copy.cell ?? 0) - wanted.cell);
  const byDistance = cells.toSorted((a, b) => near(a) - near(b));
  return (
    byDistance.find((copy) => matchesAt(copy.lines, lines, wanted.line)) ??
    byDistance.find((copy) => findLines(copy.lines, lines, wanted.line) !== undefined) ??
    cells[wanted.cell - 1]
  );
}

async function cellsOf(uri: vscode.Uri): Promise<readonly vscode.NotebookCell[]> {
  try {
    return (await vscode.workspace.openNotebookDocument(uri)).getCells();
  } catch {
    return [];
  }
}

function copyOf({ document, index }: vscode.NotebookCell): LocalCopy {
  const text = document.getText();
  return {
    uri: document.uri,
    text: withLineFeeds(text),
    lines: comparableLines(text),
    cell: index + 1,
  };
}
