import { createHash } from 'node:crypto';
import type { LogEntry } from '../../room/log/log-entry';
import type { LogChange } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { linkName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { formatMessageLink, type MessageLink } from '../../text/message-link';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { History } from './history';

export interface MessageLinksDeps {
  readonly session: Pick<
    Session,
    'pin' | 'state' | 'entries' | 'entry' | 'read' | 'onDidChangeState' | 'onDidChangeLog'
  >;
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

/** Links to messages: makes them, and finds what they lead to. */
export class MessageLinks implements Disposable {
  private readonly store = new DisposableStore();
  /** The pin of the room whose log is shown, also after it has ended. */
  private shown: string | undefined;
  /** Whether a question is open. Further links are ignored until then: a page could open hundreds. */
  private asking = false;

  constructor(private readonly deps: MessageLinksDeps) {
    const { session } = deps;
    this.shown = session.pin;
    this.store.add(
      session.onDidChangeState(() => {
        this.shown = session.pin ?? this.shown;
      }),
    );
    this.store.add(session.onDidChangeLog((change) => this.noteReset(change)));
  }

  /** Copies a link to a message; without one, only says why. */
  async copy(messageId: string): Promise<void> {
    const { session, scheme, copy, tell, t } = this.deps;
    const entry = session.entry(messageId);
    if (this.shown === undefined || entry?.seq === undefined) {
      tell(t('Only messages saved in a pair or group room can be linked to.'));
      return;
    }
    const { seq, time } = entry;
    await copy(formatMessageLink({ room: roomOf(this.shown), seq, time }, scheme));
  }

  /** Goes to the message that a link leads to: in the room that is shown, or in the history. */
  async open(link: MessageLink): Promise<void> {
    const { session, history, reveal, tell, t } = this.deps;
    if (this.shown !== undefined && roomOf(this.shown) === link.room) {
      const message = findLinked(session.entries, link);
      if (message) await reveal(message.id);
      else tell(t('The linked message is no longer in this chat.'));
      return;
    }
    const room = history.rooms.find(
      ({ pin, entries, missing }) =>
        entries > 0 && missing === undefined && roomOf(pin) === link.room,
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
    if (!agreed || !(await session.read(room.id))) return;
    this.shown = room.pin;
    const message = findLinked(session.entries, link);
    if (message) await reveal(message.id);
    else tell(t('The linked message is no longer in this chat.'));
  }

  dispose(): void {
    this.store.dispose();
  }

  private noteReset(change: LogChange): void {
    // Another room's log; its pin is known once this window is in it.
    if (change.type === 'reset' && !change.isSameRoom) this.shown = this.deps.session.pin;
  }
}

function findLinked(entries: readonly LogEntry[], { seq, time }: MessageLink) {
  return entries.find(
    (entry) => entry.kind === 'message' && entry.seq === seq && entry.time === time,
  );
}

/** What names a room in links: half of a digest of its pin, so that a link doesn't help to find the room. */
function roomOf(pin: string): string {
  const digest = createHash('sha256').update(`deskmate message link ${pin}`).digest();
  return digest.subarray(0, 16).toString('base64url');
}
