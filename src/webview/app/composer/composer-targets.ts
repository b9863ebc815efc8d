import { host } from '../base/host';
import { findSaid, lastEditable, type MessageLog, type Said } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import type { ComposerAbout } from './composer-view';
import type { Outgoing } from './outgoing';

/** The messages that the composer replies to and edits: as long as they are there, and over a reload. */
export class ComposerTargets {
  private log: MessageLog | undefined;
  private canAct = false;
  private resumed = false;

  constructor(private readonly outgoing: Outgoing) {}

  /**
   * Takes the room as it is now; says whether something that stood here has lost its message.
   * `composing`: what stands in the field stays for now, unless the room is another one.
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

  /** What stands in the composer is about. */
  get about(): ComposerAbout | undefined {
    const { edit, reply } = this.outgoing;
    const message = this.find(edit ?? reply);
    return message && { kind: edit === undefined ? 'reply' : 'edit', message };
  }

  /** The last own message, where it can be edited. */
  get last(): Said | undefined {
    return this.canAct && this.log ? lastEditable(this.log) : undefined;
  }

  /** For the next page, in place of this one. */
  remember(): void {
    const composing = this.outgoing.kept();
    if (composing || host.remembered().composing) host.remember({ composing });
  }

  /** Replies and edits end with their message. Before there is a log, nothing is known of it. */
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
