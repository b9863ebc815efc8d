import type { Composing, KeptEdit } from '../base/host';
import type { PanelAttachment } from '../base/messages';

/** A text on its way to the extension host. */
export interface Sending {
  readonly id: number;
  readonly text: string;
  /** Id of the message it replies to. */
  readonly reply?: string;
  /** Id of the own message whose text it replaces. */
  readonly edit?: string;
  /** Id of the card that goes with it. */
  readonly attachment?: number;
}

interface Pending extends Sending {
  /** Of an edit: the text it replaces. */
  readonly original: string;
  refused: boolean;
}

/**
 * What stands in the composer and what it has sent and not heard of since. A sent text leaves the
 * composer at once, so that one can type on; a refused one comes back in front of what was typed
 * since, and with the message it was for. Nothing typed is ever lost, and nothing is sent twice.
 */
export class Outgoing {
  /** The new message; waits while another one is edited. */
  draft = '';
  /** Id of the message that the draft replies to. */
  reply: string | undefined;
  /** The card that goes with the draft, as the extension host has it. */
  attached: PanelAttachment | undefined;
  /** Why the last text was not sent, until the person types or sends again. */
  refusal: string | undefined;
  private readonly edits = new Edits();
  private pending: Pending[] = [];
  private lastId = 0;

  /** What stands in the field. */
  get text(): string {
    return this.edits.current?.text ?? this.draft;
  }

  /** What goes out with what stands in the field. One that was sent is gone unless it is refused. */
  get attachment(): PanelAttachment | undefined {
    const isOut = this.pending.some(
      ({ attachment, refused }) => attachment === this.attached?.id && !refused,
    );
    return this.edit === undefined && !isOut ? this.attached : undefined;
  }

  /** Id of the message that is being edited. */
  get edit(): string | undefined {
    return this.edits.current?.id;
  }

  /** Whether an edit takes all of a message's text away; one that had none does not. */
  get leavesNothing(): boolean {
    const { current } = this.edits;
    return current !== undefined && current.text.trim() === '' && current.original.trim() !== '';
  }

  /** Whether the outcome of all that was sent is known, so that what stands here is all there is to keep. */
  get settled(): boolean {
    return this.pending.length === 0;
  }

  type(text: string): void {
    if (!this.edits.type(text)) this.draft = text;
    this.refusal = undefined;
  }

  /** The draft as another place has it. */
  replace(draft: string): void {
    if (!this.settled) return;
    this.draft = draft;
    if (this.edit === undefined) this.refusal = undefined;
  }

  /** From now on the draft replies to this message. An edit that was begun waits for its message. */
  startReply(id: string): void {
    this.edits.setAside();
    this.reply = id;
  }

  /** From now on the field holds the text of this message. An edit that was begun goes on. */
  startEdit(id: string, original: string): void {
    this.edits.start(id, original);
    this.refusal = undefined;
  }

  /** Gives up the edit, or else the reply; says whether there was one. The draft stays. */
  cancel(): boolean {
    if (!this.edits.cancel()) {
      if (this.reply === undefined) return false;
      this.reply = undefined;
    }
    this.refusal = undefined;
    return true;
  }

  /**
   * Takes the text out to be sent, unless there is nothing but white space and no card; an edit that
   * changes nothing is over without being sent.
   */
  take(): Sending | undefined {
    const { text, edit, reply, attachment } = this;
    const isBlank = text.trim() === '';
    if (edit !== undefined) {
      const done = this.leavesNothing ? undefined : this.edits.finish();
      if (!done || isBlank) return undefined;
      return this.send({ id: ++this.lastId, text, edit }, done.original);
    }
    if (isBlank && !attachment) return undefined;
    this.draft = '';
    this.reply = undefined;
    return this.send({
      id: ++this.lastId,
      text: isBlank ? '' : text,
      ...(reply !== undefined && { reply }),
      ...(attachment && { attachment: attachment.id }),
    });
  }

  sent(id: number): void {
    this.pending = this.pending.filter((item) => item.id !== id);
    this.restoreRefused();
  }

