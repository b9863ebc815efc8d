import { host } from '../base/host';
import { findSaid, lastEditable, type MessageLog, type Said } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import type { ComposerTarget } from './composer-view';
import type { Outgoing } from './outgoing';

/**
 * Tracks the messages that the composer replies to and edits while they exist, across reloads of the page.
 */
export class ComposerTargets {
  private log: MessageLog | undefined;
  private canAct = false;
  private resumed = false;

  constructor(private readonly outgoing: Outgoing) {}

  /**
   * Updates to the current state of the room.
   * @param composing whether an input method is composing; if so, the field keeps its text unless the room
   *   is another one
   * @returns whether a reply or edit has lost its message
   */
  take({ log, status }: PanelStore, composing: boolean): boolean {
    const before = this.log;
    this.log = log;
    this.canAct = status?.canAct ?? false;
    const isOther = before !== undefined && before !== log;
    const wasLost =
      isOther && this.outgoing.keepOnly((id) => log.agrees(before, id) && this.has(id));
    return (!composing && this.keepToLog()) || wasLost;
  }

  /** The message that the composer replies to or edits. */
  get target(): ComposerTarget | undefined {
    const { edit, reply } = this.outgoing;
    const message = this.find(edit ?? reply);
    return message && { kind: edit === undefined ? 'reply' : 'edit', message };
  }

  /** The latest own message that can be edited; undefined when there is none. */
  get last(): Said | undefined {
    return this.canAct && this.log ? lastEditable(this.log) : undefined;
  }

  /** Stores the state for the next page. */
  remember(): void {
    const composing = this.outgoing.kept();
    if (composing || host.remembered().composing) host.remember({ composing });
  }

  /** Drops replies and edits whose message is gone. Waits for the log's first message before deciding. */
  private keepToLog(): boolean {
    if (!this.resumed) {
      if (!this.log?.newest) return false;
      this.resumed = true;
      const { composing } = host.remembered();
      if (composing) this.outgoing.resume(composing);
    }
    return this.outgoing.keepOnly((id) => this.has(id));
  }

  private has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  private find(id: string | undefined): Said | undefined {
    return this.log && id !== undefined ? findSaid(this.log, id) : undefined;
  }
}
