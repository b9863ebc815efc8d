/**
 * Walks through what was sent before, as the history of a shell does. What the user changes on the way
 * stays where they changed it, until they send something; the draft comes back then.
 */
export class Recall {
  /** The earlier texts, newest first, as they were when the walk began. */
  private texts: readonly string[] = [];
  /** The place in `texts`; −1 is the draft. */
  private at = -1;
  /** What the user made of the draft and of earlier texts, by place. */
  private readonly changed = new Map<number, string>();

  /** Whether the field holds an earlier text. */
  get active(): boolean {
    return this.at >= 0;
  }

  /** Whether the field holds an earlier text as it was sent. */
  isUnchanged(text: string): boolean {
    return this.active && this.texts[this.at] === text;
  }

  /**
   * The text before the one in the field; undefined at the oldest.
   * @param texts the earlier texts, newest first, for a walk that begins now
   */
  older(text: string, texts: readonly string[]): string | undefined {
    if (!this.active) this.texts = texts;
    return this.at + 1 < this.texts.length ? this.go(text, this.at + 1) : undefined;
  }

  /** The text after the one in the field, or else the draft; undefined when the field holds that. */
  newer(text: string): string | undefined {
    return this.active ? this.go(text, this.at - 1) : undefined;
  }

  /** What to store in case the page closes now: the draft, and an earlier text if the user changed it. */
  kept(text: string): string {
    if (!this.active) return text;
    const draft = this.changed.get(-1) ?? '';
    if (this.isUnchanged(text)) return draft;
    return draft === '' ? text : `${draft}\n${text}`;
  }

  /** Ends the walk. Returns the draft that waited for its end; empty when there was none. */
  end(): string {
    const draft = this.active ? (this.changed.get(-1) ?? '') : '';
    this.at = -1;
    this.texts = [];
    this.changed.clear();
    return draft;
  }

  private go(text: string, to: number): string {
    this.changed.set(this.at, text);
    this.at = to;
    const next = this.changed.get(to) ?? this.texts[to] ?? '';
    if (to < 0) this.end();
    return next;
  }
}
