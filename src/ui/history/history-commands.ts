import * as vscode from 'vscode';
import type { RoomSummary } from '../../room/log/journal';
import type { LogEntry } from '../../room/log/log-entry';
import type { RoomInfo, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { returnLabel } from '../../strings/invited-room';
import { linkName } from '../../strings/names';
import { CodedError } from '../../strings/problem';
import { historyWords, notErasedWords, notKeptWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import { columnForCode } from '../code/editor-column';
import type { CommandHandlers } from '../commands';
import { KnownPeople } from '../messages/known-people';
import type { JoinFlow } from '../rooms/join-flow';
import { confirmLeave } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { createQuickPick, type PickItem, pickButton } from '../window/quick-pick';
import { chatMarkdown } from './export/chat-markdown';
import type { History } from './history';
import type { TranscriptStore } from './transcript';

export interface HistoryCommandParts extends ExportCommandParts {
  readonly joinFlow: Pick<JoinFlow, 'reopen'>;
  readonly transcript: Pick<TranscriptStore, 'forget'>;
  showChat(): Promise<void>;
}

/** The commands for the saved messages of invite rooms. */
export function historyCommands(parts: HistoryCommandParts) {
  return {
    'deskmate.openHistory': (id) =>
      id === undefined ? openWithPrompts(parts) : open(findRoom(id, parts), parts),
    'deskmate.clearHistory': (sure) => clear(sure === true, parts),
  } satisfies Partial<CommandHandlers>;
}

async function openWithPrompts(parts: HistoryCommandParts): Promise<void> {
  const { history, session, joinFlow, language, t } = parts;
  const choice = await askHistory({
    // The panel already shows the current room. Of some rooms, only the key for returning is saved.
    rooms: () =>
      history.rooms.filter(
        ({ id, entries, missing }) =>
          id !== session.invited?.journalId && (entries > 0 || missing !== undefined),
      ),
    erase: ({ id }) => history.delete(id),
    language,
    t,
  });
  if (choice?.action === 'return') await joinFlow.reopen(choice.room);
  else if (choice?.action === 'export') await exportKept(choice.room.id, parts);
  else if (choice && (await confirmLeave(session.state, t('Leave and Open'), t))) {
    await open(choice.room, parts);
    if (!choice.room.over) offerReturn(choice.room, parts);
  }
}

/**
 * Shows the messages of a saved room.
 * @throws {CodedError} `not-kept`
 */
async function open(
  room: RoomSummary,
  { session, showChat, t }: HistoryCommandParts,
): Promise<void> {
  if (!(await session.read(room.id))) {
    throw new CodedError('not-kept', notKeptWords(room.id, room, t));
  }
  await showChat();
}

function findRoom(id: unknown, { history, t }: HistoryCommandParts): RoomSummary {
  if (typeof id !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Open History takes the ID of a saved room as a string.'),
    );
  }
  const room = history.find(id);
  if (!room) throw new CodedError('not-kept', notKeptWords(id, room, t));
  return room;
}

function offerReturn(room: RoomSummary, { joinFlow, t }: HistoryCommandParts): void {
  const back = returnLabel(room.role, t);
  const words =
    room.role === 'host'
      ? t(
          'This is the chat from “{0}”. Host it again to continue: its members and invite stay valid.',
          linkName(room.name),
        )
      : t('This is the chat from “{0}”. Join it again to continue.', linkName(room.name));
  showInformationMessage(words, back).then(async (chosen) => {
    if (chosen === back) await joinFlow.reopen(room);
  });
}

async function clear(
  sure: boolean,
  { history, transcript, t }: HistoryCommandParts,
): Promise<void> {
  if (!sure) {
    const confirm = t('Clear');
    const answer = await showWarningMessage(
      t('Clear the chat history of all rooms saved on this computer?'),
      {
        modal: true,
        detail: t(
          'You’ll need a new invite to rejoin them. The room you’re in is kept until you leave it.',
        ),
      },
      confirm,
    );
    if (answer !== confirm) return;
  }
  for (const { name, missing = '' } of history.clear()) {
    void showWarningMessage(notErasedWords(name, missing, t));
  }
  await transcript.forget();
}

/** What to do with a saved room. */
export interface HistoryChoice {
  readonly room: RoomSummary;
  readonly action: 'read' | 'return' | 'export';
}

/** What {@link askHistory} needs. */
export interface HistoryPrompt {
  /** The saved rooms; called again after one was erased. */
  rooms(): readonly RoomSummary[];
  erase(room: RoomSummary): void;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  readonly t: Translate;
}

interface RoomItem extends PickItem {
  /** Absent on the line that says that there are no rooms. */
  readonly room?: RoomSummary;
}

/** Asks which saved room to read, export or return to; undefined when the user cancelled. */
function askHistory(prompt: HistoryPrompt): Promise<HistoryChoice | undefined> {
  const { rooms, erase, t } = prompt;
  const pick = createQuickPick<RoomItem>();
  const buttons = {
    back: pickButton('debug-restart', t('Join Again')),
    open: pickButton('broadcast', t('Host Again')),
    export: pickButton('export', t('Export Chat')),
    erase: pickButton('trash', t('Delete')),
  };
  const fill = () => {
    const items = rooms().map((room): RoomItem => {
      const back = room.role === 'host' ? buttons.open : buttons.back;
      return {
        ...historyWords(room, prompt.language, t),
        buttons: [...(room.over ? [] : [back]), buttons.export, buttons.erase],
        room,
      };
    });
    pick.items = items.length > 0 ? items : [{ label: t('No saved rooms') }];
  };
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const settle = (choice: HistoryChoice | undefined) => {
      resolve(choice);
      store.dispose();
    };
    store.add(pick);
    store.add(
      pick.onDidTriggerItemButton(({ item: { room }, button }) => {
        if (!room) return;
        if (button === buttons.erase) {
          erase(room);
          fill();
        } else settle({ room, action: button === buttons.export ? 'export' : 'return' });
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const room = pick.activeItems[0]?.room;
        if (room) settle({ room, action: 'read' });
      }),
    );
    store.add(pick.onDidHide(() => settle(undefined)));
    pick.title = t('Open History');
    pick.placeholder = t('Which room do you want to open?');
    pick.matchOnDescription = true;
    fill();
    pick.show();
  });
}

