import type { KeptEdit } from '../base/host';

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
