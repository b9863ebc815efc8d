import type { SavedEdit } from '../base/host';

/**
 * The own messages that are being edited, one of them in the composer. An edit that was set aside keeps its
 * text until the message is edited again.
 */
export class Edits {
  /** The edit in the composer. */
  current: SavedEdit | undefined;
  private readonly begun = new Map<string, SavedEdit>();

  /** Continues the edit of this message, or starts one. */
  start(id: string, original: string): void {
    if (this.current?.id === id) return;
    this.setAside();
    this.current = this.begun.get(id) ?? { id, original, text: original };
    this.begun.set(id, this.current);
  }

  /** Changes the current edit's text; returns whether there is one. */
  type(text: string): boolean {
    if (!this.current) return false;
    this.current = { ...this.current, text };
    this.begun.set(this.current.id, this.current);
    return true;
  }

  /** Removes the edit from the composer; drops it when it changes nothing. */
  setAside(): void {
    const { current } = this;
    if (current && !isChanged(current)) this.begun.delete(current.id);
    this.current = undefined;
  }

  /** Drops the current edit; returns whether there was one. */
  cancel(): boolean {
    const { current } = this;
    if (current) this.begun.delete(current.id);
    this.current = undefined;
    return current !== undefined;
  }

  /** Ends the current edit; returns it if it changes anything. */
  finish(): SavedEdit | undefined {
    const { current } = this;
    this.cancel();
    return current && isChanged(current) ? current : undefined;
  }

  /** Restores a refused edit, and shows it unless another edit is in the composer. */
  putBack(refused: SavedEdit): void {
    const { id } = refused;
    const since = this.begun.get(id);
    const edit =
      since && isChanged(since) ? { ...refused, text: `${refused.text}\n${since.text}` } : refused;
    this.begun.set(id, edit);
    if (!this.current || this.current.id === id) this.current = edit;
  }

  /**
   * Drops the edits of messages that are gone; returns the texts typed into them, or undefined if there
   * were none.
   */
  keepOnly(isThere: (id: string) => boolean): readonly string[] | undefined {
    const gone = this.list().filter(({ id }) => !isThere(id));
    if (gone.length === 0) return undefined;
    for (const { id } of gone) this.begun.delete(id);
    if (this.current && !this.begun.has(this.current.id)) this.current = undefined;
    return gone.filter(isChanged).map(({ text }) => text);
  }

  list(): readonly SavedEdit[] {
    return [...this.begun.values()];
  }

  /** Restores edits from an earlier page of this panel; edits that already exist here are newer. */
  resume(edits: readonly SavedEdit[], current: string | undefined): void {
    for (const edit of edits) if (!this.begun.has(edit.id)) this.begun.set(edit.id, edit);
    this.current ??= current === undefined ? undefined : this.begun.get(current);
  }
}

/** Whether the edit changes anything. */
export function isChanged({ text, original }: SavedEdit): boolean {
  return text !== original;
}
