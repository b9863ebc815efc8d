import type { Applied } from '../../protocol/frames';
import { MessageError } from '../../room/message-error';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Event } from '../../util/event';
import type { CardNotes } from '../code/card-notes';

export interface AppliedReporterDeps {
  readonly notes: Pick<CardNotes, 'setApplied' | 'unreported'>;
  /**
   * Reports to the patch's author how much of it is applied here; undefined: nothing any more.
   * @throws {MessageError} when it can't be reported now
   */
  reportApplied(messageId: string, applied: Applied | undefined): void;
  /** Fires when the room has changed, so that what couldn't be reported may be now. */
  readonly onDidChangeState: Event<unknown>;
}

/**
 * Reports to the authors of patches how much of them is applied here. While the room is away, only the card
 * says it.
 */
export class AppliedReporter implements Disposable {
  private readonly store = new DisposableStore();

  constructor(private readonly deps: AppliedReporterDeps) {
    this.store.add(deps.onDidChangeState(() => this.reportLate()));
  }

  /** @param applied undefined when nothing of the patch is applied any more */
  report(messageId: string, applied: Applied | undefined): void {
    const isReported = this.tryToReport(messageId, applied);
    // Once reported, the message itself shows it. The files are changed in either case.
    this.deps.notes.setApplied(messageId, isReported ? undefined : (applied ?? 'nothing'));
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Reports what couldn't be reported while the room was away. */
  private reportLate(): void {
    const { notes } = this.deps;
    for (const [messageId, applied] of [...notes.unreported]) {
      const isReported = this.tryToReport(messageId, applied === 'nothing' ? undefined : applied);
      if (isReported) notes.setApplied(messageId, undefined);
    }
  }

  /** Returns whether it could be reported; it can't while the room is away. */
  private tryToReport(messageId: string, applied: Applied | undefined): boolean {
    try {
      this.deps.reportApplied(messageId, applied);
      return true;
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return false;
    }
  }
}
