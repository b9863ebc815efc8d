import type { Applied } from '../../protocol/frames';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** Notes about cards in this window, in the display language: "moved to lines 14–16", "applied". */
export class CardNotes implements Disposable {
  private readonly notes = new Map<string, string>();
  private readonly applied = new Map<string, Applied | 'nothing'>();
  private readonly changes = new Emitter<string>();
  /** Fires with the id of a message whose card's note has changed. */
  readonly onDidChange = this.changes.event;

  /**
   * The note on a message's card; undefined when there is none.
   * @param file index of a patch's file; absent for cards without files
   */
  get(messageId: string, file?: number): string | undefined {
    return this.notes.get(keyOf(messageId, file));
  }

  /** Sets a note; an empty one removes it. */
  set(messageId: string, file: number | undefined, note: string): void {
    if (note === '') this.notes.delete(keyOf(messageId, file));
    else this.notes.set(keyOf(messageId, file), note);
    this.changes.fire(messageId);
  }

  /** How much of a message's patch is applied here, if the room doesn't know that yet. */
  appliedOf(messageId: string): Applied | 'nothing' | undefined {
    return this.applied.get(messageId);
  }

  /** The messages for which {@link appliedOf} returns something. */
  get unreported(): ReadonlyMap<string, Applied | 'nothing'> {
    return this.applied;
  }

  /** @param applied undefined when the room knows */
  setApplied(messageId: string, applied: Applied | 'nothing' | undefined): void {
    if (applied) this.applied.set(messageId, applied);
    else this.applied.delete(messageId);
    this.changes.fire(messageId);
  }

  /** Removes all notes, because the log was replaced. */
  clear(): void {
    this.notes.clear();
    this.applied.clear();
  }

  dispose(): void {
    this.changes.dispose();
  }
}

function keyOf(messageId: string, file: number | undefined): string {
  return file === undefined ? messageId : `${messageId} ${file}`;
}
