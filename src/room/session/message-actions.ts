import { anonymousText } from '../../protocol/anonymous-text';
import { cardStandIn, cleanCard, isSound } from '../../protocol/card-rules';
import type { Applied } from '../../protocol/frames';
import { fitsEntry, normalizeMessageText, utf8Length } from '../../protocol/message-text';
import { isByInvite, mayPin } from '../../protocol/room-kinds';
import type { MessageEntry } from '../log/log-entry';
import { maxPins, pinMark, pinnedMessages } from '../log/pins';
import { appliedMark } from '../log/reactions';
import type { RoomLog } from '../log/room-log';
import { MessageError } from '../message-error';
import type { InvitedRoom, Room, SendOptions } from '../room';
import type { CurrentRoom } from './current-room';

/**
 * Sends and changes messages for the user. Checks everything first: if a method throws,
 * nothing was sent.
 */
export class MessageActions {
  /**
   * @param current the room this window is in
   * @param messageBytes longest text, in bytes of UTF-8
   */
  constructor(
    private readonly current: CurrentRoom,
    private readonly log: RoomLog,
    private readonly messageBytes: number,
  ) {}

  /**
   * Sends a message; a lab room accepts only text. A card without a text gets one for programs without
   * cards (`cardStandIn`).
   * @throws {MessageError} when it wasn't accepted
   * @throws {RangeError} when the card's line numbers don't match its text
   */
  say(written: string, { announcement, card, reply }: SendOptions = {}): void {
    const room = this.current.value;
    if (!room) throw new MessageError('no-room');
    if (!isByInvite(room.info.kind)) {
      if (reply !== undefined || card) throw new MessageError('plain-text');
      this.check(written);
      if (room.text?.encoding.missing(written).length) throw new MessageError('not-in-encoding');
      room.say(written);
      return;
    }
    if (card && !isSound(card))
      throw new RangeError("the card's line numbers don't match its text");
    const clean = card && cleanCard(card);
    const text = normalizeMessageText(clean && isBlank(written) ? cardStandIn(clean) : written);
    this.check(text);
    if (!fitsEntry(text)) throw new MessageError('too-long');
    if (clean && !fitsEntry(text, clean)) throw new MessageError('too-large');
    room.say(text, {
      ...(reply !== undefined && { reply }),
      ...(clean && { card: clean }),
      ...(announcement && { announcement }),
    });
  }

  /**
   * Replaces the text of the own message `id`; does nothing if the text is the same. The change shows once
   * the hub has numbered it; if the hub refuses it, the log says why. The same applies to `delete` and
   * `react`.
   * @throws {MessageError}
   */
  edit(id: string, written: string): void {
    const { room, message, target } = this.find(id, true);
    const said = normalizeMessageText(written);
    this.check(said);
    const text = message.anonymous ? anonymousText(said) : said;
    if (!fitsEntry(text)) throw new MessageError('too-long');
    if (said !== message.text) room.change({ type: 'edit', target, text });
  }

  /** Deletes the own message `id`. @throws {MessageError} */
  delete(id: string): void {
    const { room, target } = this.find(id, true);
    room.change({ type: 'delete', target });
  }

  /** Adds a reaction to a message, or removes the own one. @throws {MessageError} */
  react(id: string, emoji: string, on: boolean): void {
    const { room, target } = this.find(id, false);
    room.change({ type: 'react', target, emoji, on });
  }

  /**
   * Pins a message for everyone, or unpins it; does nothing if it is so already. @throws {MessageError}
   */
  pin(id: string, on: boolean): void {
    const { room, message, target } = this.find(id, false);
    this.assertMayPin();
    if ((message.withPin !== undefined) === on) return;
    if (on && pinnedMessages(this.log.entries).length >= maxPins) {
      throw new MessageError('too-many-pins');
    }
    room.change({ type: 'react', target, emoji: pinMark, on, pin: true });
  }

  /** @throws {MessageError} when the user can't pin messages in the current room */
  assertMayPin(): void {
    const room = this.current.value;
    if (!room) throw new MessageError('no-room');
    const { kind } = room.info;
    if (!isByInvite(kind)) throw new MessageError('plain-text');
    if (!mayPin(kind, room.invited?.inviteActions !== undefined))
      throw new MessageError('may-not-pin');
  }

  /**
   * Tells a patch's author how much of it is applied here; undefined: nothing any more. Sends it as a reaction,
   * which notifies no one and which older programs can show. @throws {MessageError}
   */
  reportApplied(id: string, applied: Applied | undefined): void {
    const { room, target } = this.find(id, false);
    const change = { type: 'react', target, emoji: appliedMark } as const;
    room.change(applied ? { ...change, on: true, applied } : { ...change, on: false });
  }

  private check(text: string): void {
    if (isBlank(text)) throw new MessageError('empty');
    if (utf8Length(text) > this.messageBytes) throw new MessageError('too-long');
  }

  /** Finds a message to change or react to, and the room to do it in. @throws {MessageError} */
  private find(
    id: string,
    own: boolean,
  ): { readonly room: InvitedRoom; readonly message: MessageEntry; readonly target: number } {
    const room = this.current.value;
    if (!room) throw new MessageError('no-room');
    if (!isByInvite(room.info.kind)) throw new MessageError('plain-text');
    // The change would wait unseen, and be lost silently if the room never came back.
    if (!isIn(room)) throw new MessageError('offline');
    const message = this.log.find(id);
    if (!room.invited || message?.kind !== 'message' || message.deleted) {
      throw new MessageError('no-such-message');
    }
    const { seq } = message;
    if (own && !message.own) throw new MessageError('not-yours');
    if (seq === undefined) throw new MessageError('no-such-message');
    return { room: room.invited, message, target: seq };
  }
}

function isIn({ connection: { kind } }: Room): boolean {
  return kind === 'joined' || kind === 'hosting';
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
