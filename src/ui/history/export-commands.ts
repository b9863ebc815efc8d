import * as vscode from 'vscode';
import type { LogEntry } from '../../room/log/log-entry';
import type { Session } from '../../room/session/session';
import type { RoomInfo, SessionState } from '../../room/session-state';
import { CodedError } from '../../strings/problem';
import { notKeptWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import { columnForCode } from '../code/editor-column';
import type { CommandHandlers } from '../commands';
import { KnownPeople } from '../messages/known-people';
import { showInformationMessage } from '../window/messages';
import { chatMarkdown } from './export/chat-markdown';
import type { History } from './history';

export interface ExportCommandParts {
  readonly session: Session;
  readonly history: History;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

interface Said {
  readonly room: RoomInfo | undefined;
  readonly entries: readonly LogEntry[];
  /** Of the room that this window is in, or was in last: knows also who said nothing. */
  readonly state?: SessionState;
}

/**
 * The chat as a Markdown document. It opens unsaved: whoever hands it in looks it over first, and says
 * with Save where it goes and what it is called. So nothing is overwritten, and it works where the
 * window's files are on another machine, or none are.
 */
export function exportCommands(parts: ExportCommandParts) {
  return {
    'deskmate.exportChat': (id) =>
      id === undefined ? exportPresent(parts) : exportKept(id, parts),
  } satisfies Partial<CommandHandlers>;
}

async function exportPresent(parts: ExportCommandParts): Promise<void> {
  const { session, t } = parts;
  const { state, entries } = session;
  if (entries.length === 0) {
    void showInformationMessage(
      t('There’s no chat to export yet. Earlier chats are under Open History.'),
    );
    return;
  }
  await show({ room: state.room, entries, state }, parts);
}

/**
 * Exports a room by invite that is kept on this computer, by its id.
 * @throws {CodedError} `not-kept`
 */
export async function exportKept(id: unknown, parts: ExportCommandParts): Promise<void> {
  const { history, t } = parts;
  if (typeof id !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Export Chat takes the ID of a saved room as a string.'),
    );
  }
  const said = history.read(id);
  if (!said) throw new CodedError('not-kept', notKeptWords(id, history.find(id), t));
  await show(said, parts);
}

async function show(
  { room, entries, state }: Said,
  { language, t }: ExportCommandParts,
): Promise<void> {
  const members = new KnownPeople();
  for (const entry of entries) members.hear(entry);
  if (state) members.meet(state);
  const content = chatMarkdown({ room, entries, members, language, now: Date.now() }, t);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { viewColumn: columnForCode(), preview: false });
}
