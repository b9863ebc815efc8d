import type { Card } from '../../protocol/card';
import { MessageError } from '../../room/message-error';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PanelAttachment } from '../../webview/card-messages';
import type { DraftModel, PanelSurface, SendResult } from '../../webview/panel-model';
import type { OutgoingFiles } from '../files/outgoing-files';
import type { OutputReview } from '../terminal/output-review';
import { attachedCard, cardProblem, cardView } from './card-types';
import type { PrivateLinesModel } from './private-lines';
import type { SlashCommands } from './slash-commands';

/** A card that is sent with the draft. `id` is unique in this window. */
export interface AttachedCard {
  readonly id: number;
  readonly card: Card;
  /** For a card that must be seen before it goes. */
  readonly review?: OutputReview | undefined;
}

/** The part of a session that the draft needs to send and edit messages. */
export type DraftSession = Pick<Session, 'entry'> & {
  readonly messages: Pick<MessageActions, 'say' | 'edit'>;
};

/** What isn't sent yet in one room. */
export interface RoomDraft {
  /** As `roomKey` names it; empty for what was attached before the first room. */
  readonly room: string;
  readonly text: string;
  readonly card?: Card;
  /** Its recipient on a private line, as `recipientId` makes it; absent: everyone. */
  readonly to?: string;
}

/** Maximum number of rooms whose drafts are remembered, the latest ones. */
const maxRooms = 20;

/** Maximum number of characters of the other rooms' drafts together, in UTF-16 units. */
const maxLength = 256 * 1024;

/**
 * The text and the card that are not sent yet, for each room. All places of the panel show the draft of the
 * room that this window is in, or was in last.
 */
