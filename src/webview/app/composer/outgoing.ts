import type { Composing } from '../base/host';
import { maxAttachedFiles, type PanelAttachedFile, type PanelAttachment } from '../base/messages';
import { Edits, isChanged } from './edits';

/** A text on its way to the extension host. */
export interface Sending {
  readonly id: number;
  readonly text: string;
  /** The id of the message that it replies to. */
  readonly reply?: string;
  /** The id of the own message that it edits. */
  readonly edit?: string;
  /** The id of the card that is sent with it. */
  readonly attachment?: number;
  /** The text is no command, whatever it starts with. */
  readonly literal?: true;
  /** The ids of the files that follow it. */
  readonly files?: readonly number[];
  /** The student on whose private line it goes. */
  readonly to?: string;
}

interface Pending extends Sending {
  /** For an edit, the text that it replaces. */
  readonly original: string;
  refused: boolean;
}

/**
 * The composer's content, and the texts that it has sent and whose outcome isn't known yet. A sent text
 * leaves the composer at once, so that the user can keep typing. A refused text returns ahead of what
 * was typed since, with the message that it replies to or edits. Nothing typed is ever lost, and nothing is
 * sent twice.
 */
export class Outgoing {
  /** The new message; it waits while another message is edited. */
  draft = '';
  /** The id of the message that the draft replies to. */
  reply: string | undefined;
  /** The student on whose private line the draft goes; undefined: to everyone. */
  to: string | undefined;
  /** The draft's card, as the extension host reported it. */
  attached: PanelAttachment | undefined;
  /** The files that wait, as the extension host reported them. */
  waiting: readonly PanelAttachedFile[] = [];
  /** Why the last text wasn't sent, until the user types or sends again. */
  refusal: string | undefined;
  /** Why the draft is no command although it may look like one: it was pasted or sent before, or the user insists. */
  private literal: 'copied' | 'insisted' | undefined;
  private readonly edits = new Edits();
  private pending: Pending[] = [];
  private lastId = 0;

  /** The text in the field. */
  get text(): string {
    return this.edits.current?.text ?? this.draft;
  }

  /** The card that goes with the new message; absent once it is sent and not refused. An edit doesn't take it along. */
  get attachment(): PanelAttachment | undefined {
    const isOut = this.pending.some(
      ({ attachment, refused }) => attachment === this.attached?.id && !refused,
    );
    return isOut ? undefined : this.attached;
  }

  /**
   * The files that go with the new message, those that can't be sent among them, but not those that are sent and not
   * refused. An edit doesn't take them along.
   */
  get files(): readonly PanelAttachedFile[] {
    const out = new Set(this.pending.flatMap(({ files = [], refused }) => (refused ? [] : files)));
    return this.waiting.filter(({ id }) => !out.has(id));
  }

  /** The ids of the files that can be sent, as many as one message can have. */
  get sendable(): readonly number[] {
    const ids = this.files.flatMap(({ id, problem }) => (problem === undefined ? id : []));
    return ids.slice(0, maxAttachedFiles);
  }

  /** The id of the message that is being edited. */
  get edit(): string | undefined {
    return this.edits.current?.id;
  }

  /** Whether the edit in the composer changes anything. */
  get isChanged(): boolean {
    const { current } = this.edits;
    return current !== undefined && isChanged(current);
  }

  /** Whether an edit removes all text of a message that had some. */
  get leavesNothing(): boolean {
    const { current } = this.edits;
    return current !== undefined && current.text.trim() === '' && current.original.trim() !== '';
  }

  /** Whether every outcome is known, so that the composer's content is all there is to save. */
  get settled(): boolean {
    return this.pending.length === 0;
  }

  /** @param copied whether the text's beginning was pasted, or is that of an earlier message */
  type(text: string, copied = false): void {
    if (!this.edits.type(text)) {
      if (copied) this.literal = 'copied';
      else if (this.literal === 'insisted' || text === '') this.literal = undefined;
      this.draft = text;
    }
    this.refusal = undefined;
  }

  /** Replaces the draft with the extension host's version. */
  replace(draft: string): void {
    if (!this.settled) return;
    if (draft !== this.draft) this.literal = undefined;
    this.draft = draft;
    if (this.edit === undefined) this.refusal = undefined;
  }

  /**
   * Starts over with another room's draft.
   * @returns the draft of the room before; what was typed into edits there is part of it
   */
  enter(draft: string): string {
    const edited = this.edits.keepOnly(() => false) ?? [];
    const left = joined([this.draft, ...edited]);
    this.draft = draft;
    this.reply = undefined;
    this.to = undefined;
    this.refusal = undefined;
    this.literal = undefined;
    return left;
  }

