import type { Session } from '../../room/session/session';
import { roomInLinks } from '../../store/room-in-links';
import { linkName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { formatMessageLink, type MessageLink } from '../../text/message-link';
import type { LinkedMessages } from '../panel/linked-messages';
import type { History } from './history';

export interface MessageLinksDeps {
  readonly session: Pick<Session, 'entry' | 'read'>;
  /** Finds messages in the log that is shown. */
  readonly linked: Pick<LinkedMessages, 'room' | 'find'>;
  readonly history: Pick<History, 'rooms'>;
  /** The scheme of links that this editor opens. */
  readonly scheme: string;
  readonly t: Translate;
  /** Shows a message in the chat. */
  reveal(messageId: string): Promise<void>;
  copy(text: string): Promise<void>;
  tell(message: string): void;
  /** Asks whether to open another room's chat, and so to leave the present room. */
  confirm(message: string, confirm: string): Promise<boolean>;
}

/** Makes links to messages, and opens them. */
export class MessageLinks {
  /** Whether a question is open. Further links are ignored until then: a page could open hundreds. */
  private asking = false;

  constructor(private readonly deps: MessageLinksDeps) {}

  /** Copies a link to a message; without one, only says why. */
  async copy(messageId: string): Promise<void> {
    const { session, linked, scheme, copy, tell, t } = this.deps;
    const { room } = linked;
    const entry = session.entry(messageId);
    if (room === undefined || entry?.seq === undefined) {
      tell(t('Only messages saved in a pair or group room can be linked to.'));
      return;
    }
    const { seq, time } = entry;
    await copy(formatMessageLink({ room, seq, time }, scheme));
  }

  /** Goes to the message that a link leads to: in the room that is shown, or in the history. */
  async open(link: MessageLink): Promise<void> {
    const { session, linked, history, tell, t } = this.deps;
    if (linked.room === link.room) return this.reveal(link);
    const room = history.rooms.find(
      ({ firstPin, entries, missing }) =>
        entries > 0 && missing === undefined && roomInLinks(firstPin) === link.room,
    );
    if (!room) {
      tell(t('The linked message is in a room that you aren’t in and that isn’t in your history.'));
      return;
    }
    if (this.asking) return;
    this.asking = true;
    const question = t('The linked message is in “{0}”. Open that chat?', linkName(room.name));
    const agreed = await this.deps.confirm(question, t('Open Chat')).finally(() => {
      this.asking = false;
    });
    if (agreed && (await session.read(room.id))) await this.reveal(link);
  }

  private async reveal(link: MessageLink): Promise<void> {
    const { linked, reveal, tell, t } = this.deps;
    const message = linked.find(link);
    if (message) await reveal(message.id);
    else tell(t('The linked message is no longer in this chat.'));
  }
}
