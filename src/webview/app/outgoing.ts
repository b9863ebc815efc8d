/** A text on its way to the extension host. */
interface Pending {
  readonly id: number;
  readonly text: string;
  refused: boolean;
}

/**
 * The composer's text and what it has sent without an answer yet. A sent text leaves the composer at
 * once, so that one can type on; a refused one comes back in front of what was typed since. Nothing
 * typed is ever lost, and nothing is sent twice.
 */
export class Outgoing {
  text = '';
  /** Why the last text was not sent, until the person types or sends again. */
  refusal: string | undefined;
  private pending: Pending[] = [];
  private lastId = 0;

  /** Whether all that was sent is answered, so that {@link text} is all there is to keep. */
  get settled(): boolean {
    return this.pending.length === 0;
  }

  type(text: string): void {
    this.text = text;
    this.refusal = undefined;
  }

  /** The draft as another place has it. */
  replace(draft: string): void {
    if (this.settled) this.type(draft);
  }

  /** Takes the text out to be sent, unless there is nothing but white space. */
  take(): { readonly id: number; readonly text: string } | undefined {
    const { text } = this;
    if (text.trim() === '') return undefined;
    const id = ++this.lastId;
    this.pending.push({ id, text, refused: false });
    this.type('');
    return { id, text };
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

  /** Waits until every answer is there: what comes back keeps the order in which it was typed. */
  private restoreRefused(): void {
    if (this.pending.some((item) => !item.refused)) return;
    const parts = this.pending.map((item) => item.text);
    this.pending = [];
    if (this.text !== '') parts.push(this.text);
    this.text = parts.join('\n');
  }
}
