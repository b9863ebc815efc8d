import { host } from '../base/host';
import type { ToPanel } from '../base/messages';
import type { ComposerTargets } from './composer-targets';
import type { EarlierMessages } from './earlier-messages';
import type { Outgoing } from './outgoing';

/**
 * Keeps the composer's content in step with the extension host, which stores a draft for each room, and knows the card
 * and the files that go with it.
 */
export class DraftSync {
  /** The id of the room's draft, as the extension host numbers them. */
  private room = 0;

  /** @param isComposing whether an input method is composing, which must keep the text in the field */
  constructor(
    private readonly outgoing: Outgoing,
    private readonly targets: ComposerTargets,
    private readonly earlier: EarlierMessages,
    private readonly isComposing: () => boolean,
  ) {}

  /** The id of the room's draft; what is sent from the composer belongs to that room. */
  get of(): number {
    return this.room;
  }

  /** @param first whether this page has just loaded */
  apply(message: ToPanel, first: boolean): void {
    switch (message.type) {
      case 'snapshot': {
        const { draft, draftOf, draftTo, attachment } = message.snapshot;
        if (first) {
          this.room = draftOf;
          this.outgoing.replace(draft);
          this.outgoing.address(draftTo);
        }
        // Later snapshots may be older than the text in the field.
        if (this.enter(draft, draftOf)) this.outgoing.address(draftTo);
        this.outgoing.attached = attachment;
        this.outgoing.waiting = message.snapshot.files.waiting;
        return;
      }
      case 'files':
        this.outgoing.waiting = message.files.waiting;
        return;
      case 'fileRefusal':
        this.outgoing.refusal = message.reason;
        return;
      case 'attachment':
        this.outgoing.attached = message.attachment;
        return;
      case 'draft': {
        const isOther = this.enter(message.draft, message.of);
        this.outgoing.address(message.to);
        if (isOther || this.isComposing()) return;
        this.earlier.end();
        this.outgoing.replace(message.draft);
        return;
      }
      default:
        return;
    }
  }

  /** Changes who gets the message; the text stays. */
  address(to: string | undefined): void {
    this.outgoing.address(to);
    host.post({ type: 'recipient', of: this.room, ...(to !== undefined && { to }) });
    this.targets.remember();
  }

  /**
   * Saves the composer's content. Call this on every key press, because the page may be gone with the next one, and
   * messages posted while it unloads are lost.
   */
  keep(): void {
    // Until every outcome is known, a refused text may still return to the draft.
    if (!this.outgoing.settled) return;
    const draft = this.earlier.kept(this.outgoing.draft);
    host.post({ type: 'draft', draft, of: this.room });
    this.targets.remember();
  }

  /** Changes to the draft of another room; what was typed in the one before stays its draft. Returns whether it did. */
  private enter(draft: string, of: number): boolean {
    if (of === this.room) return false;
    const { draft: before } = this.outgoing;
    const left = this.earlier.kept(this.outgoing.enter(draft));
    if (left !== before) host.post({ type: 'draft', draft: left, of: this.room });
    this.earlier.end();
    this.room = of;
    this.targets.remember();
    return true;
  }
}