export interface ExportCommandParts {
  readonly session: Session;
  readonly history: History;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  readonly t: Translate;
}

/** A log to export. */
interface ExportedLog {
  readonly room: RoomInfo | undefined;
  readonly entries: readonly LogEntry[];
  /**
   * The state of the room that this window is in or was in last; it also includes members who said nothing.
   */
  readonly state?: SessionState;
}

/**
 * Exports the chat as a Markdown document. The document opens unsaved, so that the user can check it
 * first and choose where to save it and under which name. This never overwrites a file, and works when the
 * window's files are on another machine, or when there are none.
 */
export function exportCommands(parts: ExportCommandParts) {
  return {
    'deskmate.exportChat': (id) =>
      id === undefined ? exportCurrent(parts) : exportKept(id, parts),
  } satisfies Partial<CommandHandlers>;
}

async function exportCurrent(parts: ExportCommandParts): Promise<void> {
  const { session, t } = parts;
  const { state, entries } = session;
  if (entries.length === 0) {
    void showInformationMessage(
      t('There’s no chat to export yet. Earlier chats are under Open History.'),
    );
    return;
  }
  await showDocument({ room: state.room, entries, state }, parts);
}

/**
 * Exports a saved invite room, by its id.
 * @throws {CodedError} `bad-argument` when the id isn't a string, or `not-kept`
 */
async function exportKept(id: unknown, parts: ExportCommandParts): Promise<void> {
  const { history, t } = parts;
  if (typeof id !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Export Chat takes the ID of a saved room as a string.'),
    );
  }
  const kept = history.read(id);
  if (!kept) throw new CodedError('not-kept', notKeptWords(id, history.find(id), t));
  await showDocument(kept, parts);
}

async function showDocument(
  { room, entries, state }: ExportedLog,
  { language, t }: ExportCommandParts,
): Promise<void> {
  const members = new KnownPeople();
  for (const entry of entries) members.addEntry(entry);
  if (state) members.addMembers(state);
  const content = chatMarkdown({ room, entries, members, language, now: Date.now() }, t);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { viewColumn: columnForCode(), preview: false });
}
