import { Names, type Reading, Readings } from '../../../text/mentions';
import type {
  PanelMessage,
  PanelSnapshot,
  PanelStatus,
  PanelStrings,
  PlacedMessage,
  ToPanel,
} from '../base/messages';
import { MessageLog } from './message-log';

/** What the page shows, kept up to date by what the extension host says. Knows no DOM. */
export class PanelStore {
  log = new MessageLog(0);
  /** Counts up with every change of the log. */
  logVersion = 0;
  /** Counts up with every snapshot. */
  snapshots = 0;
  status: PanelStatus | undefined;
  strings: PanelStrings | undefined;
  language = 'en';
  windowFocused = false;
  /** How the room's texts are read; another object only when they have to be read anew. */
  reading: Reading = { plain: true, names: new Names([]) };
  private readonly readings = new Readings();
  /** The message above which the line "new messages" stands. */
  divider: string | undefined;
  private news: PanelMessage[] = [];

  /**
   * `attentive`: the person looks at the newest message right now. What arrives then is not news to
   * them, and gets no line even though it counts as unseen until the extension host hears of it.
   */
  apply(message: ToPanel, attentive: boolean): void {
    switch (message.type) {
      case 'snapshot':
        this.replace(message.snapshot);
        return;
      case 'status':
        this.setStatus(message.status);
        if (!attentive) this.divider = message.status.firstUnread ?? this.divider;
        return;
      case 'messages':
        for (const item of message.messages) this.take(item);
        this.log.trim();
        this.logVersion++;
        return;
      case 'focus':
        this.windowFocused = message.focused;
        return;
      default:
        return;
    }
  }

  /** What others said, and what happened, since this was asked last; no history and no changes. */
  takeNews(): readonly PanelMessage[] {
    const { news } = this;
    this.news = [];
    return news;
  }

  /** How many messages of others stand below the line "new messages". */
  get unread(): number {
    const from = this.divider === undefined ? undefined : this.log.ordinalOf(this.divider);
    if (from === undefined) return 0;
    return this.log.from(from).filter(isOthers).length;
  }

  /** Nothing to show but an invitation to start. */
  get welcomes(): boolean {
    return this.status?.connection === 'offline' && this.log.newest === undefined;
  }

  private setStatus(status: PanelStatus): void {
    this.status = status;
    this.reading = this.readings.for(status);
  }

  private take(item: PlacedMessage): void {
    const isNew = this.log.ordinalOf(item.id) === undefined;
    this.log.put(item, item.before);
    if (!isNew) return;
    // Whoever answers has read what was new.
    if (item.kind === 'message' && item.own) this.divider = undefined;
    else this.news.push(item);
  }

  private replace(snapshot: PanelSnapshot): void {
    this.log = new MessageLog(snapshot.messageLimit);
    for (const item of snapshot.messages) this.log.put(item);
    this.log.trim();
    this.logVersion++;
    this.snapshots++;
    this.news = [];
    this.setStatus(snapshot.status);
    this.strings = snapshot.strings;
    this.language = snapshot.language;
    this.divider = snapshot.status.firstUnread;
  }
}

function isOthers(message: PanelMessage): boolean {
  return message.kind === 'message' && !message.own && !message.deleted;
}
