import type { RoomSummary } from '../../room/log/journal';
import { CodedError } from '../../strings/coded-error';
import { notKeptWords } from '../../strings/history-words';
import { linkName } from '../../strings/link-words';
import { notErasedWords } from '../../strings/storage-words';
import type { CommandHandlers, CommandParts } from '../commands';
import { mayLeave } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { exportKept } from './export/export-commands';
import { askHistory } from './history-prompt';

/** What was said in rooms by invite, kept on this computer. */
export function historyCommands(parts: CommandParts): CommandHandlers {
  return {
    'deskmate.openHistory': (id) =>
      id === undefined ? openWithPrompts(parts) : open(findRoom(id, parts), parts),
    'deskmate.clearHistory': (sure) => clear(sure === true, parts),
  };
}

async function openWithPrompts(parts: CommandParts): Promise<void> {
  const { history, session, roomFlow, language, t } = parts;
  const choice = await askHistory({
    // The room one is in is in the panel already; of others nothing but the way back may be kept.
    rooms: () =>
      history.rooms.filter(
        ({ id, entries, missing }) =>
          id !== session.invited?.journalId && (entries > 0 || missing !== undefined),
      ),
    erase: ({ id }) => history.delete(id),
    language,
    t,
  });
  if (choice?.want === 'return') await roomFlow.reopen(choice.room);
  else if (choice?.want === 'export') await exportKept(choice.room.id, parts);
  else if (choice && (await mayLeave(session.state, t('Leave and Open'), t))) {
    await open(choice.room, parts);
    if (!choice.room.over) offerReturn(choice.room, parts);
  }
}

/** Shows what was said in a kept room. @throws {CodedError} `not-kept` */
async function open(room: RoomSummary, { session, showChat, t }: CommandParts): Promise<void> {
  if (!(await session.read(room.id))) {
    throw new CodedError('not-kept', notKeptWords(room.id, room, t));
  }
  await showChat();
}

function findRoom(id: unknown, { history, t }: CommandParts): RoomSummary {
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

function offerReturn(room: RoomSummary, { roomFlow, t }: CommandParts): void {
  const back = room.role === 'host' ? t('Host Again') : t('Join Again');
  const words =
    room.role === 'host'
      ? t(
          'This is the chat from “{0}”. Host it again to continue: its members and invite stay valid.',
          linkName(room.name),
        )
      : t('This is the chat from “{0}”. Join it again to continue.', linkName(room.name));
  showInformationMessage(words, back).then(async (chosen) => {
    if (chosen === back) await roomFlow.reopen(room);
  });
}

async function clear(sure: boolean, { history, forgetTranscript, t }: CommandParts): Promise<void> {
  if (!sure) {
    const goOn = t('Clear');
    const asked = await showWarningMessage(
      t('Clear the chat history of all rooms saved on this computer?'),
      {
        modal: true,
        detail: t(
          'You’ll need a new invite to rejoin them. The room you’re in is kept until you leave it.',
        ),
      },
      goOn,
    );
    if (asked !== goOn) return;
  }
  for (const { name, missing = '' } of history.clear()) {
    void showWarningMessage(notErasedWords(name, missing, t));
  }
  await forgetTranscript();
}
