import { MentionNames, type ReadOptions, ReadOptionsCache } from '../../../text/mentions';
import type {
  PanelMessage,
  PanelSentFile,
  PanelSnapshot,
  PanelStatus,
  PanelStrings,
  PlacedMessage,
  StatusUpdate,
  ToPanel,
} from '../base/messages';
import { isPinned, MessageLog, type PinnedMessage } from './message-log';

/** The state that the page shows, updated by the extension host's messages. Doesn't use the DOM. */
export class PanelStore {
  log = new MessageLog(0);
  /** Increases with every change of the log. */
  logVersion = 0;
  /** Increases with every snapshot. */
  snapshots = 0;
  status: PanelStatus | undefined;
  /** The user's own files on their way. */
  sending: readonly PanelSentFile[] = [];
  strings: PanelStrings | undefined;
  language = 'en';
  windowFocused = false;
  /** How to read the room's texts; replaced only when they must be parsed again. */
  reading: ReadOptions = { plain: true, names: new MentionNames([]) };
  private readonly readings = new ReadOptionsCache();
  /** The message below the "new messages" divider. */
  divider: string | undefined;
  private news: PanelMessage[] = [];
  private newPins: PinnedMessage[] = [];

  /**
   * Applies a message from the extension host.
   * @param attentive whether the user is looking at the newest message. If so, new messages get no
   *   divider, although they count as unseen until the extension host learns that they were seen.
   */
  apply(message: ToPanel, attentive: boolean): void {
    switch (message.type) {
      case 'snapshot':
        this.replace(message.snapshot);
        return;
      case 'status':
        this.setStatus(this.updated(message.status));
        if (!attentive) this.divider = message.status.firstUnread ?? this.divider;
        return;
      case 'messages':
        for (const item of message.messages) this.take(item);
        this.log.trim();
        this.logVersion++;
        return;
      case 'files':
        this.sending = message.files.sending;
        return;
      case 'focus':
        this.windowFocused = message.focused;
        return;
      default:
        return;
    }
  }

  /**
   * Returns and clears the messages and events that arrived since the last call, without history and
   * changes.
   */
  takeNewMessages(): readonly PanelMessage[] {
    const { news } = this;
    this.news = [];
    return news;
  }

  /** Returns and clears the messages that were pinned since the last call, by whomever. */
  takeNewPins(): readonly PinnedMessage[] {
    const { newPins } = this;
    this.newPins = [];
    return newPins;
  }

  /** The number of other people's messages below the "new messages" divider. */
  get unread(): number {
    const from = this.divider === undefined ? undefined : this.log.ordinalOf(this.divider);
    if (from === undefined) return 0;
    return this.log.from(from).filter(isOthers).length;
  }

  /** Whether to show the welcome page: outside a room, with an empty log. */
  get showsWelcome(): boolean {
    return this.status?.connection === 'offline' && this.log.newest === undefined;
  }

  private updated({ changed, ...update }: StatusUpdate): PanelStatus {
    const { members = [] } = this.status ?? {};
    if (!changed) return { members, ...update };
    const byId = new Map(changed.map((member) => [member.id, member]));
    return { ...update, members: members.map((member) => byId.get(member.id) ?? member) };
  }

  private setStatus(status: PanelStatus): void {
    this.status = status;
    this.reading = this.readings.for(status);
  }

  private take(item: PlacedMessage): void {
    const known = this.log.get(item.id);
    const isNew = known === undefined;
    this.log.put(item, item.before);
    // An edited message keeps its pin.
    const lastOrder = known && isPinned(known) ? known.pinned.order : undefined;
    if (isPinned(item) && item.pinned.order !== lastOrder) this.newPins.push(item);
    if (!isNew) return;
    // Writing a message means having read the new ones.
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
    this.newPins = [];
    this.sending = snapshot.files.sending;
    this.setStatus(snapshot.status);
    this.strings = snapshot.strings;
    this.language = snapshot.language;
    this.divider = snapshot.status.firstUnread;
  }
}

function isOthers(message: PanelMessage): boolean {
  return message.kind === 'message' && !message.own && !message.deleted;
}
