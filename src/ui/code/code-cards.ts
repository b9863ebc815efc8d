import * as vscode from 'vscode';
import type { ExcerptCard } from '../../protocol/card';
import type { LogEntry } from '../../room/log/log-entry';
import {
  comparisonTitle,
  elsewhereText,
  movedLinesText,
  movedToCellText,
  noSuchFileText,
} from '../../strings/code-text';
import { noticeText } from '../../strings/inline-text';
import { authorText } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import { showDiff, showInformationMessage, showWarningMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import type { CardNotes } from './card-notes';
import { columnForCode } from './editor-column';
import { type Found, findCopy, maxBytes } from './find-copy';
import { comparableLines, matchLines, replaceLines } from './line-search';
import { type LocalCopy, readCopy } from './local-copy';
import { type ForeignPosition, findLocalLine } from './local-line';
import { cellNumber } from './notebook-cells';
import { isPassive, type VirtualDocuments } from './virtual-documents';
import type { FileGroup, WorkspaceFiles } from './workspace-files';

export interface CodeCardsDeps {
  readonly files: WorkspaceFiles;
  readonly documents: VirtualDocuments;
  readonly notes: CardNotes;
  /** The entry of the room's log with this id. */
  entry(messageId: string): LogEntry | undefined;
  readonly t: Translate;
}

/**
 * Opens the reader's own files from cards and from places named in messages. Data from others is compared
 * and shown, never trusted: paths go through {@link WorkspaceFiles}, texts into read-only documents.
 */
export class CodeCards {
  constructor(private readonly deps: CodeCardsDeps) {}

  /** Opens the reader's copy of a card's lines, and notes on the card where they are. */
  async open(messageId: string, card: ExcerptCard): Promise<void> {
    const { files, notes } = this.deps;
    const found = await findCopy(card, files, (uris) => this.choose(card.path, uris));
    if (!found) return;
    notes.set(messageId, undefined, await this.noteOf(found, card));
    switch (found.kind) {
      case 'here':
        return this.show(found.uri, selectionIn(card, found.line));
      case 'differs':
        return this.compare(messageId, card, found.copy);
      default:
        return this.showTheirs(card);
    }
  }

  /**
   * Opens a place named in a text, or where a member is, at the line that has its text here. A position past the end
   * means the end.
   */
  async openReference(place: ForeignPosition): Promise<void> {
    const { t } = this.deps;
    const { path, column = 1 } = place;
    const likeliest = await this.likeliest(path);
    if (!likeliest) {
      const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
      void showInformationMessage(noSuchFileText(path, hasFolder, t));
      return;
    }
    const { uris } = likeliest;
    const uri = uris.length === 1 ? uris[0] : await this.choose(path, uris);
    if (uri) await this.show(uri, cursor((await lineIn(uri, place)) - 1, column - 1));
  }

  /** The reader's file that a path most likely means, without asking; undefined when there is none. */
  async locate(path: string): Promise<vscode.Uri | undefined> {
    return (await this.likeliest(path))?.uris[0];
  }

  private async likeliest(path: string): Promise<FileGroup | undefined> {
    for (const each of readingsOf(path)) {
      const { value } = await this.deps.files.candidates(each).next();
      if (value) return value;
    }
    return undefined;
  }

  /**
   * Compares the reader's file with a version in which the card's lines replace the matching ones. This way
   * the comparison shows them in context and says nothing about the rest of the sender's file, which is
   * unknown here.
   */
  private async compare(messageId: string, card: ExcerptCard, copy: LocalCopy): Promise<void> {
    const { documents, t } = this.deps;
    const wanted = card.text.split('\n');
    const range = matchLines(copy.lines, comparableLines(card.text), card.line);
    const text = replaceLines(copy.text.split('\n'), range, wanted);
    const theirs = await documents.add(card.path, text);
    const offset = 'at' in card ? card.at.line - card.line : 0;
    await showDiff(
      theirs,
      copy.uri,
      comparisonTitle(this.authorOf(messageId), nameOf(copy.uri), t),
      {
        viewColumn: columnForCode(),
        preview: true,
        selection: cursor(Math.max(Math.min(range.start + offset, range.end - 1), 0), 0),
      },
    );
  }

  private async showTheirs(card: ExcerptCard): Promise<void> {
    const uri = await this.deps.documents.add(card.path, card.text);
    const document = await vscode.workspace.openTextDocument(uri);
    // A name such as Untitled-1 doesn't reveal the language.
    const known = await vscode.languages.getLanguages();
    const { language } = card;
    if (document.languageId === 'plaintext' && known.includes(language) && isPassive(language)) {
      await vscode.languages.setTextDocumentLanguage(document, language);
    }
    await this.show(uri, 'at' in card ? selectionIn(card, 1) : undefined);
  }

  private async show(uri: vscode.Uri, selection?: vscode.Range): Promise<void> {
    try {
      // A cell is shown in its notebook, which isn't a text editor.
      if (cellNumber(uri) !== undefined) {
        const shown = vscode.window.visibleNotebookEditors.find(
          ({ notebook }) => notebook.uri.path === uri.path,
        );
        const viewColumn = shown?.viewColumn ?? columnForCode();
        await vscode.commands.executeCommand('vscode.open', uri, { viewColumn, selection });
        return;
      }
      await vscode.window.showTextDocument(uri, {
        viewColumn: columnForCode(uri),
        preview: true,
        ...(selection && { selection }),
      });
    } catch {
      // The file isn't text, is too large, or has disappeared meanwhile.
      const { t } = this.deps;
      void showWarningMessage(t('Can’t open “{0}” as text.', noticeText(nameOf(uri))));
    }
  }

  private async noteOf(found: Found, card: ExcerptCard): Promise<string> {
    const { files, t } = this.deps;
    switch (found.kind) {
      case 'here': {
        const end = found.line + card.endLine - card.line;
        if (found.cell !== card.cell && found.cell !== undefined && found.moved !== 'file') {
          return movedToCellText(found.cell, t);
        }
        if (found.moved === 'no') return '';
        return found.moved === 'lines'
          ? movedLinesText(found.line, end, t)
          : elsewhereText(await files.pathOf(found.uri), found.line, end, t);
      }
      case 'differs':
        return t('differs from your copy');
      case 'unreadable':
        return t('can’t be compared with your copy');
      case 'missing':
        return t('you don’t have this file');
    }
  }

  /** The author's name; undefined when the message is the user's own or isn't in the log anymore. */
  private authorOf(messageId: string): string | undefined {
    const entry = this.deps.entry(messageId);
    return entry?.kind === 'message' && !entry.own ? authorText(entry, this.deps.t) : undefined;
  }

  /** Asks which of several files is meant. */
  private async choose(path: string, uris: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
    const { t } = this.deps;
    const items = uris.map((uri) => ({
      label: nameOf(uri),
      description: vscode.workspace.asRelativePath(uri, true),
      uri,
    }));
    const placeHolder = t('Which file does “{0}” refer to?', path);
    return (await showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri;
  }
}

/** The selection when the card's first line is at `line` here: its lines, or the cursor at the error. */
function selectionIn(card: ExcerptCard, line: number): vscode.Range {
  if ('at' in card) {
    return cursor(line - 1 + card.at.line - card.line, card.at.column - 1);
  }
  const last = line - 1 + card.endLine - card.line;
  const length = card.text.length - (card.text.lastIndexOf('\n') + 1);
  return new vscode.Range(line - 1, 0, last, length);
}

/** The line of the reader's file that has the place's text, counted from 1. */
async function lineIn(uri: vscode.Uri, place: ForeignPosition): Promise<number> {
  if (place.quoted === undefined && place.hash === undefined) return place.line;
  const copy = await readCopy(uri, maxBytes);
  const lines = copy?.text.split('\n') ?? [];
  return findLocalLine(place, lines.length, (at) => lines[at] ?? '');
}

function cursor(line: number, column: number): vscode.Range {
  return new vscode.Range(line, column, line, column);
}

/** Maximum number of characters before the path; a longer run is hardly part of a sentence. */
const maxReadings = 16;

/**
 * The paths that a text may mean. Chinese has no spaces: 和主程序.c may refer to 主程序.c. The whole text comes
 * first.
 */
function readingsOf(path: string): readonly string[] {
  const [prose = ''] = /^\p{Script=Han}+(?=\p{L})/u.exec(path) ?? [];
  const characters = [...prose].slice(0, maxReadings);
  return [
    path,
    ...characters.map((_, index) => path.slice(characters.slice(0, index + 1).join('').length)),
  ];
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
