import * as vscode from 'vscode';
import type { ChatToExport } from '../../export/chat-record';
import { loadHighlighter } from '../../export/code-html';
import {
  type ExportFormatName,
  exportFormat,
  exportFormats,
  exportSteps,
} from '../../export/export-formats';
import type { LogEntry } from '../../room/log/log-entry';
import type { RoomInfo, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { roomInLinks } from '../../store/room-in-links';
import { MemberNames } from '../../strings/member-names';
import { CodedError } from '../../strings/problem';
import { notSavedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { runInSlices } from '../../util/slices';
import { columnForCode } from '../code/editor-column';
import type { CommandHandlers } from '../commands';
import type { LinkedMessages } from '../panel/linked-messages';
import {
  pickSaveLocation,
  showErrorMessage,
  showInformationMessage,
  withProgress,
} from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import type { History } from './history';

export interface ExportCommandDeps {
  readonly session: Session;
  readonly history: History;
  readonly linked: Pick<LinkedMessages, 'room'>;
  readonly extensionUri: vscode.Uri;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  readonly t: Translate;
}

/** A log to export. */
interface ExportedLog {
  readonly room: RoomInfo | undefined;
  readonly entries: readonly LogEntry[];
  /** Identifies the room in links to its messages; absent for a lab room. */
  readonly linkRoom?: string | undefined;
  /**
   * The state of the room that this window is in or was in last; it also includes members who said nothing.
   */
  readonly state?: SessionState;
}

type Format = NonNullable<ReturnType<typeof exportFormat>>;

/**
 * Exports the chat, or a saved invite room by its id, in one of the formats. What is for reading in the
 * editor opens unsaved, so that the user can check it first; everything else is saved where the user says.
 * With arguments, it asks nothing and opens the document, by default in Markdown.
 */
export function exportCommands(deps: ExportCommandDeps) {
  return {
    'deskmate.exportChat': (id, format) =>
      id === undefined && format === undefined
        ? exportCurrent(deps)
        : exportAsAsked(id, format, deps),
  } satisfies Partial<CommandHandlers>;
}

/** Exports a saved room that the user chose in a list. @throws {CodedError} `not-kept` */
export async function exportFromList(id: string, deps: ExportCommandDeps): Promise<void> {
  const format = await askFormat(deps.t);
  if (format) await deliver(await keptLog(id, deps), format, deps);
}

async function exportCurrent(deps: ExportCommandDeps): Promise<void> {
  const { session, t } = deps;
  if (session.entries.length === 0) {
    void showInformationMessage(
      t('There’s no chat to export yet. Earlier chats are under Open History.'),
    );
    return;
  }
  const format = await askFormat(t);
  if (format) await deliver(currentLog(deps), format, deps);
}

/** @throws {CodedError} `bad-argument`, or `not-kept` */
async function exportAsAsked(
  id: unknown,
  name: unknown = 'markdown' satisfies ExportFormatName,
  deps: ExportCommandDeps,
): Promise<void> {
  const { t } = deps;
  if (id !== undefined && typeof id !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Export Chat expects the ID of a saved room as a string.'),
    );
  }
  const format = typeof name === 'string' ? exportFormat(name) : undefined;
  if (!format) {
    throw new CodedError(
      'bad-argument',
      t('Export Chat expects one of these formats: {0}.', Object.keys(exportFormats).join(', ')),
    );
  }
  const log = id === undefined ? currentLog(deps) : await keptLog(id, deps);
  const content = await write(log, format, deps);
  if (content !== undefined) await open(content, format);
}

async function askFormat(t: Translate): Promise<Format | undefined> {
  const items = Object.values(exportFormats).map((format): PickItem & { format: Format } => {
    const { label, icon } = format;
    return { label, icon, description: format.detail(t), format };
  });
  const chosen = await showQuickPick(items, {
    title: t('Export Chat'),
    placeHolder: t('Which format do you want?'),
  });
  return chosen?.format;
}

function currentLog({ session, linked }: ExportCommandDeps): ExportedLog {
  const { entries, state } = session;
  return { room: state.room, linkRoom: linked.room, entries, state };
}

/** @throws {CodedError} `not-kept` */
async function keptLog(id: string, { history, t }: ExportCommandDeps): Promise<ExportedLog> {
  const kept = await history.read(id);
  const summary = history.find(id);
  if (!kept) throw new CodedError('not-kept', notSavedText(id, summary, t));
  return { ...kept, linkRoom: summary && roomInLinks(summary.firstPin) };
}

/** Writes the document, while the window stays usable; undefined when the user cancels. */
async function write(
  { room, linkRoom, entries, state }: ExportedLog,
  format: Format,
  { extensionUri, language, t }: ExportCommandDeps,
): Promise<string | undefined> {
  const members = new MemberNames();
  for (const entry of entries) members.addEntry(entry);
  if (state) members.addMembers(state);
  // A copy, because the room's own list changes meanwhile.
  const chat: ChatToExport = {
    ...{ room, linkRoom, members, language },
    entries: [...entries],
    now: Date.now(),
  };
  const script = vscode.Uri.joinPath(extensionUri, 'dist', 'highlighter.js');
  const highlight = format.opens ? undefined : loadHighlighter(script.fsPath);
  return withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Exporting the chat…'),
      cancellable: true,
    },
    async (cancellation) => {
      const stop = new AbortController();
      const listening = cancellation.onCancellationRequested(() => stop.abort());
      try {
        return await runInSlices(exportSteps(chat, format, { highlight }, t), stop.signal);
      } finally {
        listening.dispose();
      }
    },
  );
}

async function deliver(log: ExportedLog, format: Format, deps: ExportCommandDeps): Promise<void> {
  const content = await write(log, format, deps);
  if (content === undefined) return;
  if (format.opens) await open(content, format);
  else await save(content, proposedName(log, format), format, deps.t);
}

async function open(content: string, { language }: Format): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { viewColumn: columnForCode(), preview: false });
}

async function save(
  content: string,
  name: string,
  { extension }: Format,
  t: Translate,
): Promise<void> {
  const uri = await pickSaveLocation(t('Export Chat'), name, extension);
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  } catch (error) {
    void showErrorMessage(
      t(
        'Can’t save {0}. Choose another folder, or free up some space on the disk. ({1})',
        uri.fsPath,
        `${error}`,
      ),
    );
    return;
  }
  const openIt = t('Open');
  const chosen = await showInformationMessage(t('Saved {0}', uri.fsPath), openIt);
  if (chosen === openIt) await vscode.env.openExternal(uri);
}

/** The longest part of a file's name that comes from the room, in UTF-16 units. */
const maxNameLength = 60;

/** A name for the file that no system refuses: `deskmate-Lab-3-2025-03-04.html`. */
function proposedName({ room, entries }: ExportedLog, { extension }: Format): string {
  const name = (room?.name ?? '')
    .slice(0, maxNameLength)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const day = new Date(entries.at(-1)?.time ?? Date.now()).toISOString().slice(0, 10);
  return `${['deskmate', name, day].filter((part) => part !== '').join('-')}.${extension}`;
}