export class PanelDraft implements DraftModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelSurface }>(),
  );
  private readonly attachments = this.store.add(new Emitter<void>());
  private readonly recipients = this.store.add(new Emitter<void>());
  private readonly storing = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  /** Fires when {@link all} changes. */
  readonly onDidChangeAll = this.storing.event;
  /** Fires when {@link to} changes. */
  readonly onDidChangeTo = this.recipients.event;
  /** Fires when a card is attached, replaced or removed. */
  readonly onDidChangeAttachment = this.attachments.event;
  private current = '';
  private lastId = 0;
  private card: AttachedCard | undefined;
  private student: string | undefined;
  /** The room whose draft is shown; empty before the first one. */
  private room = '';
  private isInside = false;
  /** Whether the card was attached outside a room. */
  private isUnassigned = false;
  /** The rooms entered in this window by number, so that late messages of a page find theirs. */
  private readonly entered: string[] = [''];
  /** The drafts of other rooms, the latest last. */
  private others: readonly RoomDraft[] = [];

  constructor(
    private readonly session: DraftSession,
    private readonly commands: Pick<SlashCommands, 'run'>,
    private readonly files: Pick<OutgoingFiles, 'send' | 'refusal'>,
    private readonly lines: Pick<PrivateLinesModel, 'tell'>,
    private readonly t: Translate,
  ) {}

  get to(): string | undefined {
    return this.student;
  }

  get text(): string {
    return this.current;
  }

  get attached(): AttachedCard | undefined {
    return this.card;
  }

  get attachment(): PanelAttachment | undefined {
    const { card: attached, t } = this;
    if (!attached) return undefined;
    const { id, card, review } = attached;
    return { id, ...attachedCard(card, t), ...(review && { review: review.panel(t) }) };
  }

  get of(): number {
    return this.entered.length - 1;
  }

  /** The drafts of all rooms that have one, the one shown last. */
  get all(): readonly RoomDraft[] {
    const { room, current: text, card, student: to } = this;
    const shown =
      text === '' && !card
        ? []
        : [{ room, text, ...(card && { card: card.card }), ...(to !== undefined && { to }) }];
    return [...this.others, ...shown];
  }

  /**
   * Shows the draft of the room that this window is in now. After a room, its draft stays in sight until another
   * one is entered; a card that is attached outside a room goes to the next one.
   * @param room as `roomKey` names it; undefined outside a room
   */
  enter(room: string | undefined): void {
    this.isInside = room !== undefined;
    const { card, isUnassigned } = this;
    this.isUnassigned = false;
    if (room === undefined || room === this.room) return;
    const unassigned = isUnassigned ? card : undefined;
    if (unassigned) this.card = undefined;
    const there = this.others.find((draft) => draft.room === room);
    this.others = bounded(this.all.filter((draft) => draft.room !== room && draft.room !== ''));
    this.room = room;
    this.entered.push(room);
    const attached = unassigned?.card ?? there?.card;
    const to = there?.to;
    this.show({
      text: there?.text ?? '',
      ...(attached && { card: attached }),
      ...(to !== undefined && { to }),
    });
  }

  /** Shows the draft of another room in this one, which continues it, unless this one has a draft. */
  bring(from: string): void {
    const there = this.others.find((draft) => draft.room === from);
    if (!there || this.current !== '' || this.card) return;
    this.others = this.others.filter((draft) => draft !== there);
    // The members of the new room have other ids. What was private waits under the old room's name.
    if (there.to === undefined) this.show(there);
    else this.others = [...this.others, there];
  }

  /** Restores the drafts that an earlier window stored. */
  restore(drafts: readonly RoomDraft[]): void {
    const { room } = this;
    this.others = bounded(drafts.filter((draft) => draft.room !== room && draft.room !== ''));
    const here = drafts.find((draft) => draft.room === room);
    if (here) this.show(here);
    else this.storing.fire();
  }

  /** Forgets the drafts of rooms that are no longer stored, except that of the room that this window is in. */
  forget(isGone: (room: string) => boolean): void {
    if (!this.isInside && this.room !== '' && isGone(this.room)) this.show({ text: '' });
    const kept = this.others.filter(({ room }) => !isGone(room));
    if (kept.length === this.others.length) return;
    this.others = kept;
    this.storing.fire();
  }

  /**
   * @param origin where the user typed it; absent when the text comes from elsewhere, such as storage
   * @param of the room in which it was written
   */
  set(draft: string, origin?: PanelSurface, of = this.of): void {
    const room = this.entered[of] ?? '';
    if (room !== this.room) {
      this.setElsewhere(room, draft);
      return;
    }
    this.current = draft;
    this.changes.fire(origin === undefined ? { draft } : { draft, origin });
    this.storing.fire();
  }

  setTo(to: string | undefined, origin?: PanelSurface, of = this.of): void {
    if (this.entered[of] !== this.room || to === this.student) return;
    this.student = to;
    this.recipients.fire();
    this.changes.fire({ draft: this.current, ...(origin !== undefined && { origin }) });
    this.storing.fire();
  }

  /**
   * Attaches a card. It replaces an earlier one, because a message carries only one.
   * @param review the whole that the card is a part of; by default the card itself, for types that are reviewed
   */
  attach(card: Card, review = cardView(card).review?.(card)): void {
    this.lastId += 1;
    this.card = { id: this.lastId, card, review };
    this.isUnassigned = !this.isInside;
    this.attachmentChanged();
  }

  /** Trims the card with this id, if it is there and can be trimmed. */
  trim({ id, part, leaveOutMarked }: Parameters<DraftModel['trim']>[0]): void {
    const { review } = this.card ?? {};
    if (this.card?.id !== id || !review) return;
    review.choose({ part, leaveOutMarked });
    this.card = { id, card: review.card, review };
    this.attachmentChanged();
  }

  /** Removes the card with this id, if it is still there. */
  detach(id: number): void {
    if (this.card?.id !== id) return;
    this.card = undefined;
    this.attachmentChanged();
  }

  /**
   * Sends a message, with the card that was attached when the user sent it, edits a message, or runs a command.
   * Files follow as messages of their own, so that the text arrives at once and is never lost with a file.
   * @returns whether it worked; if not, why, in the display language
   */
  send({ text, of, ...message }: Parameters<DraftModel['send']>[0]): SendResult {
    const room = this.entered[of] ?? '';
    if (room !== this.room) {
      // Nothing may go to another room than the one that the user saw.
      const { text: before = '' } = this.others.find((draft) => draft.room === room) ?? {};
      this.setElsewhere(room, before === '' ? text : `${text}\n${before}`, message.to);
      return { ok: true, moved: true };
    }
    if (message.edit !== undefined || message.literal) return this.say({ text, ...message });
    const outcome = this.commands.run(text);
    if ('text' in outcome) return this.say({ ...message, text: outcome.text });
    return outcome;
  }

  dispose(): void {
    this.store.dispose();
  }

  private say({
    text,
    reply,
    edit,
    attachment,
    files = [],
    to: student,
  }: Omit<Parameters<DraftModel['send']>[0], 'of' | 'literal'>): SendResult {
    const { session, t } = this;
    const attached = attachment === undefined ? undefined : this.card;
    if (attachment !== attached?.id) {
      return { ok: false, reason: t('The attachment is no longer available. Attach it again.') };
    }
    const { refusal } = this.files;
    if (files.length > 0 && refusal !== undefined) return { ok: false, reason: refusal };
    const warning = attached?.review?.isConfirmed === false && attached.review.warning(t);
    if (attached?.review && warning) {
      attached.review.isConfirmed = true;
      return { ok: false, reason: warning };
    }
    if (student !== undefined) {
      const problem = this.lines.tell(student, text, attached?.card);
      if (problem !== undefined) return { ok: false, reason: problem };
      if (attached) this.detach(attached.id);
      return { ok: true };
    }
    try {
      if (edit !== undefined) session.messages.edit(edit, text);
      else {
        const to = reply === undefined ? undefined : this.numberOf(reply);
        const isOnlyFiles = files.length > 0 && !attached && text.trim() === '';
        if (!isOnlyFiles) {
          session.messages.say(text, {
            ...(to !== undefined && { reply: to }),
            ...(attached && { card: attached.card }),
          });
        }
        if (files.length > 0) this.files.send(files, isOnlyFiles ? to : undefined);
      }
      if (attached) this.detach(attached.id);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      const reason =
        error.code === 'too-large' && attached ? cardProblem(attached.card, text, t) : undefined;
      return { ok: false, reason: reason ?? messageErrorText(error.code, t) };
    }
  }

  private show({ text, card, to }: Omit<RoomDraft, 'room'>): void {
    this.current = text;
    const hadTo = this.student;
    this.student = to;
    if (to !== hadTo) this.recipients.fire();
    const hadCard = this.card !== undefined;
    this.card = undefined;
    this.changes.fire({ draft: text });
    this.storing.fire();
    if (card) this.attach(card);
    else if (hadCard) this.attachmentChanged();
  }

  private attachmentChanged(): void {
    this.attachments.fire();
    this.storing.fire();
  }

  private setElsewhere(room: string, text: string, sentTo?: string): void {
    const { card, to = sentTo } = this.others.find((draft) => draft.room === room) ?? {};
    const left = this.others.filter((draft) => draft.room !== room);
    const draft =
      text === '' && !card
        ? []
        : [{ room, text, ...(card && { card }), ...(to !== undefined && { to }) }];
    this.others = bounded([...left, ...draft]);
    this.storing.fire();
  }

  /** The number of a message on the hub. @throws {MessageError} when the message is gone or has no number yet */
  private numberOf(id: string): number {
    const seq = this.session.entry(id)?.seq;
    if (seq === undefined) throw new MessageError('no-such-message');
    return seq;
  }
}

/** The latest drafts, as many as are remembered. */
function bounded(drafts: readonly RoomDraft[]): readonly RoomDraft[] {
  const kept: RoomDraft[] = [];
  let length = 0;
  for (const draft of drafts.toReversed()) {
    if (kept.length === maxRooms) break;
    if (length + draft.text.length > maxLength) continue;
    length += draft.text.length;
    kept.unshift(draft);
  }
  return kept;
}
