import type { RoomSummary } from '../../room/log/journal';
import type { Session } from '../../room/session/session';
import { linkName } from '../../strings/inline-text';
import { returnLabel } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import { leaveText } from '../../strings/question-text';
import { historyText, notErasedText, notSavedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import type { CommandHandlers } from '../commands';
import type { ChatPanel } from '../panel/chat-panel';
import type { JoinFlow } from '../rooms/join-flow';
import { confirmLeave } from '../rooms/room-questions';
import {
  setStatusBarMessage,
  showInformationMessage,
  showWarningMessage,
} from '../window/messages';
import { createQuickPick, pickButton } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import { type ExportCommandDeps, exportFromList } from './export-commands';
import type { History } from './history';
import { MessageLinks, type MessageLinksDeps } from './message-links';
import { type SearchCommandDeps, searchWithPrompt } from './search/search-commands';
import type { TranscriptStore } from './transcript';

export interface HistoryCommandDeps extends ExportCommandDeps, SearchCommandDeps {
  readonly history: History;
  readonly joinFlow: Pick<JoinFlow, 'reopen'>;
  readonly transcript: Pick<TranscriptStore, 'forget'>;
  showChat(): Promise<void>;
}

/** The commands for the saved messages of invite rooms. */
export function historyCommands(deps: HistoryCommandDeps) {
  return {
    'deskmate.openHistory': (id) =>
      id === undefined ? openWithPrompts(deps) : open(findRoom(id, deps), deps),
    'deskmate.clearHistory': (isConfirmed) => clear(isConfirmed === true, deps),
  } satisfies Partial<CommandHandlers>;
}

/** What links to messages need of the window. */
interface ChatLinksDeps extends Pick<MessageLinksDeps, 'linked' | 'history' | 'scheme' | 't'> {
  readonly session: Pick<Session, 'entry' | 'read' | 'state'>;
  readonly chat: Pick<ChatPanel, 'adapter' | 'editor' | 'show'>;
}

/** Makes the links to messages of a window, which open in its chat. */
export function createMessageLinks(deps: ChatLinksDeps): MessageLinks {
  const { chat, session, t } = deps;
  return new MessageLinks({
    ...deps,
    reveal: async (messageId) => {
      await chat.show();
      chat.adapter.surfaces.request({ reveal: messageId });
    },
    copy: async (text) => {
      await chat.editor.copy(text);
      setStatusBarMessage(t('Link copied'));
    },
    tell: (message) => chat.editor.tell(message),
    confirm: async (message, confirm) => {
      const detail = leaveText(session.state, t) ?? '';
      return (await showInformationMessage(message, { modal: true, detail }, confirm)) === confirm;
    },
  });
}

async function openWithPrompts(deps: HistoryCommandDeps): Promise<void> {
  const { history, session, joinFlow, language, t } = deps;
  const choice = await askHistory({
    // The panel already shows the current room. Of some rooms, only the key for returning is saved.
    rooms: () =>
      history.rooms.filter(
        ({ id, entries, missing }) =>
          id !== session.invited?.journalId && (entries > 0 || missing !== undefined),
      ),
    erase: (room) => history.delete(room),
    language,
    t,
  });
  if (choice?.action === 'search') await searchWithPrompt(deps);
  else if (choice?.action === 'return') await joinFlow.reopen(choice.room);
  else if (choice?.action === 'export') await exportFromList(choice.room.id, deps);
  else if (choice && (await confirmLeave(session.state, t('Leave and Open'), t))) {
    await open(choice.room, deps);
    if (!choice.room.over) offerReturn(choice.room, deps);
  }
}

/**
 * Shows the messages of a saved room.
 * @throws {CodedError} `not-kept`
 */
async function open(
  room: RoomSummary,
  { session, showChat, t }: HistoryCommandDeps,
): Promise<void> {
  if (!(await session.read(room.id))) {
    throw new CodedError('not-kept', notSavedText(room.id, room, t));
  }
  await showChat();
}

function findRoom(id: unknown, { history, t }: HistoryCommandDeps): RoomSummary {
  if (typeof id !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Open History expects the ID of a saved room as a string.'),
    );
  }
  const room = history.find(id);
  if (!room) throw new CodedError('not-kept', notSavedText(id, room, t));
  return room;
}

function offerReturn(room: RoomSummary, { joinFlow, t }: HistoryCommandDeps): void {
  const back = returnLabel(room.role, t);
  const words =
    room.role === 'host'
      ? t(
          'This is the chat from “{0}”. Reopen the room to continue: its members and invite stay valid.',
          linkName(room.name),
        )
      : t('This is the chat from “{0}”. Join it again to continue.', linkName(room.name));
  showInformationMessage(words, back).then(async (chosen) => {
    if (chosen === back) await joinFlow.reopen(room);
  });
}

async function clear(
  isConfirmed: boolean,
  { history, transcript, t }: HistoryCommandDeps,
): Promise<void> {
  if (!isConfirmed) {
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
    void showWarningMessage(notErasedText(name, missing, t));
  }
  await transcript.forget();
}

/** What to do with a saved room, or to search all of them. */
export type HistoryChoice =
  | { readonly room: RoomSummary; readonly action: 'read' | 'return' | 'export' }
  | { readonly action: 'search' };

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
    open: pickButton('broadcast', t('Reopen')),
    export: pickButton('export', t('Export Chat')),
    erase: pickButton('trash', t('Delete')),
  };
  const fill = () => {
    const items = rooms().map((room): RoomItem => {
      const back = room.role === 'host' ? buttons.open : buttons.back;
      return {
        ...historyText(room, prompt.language, t),
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
    pick.buttons = [pickButton('search', t('Search History'))];
    store.add(pick.onDidTriggerButton(() => settle({ action: 'search' })));
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