  /** Changes who gets the draft, and keeps its text. A reply goes to everyone, so it becomes none on a private line. */
  address(to: string | undefined): void {
    if (to === this.to) return;
    this.to = to;
    if (to !== undefined) this.reply = undefined;
    this.refusal = undefined;
  }

  /** Makes the draft a reply to this message. An edit in progress is set aside. */
  startReply(id: string): void {
    this.edits.setAside();
    this.to = undefined;
    this.reply = id;
  }

  /** Starts or continues editing this message. */
  startEdit(id: string, original: string): void {
    this.edits.start(id, original);
    this.refusal = undefined;
  }

  /** Cancels the edit, or else the reply; returns whether there was one. The draft stays. */
  cancel(): boolean {
    if (!this.edits.cancel()) {
      if (this.reply === undefined) return false;
      this.reply = undefined;
    }
    this.refusal = undefined;
    return true;
  }

  /**
   * Removes the text from the field to send it. Returns undefined when there is no card, no file and only
   * white space, or when an edit changes nothing.
   */
  take(): Sending | undefined {
    const { text, edit, reply, to, attachment, sendable } = this;
    const files = to === undefined ? sendable : [];
    const isBlank = text.trim() === '';
    if (edit !== undefined) {
      const done = this.leavesNothing ? undefined : this.edits.finish();
      if (!done || isBlank) return undefined;
      return this.send({ id: ++this.lastId, text, edit }, done.original);
    }
    if (isBlank && !attachment && files.length === 0) return undefined;
    const isLiteral = this.literal !== undefined;
    this.draft = '';
    this.reply = undefined;
    this.literal = undefined;
    return this.send({
      id: ++this.lastId,
      text: isBlank ? '' : text,
      ...(reply !== undefined && { reply }),
      ...(attachment && { attachment: attachment.id }),
      ...(isLiteral && { literal: true }),
      ...(files.length > 0 && { files }),
      ...(to !== undefined && { to }),
    });
  }

  /**
   * Returns the text that was sent.
   * @param ran whether it was a command: what it would have replied to still waits for a message
   */
  sent(id: number, ran = false): string | undefined {
    const sent = this.pending.find((item) => item.id === id);
    this.pending = this.pending.filter((item) => item !== sent);
    if (ran && this.to === undefined) this.reply ??= sent?.reply;
    this.restoreRefused();
    return sent?.text;
  }

  /** @param again whether the same text, sent again, goes out as a message */
  refused(id: number, reason: string, again = false): void {
    const item = this.pending.find((candidate) => candidate.id === id);
    if (!item) return;
    item.refused = true;
    this.refusal = reason;
    this.restoreRefused();
    if (again && this.draft === item.text) this.literal = 'insisted';
  }

  /**
   * Drops replies and edits whose message is gone; text typed into such an edit joins the draft. Returns
   * whether anything changed.
   */
  keepOnly(isThere: (id: string) => boolean): boolean {
    const lost = this.edits.keepOnly(isThere);
    const lostReply = this.reply !== undefined && !isThere(this.reply);
    if (lostReply) this.reply = undefined;
    if (lost) this.draft = joined([this.draft, ...lost]);
    return lost !== undefined || lostReply;
  }

  /** What the page must store itself: everything but the draft, which the extension host stores. */
  kept(): Composing | undefined {
    const { reply, edit } = this;
    const edits = this.edits.list();
    if (reply === undefined && edits.length === 0) return undefined;
    return { ...(reply !== undefined && { reply }), ...(edit !== undefined && { edit }), edits };
  }

  resume({ reply, edit, edits }: Composing): void {
    this.reply ??= reply;
    this.edits.resume(edits, edit);
  }

  private send(sending: Sending, original = ''): Sending {
    this.pending.push({ ...sending, original, refused: false });
    this.refusal = undefined;
    return sending;
  }

  /**
   * Restores refused texts once every outcome is known, so that they keep the order in which they were
   * typed.
   */
  private restoreRefused(): void {
    if (this.pending.some((item) => !item.refused)) return;
    const refused = this.pending;
    this.pending = [];
    const texts: string[] = [];
    for (const { text, edit, original, reply, to } of refused) {
      if (edit !== undefined) {
        this.edits.putBack({ id: edit, original, text });
        continue;
      }
      texts.push(text);
      // A private text that comes back keeps its recipients, whatever else has been typed meanwhile.
      if (to !== undefined) this.address(to);
      else if (this.to === undefined) this.reply ??= reply;
    }
    this.draft = joined([...texts, this.draft]);
  }
}

/** Joins texts that aren't empty, one per line. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