  refused(id: number, reason: string): void {
    const item = this.pending.find((candidate) => candidate.id === id);
    if (!item) return;
    item.refused = true;
    this.refusal = reason;
    this.restoreRefused();
  }

  /**
   * Lets go of replies and edits whose message is gone; what was typed into an edit joins the draft.
   * Says whether something changed.
   */
  keepOnly(isThere: (id: string) => boolean): boolean {
    const lost = this.edits.keepOnly(isThere);
    const lostReply = this.reply !== undefined && !isThere(this.reply);
    if (lostReply) this.reply = undefined;
    if (lost) this.draft = joined([this.draft, ...lost]);
    return lost !== undefined || lostReply;
  }

  /** What the page has to remember by itself: all but the draft, which the extension host keeps. */
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

  /** Waits until the outcome of every text is known: what comes back keeps the order in which it was typed. */
  private restoreRefused(): void {
    if (this.pending.some((item) => !item.refused)) return;
    const refused = this.pending;
    this.pending = [];
    const texts: string[] = [];
    for (const { text, edit, original, reply } of refused) {
      if (edit !== undefined) {
        this.edits.putBack({ id: edit, original, text });
        continue;
      }
      texts.push(text);
      this.reply ??= reply;
    }
    this.draft = joined([...texts, this.draft]);
  }
}

/** What stands in one field from now on. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

/**
 * The own messages whose text is being changed, one of them in the composer. Those that were left for
 * something else wait with what was typed until their message is edited again.
 */
export class Edits {
  /** What stands in the composer. */
  current: KeptEdit | undefined;
  private readonly begun = new Map<string, KeptEdit>();

  /** Goes on with the edit of this message, or begins one. */
  start(id: string, original: string): void {
    if (this.current?.id === id) return;
    this.setAside();
    this.current = this.begun.get(id) ?? { id, original, text: original };
    this.begun.set(id, this.current);
  }

  /** Says whether there is an edit to type into. */
  type(text: string): boolean {
    if (!this.current) return false;
    this.current = { ...this.current, text };
    this.begun.set(this.current.id, this.current);
    return true;
  }

  /** Takes it out of the composer; one in which nothing was changed is over. */
  setAside(): void {
    const { current } = this;
    if (current && !isChanged(current)) this.begun.delete(current.id);
    this.current = undefined;
  }

  /** The person gives up what they typed. Says whether there was something. */
  cancel(): boolean {
    const { current } = this;
    if (current) this.begun.delete(current.id);
    this.current = undefined;
    return current !== undefined;
  }

  /** The edit is done: returns it if it changes anything. */
  finish(): KeptEdit | undefined {
    const { current } = this;
    this.cancel();
    return current && isChanged(current) ? current : undefined;
  }

  /** One that was refused: it is in the composer again, unless another edit is there. */
  putBack(refused: KeptEdit): void {
    const { id } = refused;
    const since = this.begun.get(id);
    const edit =
      since && isChanged(since) ? { ...refused, text: `${refused.text}\n${since.text}` } : refused;
    this.begun.set(id, edit);
    if (!this.current || this.current.id === id) this.current = edit;
  }

  /** Forgets the edits of messages that are gone; returns what was typed into them, if any were. */
  keepOnly(isThere: (id: string) => boolean): readonly string[] | undefined {
    const gone = this.list().filter(({ id }) => !isThere(id));
    if (gone.length === 0) return undefined;
    for (const { id } of gone) this.begun.delete(id);
    if (this.current && !this.begun.has(this.current.id)) this.current = undefined;
    return gone.filter(isChanged).map(({ text }) => text);
  }

  list(): readonly KeptEdit[] {
    return [...this.begun.values()];
  }

  /** As another page of this panel left them; what is here already is newer. */
  resume(edits: readonly KeptEdit[], current: string | undefined): void {
    for (const edit of edits) if (!this.begun.has(edit.id)) this.begun.set(edit.id, edit);
    this.current ??= current === undefined ? undefined : this.begun.get(current);
  }
}

function isChanged({ text, original }: KeptEdit): boolean {
  return text !== original;
}
