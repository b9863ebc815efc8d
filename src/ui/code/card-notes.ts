import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** What came of a card in this window, in the person's language: "moved to lines 14–16", "applied". */
export class CardNotes implements Disposable {
  private readonly notes = new Map<string, string>();
  private readonly changes = new Emitter<string>();
  /** Fires with the id of the message whose card has another note. */
  readonly onDidChange = this.changes.event;

  /** @param file index of a patch's file; absent for cards without files */
  get(messageId: string, file?: number): string | undefined {
    return this.notes.get(keyOf(messageId, file));
  }

  /** An empty note takes the former one away. */
  set(messageId: string, file: number | undefined, note: string): void {
    if (note === '') this.notes.delete(keyOf(messageId, file));
    else this.notes.set(keyOf(messageId, file), note);
    this.changes.fire(messageId);
  }

  /** Another log took this one's place. */
  clear(): void {
    this.notes.clear();
  }

  dispose(): void {
    this.changes.dispose();
  }
}

function keyOf(messageId: string, file: number | undefined): string {
  return file === undefined ? messageId : `${messageId} ${file}`;
}
