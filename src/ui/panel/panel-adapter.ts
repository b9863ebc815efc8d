import type { LogEntry } from '../../room/log/log-entry';
import { type LogChange, logLimit } from '../../room/log/room-log';
import type { InvitedRoom, SessionState } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session, ShownLog } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Unseen, unseenText } from '../../strings/message-text';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { ButtonCommand } from '../../webview/from-panel';
import type { CodeColors, PanelSnapshot, PlacedMessage } from '../../webview/messages';
import type { FilesModel, PanelBadge, PanelModel, PanelSurface } from '../../webview/panel-model';
import type { CardNotes } from '../code/card-notes';
import type { OutgoingFiles } from '../files/outgoing-files';
import type { ReceivedFiles } from '../files/received-files';
import type { Nicknames } from '../rooms/nicknames';
import { roomKey, shownRoomKey } from '../rooms/room-key';
import { CurrentStatus, type CurrentStatusDeps } from './current-status';
import { PanelDraft } from './draft';
import type { LinkedMessages } from './linked-messages';
import type { MessageRequestHandler } from './message-request-handler';
import { MessageWording } from './message-wording';
import { PanelRouter } from './panel-router';
import { panelStrings } from './panel-strings';
import type { PrivateLinesModel } from './private-lines';
import type { SlashCommands } from './slash-commands';
import { Unread } from './unread';

/** The part of a session that the panel uses. */
export type ShownSession = Pick<
  Session,
  'state' | 'firstPin' | 'entries' | 'newest' | 'entry' | 'onDidChangeState' | 'onDidChangeLog'
> & {
  readonly messages: Pick<MessageActions, 'say' | 'edit'>;
  readonly invited?: Pick<InvitedRoom, 'typing' | 'historyEnd'> | undefined;
  readonly shownLog?: ShownLog | undefined;
};

export interface PanelAdapterDeps extends CurrentStatusDeps {
  readonly session: ShownSession;
  readonly theme: { readonly colors: CodeColors; readonly onDidChange: Event<void> };
  readonly notes: CardNotes;
  readonly files: FilesModel & Pick<OutgoingFiles, 'send' | 'refusal'>;
  readonly received: Pick<ReceivedFiles, 'stateOf' | 'onDidChange'>;
  /** The user's bookmarks. `onDidChange` fires with a message's id; with an empty one, any may have changed. */
  readonly bookmarks: {
    has(entry: LogEntry): boolean;
    readonly onDidChange: Event<string>;
  };
  readonly linked: Pick<LinkedMessages, 'of' | 'idsIn' | 'onDidChange'>;
  readonly requests: Pick<MessageRequestHandler, 'handle'>;
  readonly slash: Pick<SlashCommands, 'run' | 'available'>;
  readonly nicknames: Pick<Nicknames, 'shown' | 'onDidChange'>;
  /** The private lines of a class. */
  readonly lines: PrivateLinesModel;
  run(command: ButtonCommand): void;
  /** Shows a panel; with `keepFocus`, the focus stays where it is. */
  show(keepFocus: boolean): void;
}

/** A new log entry: a message from someone else, or a line about the room. */
export interface AddedEntry {
  readonly entry: LogEntry;
  /** Whether it mentions the user or replies to them. */
  readonly mention: boolean;
}

/** The room as the panel shows it: the session's state and log in words, and what is unread. */
export class PanelAdapter implements PanelModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly messageChanges = this.store.add(new Emitter<PlacedMessage>());
  private readonly resets = this.store.add(new Emitter<void>());
  private readonly badgeChanges = this.store.add(new Emitter<void>());
  private readonly newEntries = this.store.add(new Emitter<AddedEntry>());
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeBadge = this.badgeChanges.event;
  private readonly chimes = this.store.add(new Emitter<PanelSurface>());
  readonly onDidChime = this.chimes.event;
  /** Fires with each new message from someone else, and each new line about the room. */
  readonly onDidAddEntry = this.newEntries.event;

  readonly status: CurrentStatus;
  readonly draft: PanelDraft;
  readonly files: PanelAdapterDeps['files'];
  readonly surfaces: PanelRouter;
  readonly theme: PanelAdapterDeps['theme'];
  readonly requests: PanelAdapterDeps['requests'];
  private readonly unread = new Unread();
  private readonly wording: MessageWording;
  private wasOffline: boolean;

  constructor(private readonly deps: PanelAdapterDeps) {
    const { session, clock, theme, notes, linked, bookmarks, files, received, requests } = deps;
    const { slash, nicknames, lines, t } = deps;
    this.draft = this.store.add(new PanelDraft(session, slash, files, lines, t));
    this.files = files;
    this.surfaces = this.store.add(new PanelRouter(clock, (keepFocus) => deps.show(keepFocus)));
    this.theme = theme;
    this.requests = requests;
    this.wording = new MessageWording(deps);
    this.status = this.store.add(new CurrentStatus(deps, this.wording, this.unread));
    this.wasOffline = isOffline(session.state);
    // The draft belongs to the chat that a reload has kept.
    this.draft.enter(shownRoomKey(session));
    this.draft.enter(roomKey(session));
    this.startLog();
    this.store.add(session.onDidChangeLog((change) => this.applyLogChange(change)));
    this.store.add(session.onDidChangeState((state) => this.applyState(state)));
    // Everything that names someone reads differently.
    this.store.add(
      nicknames.onDidChange(() => {
        this.status.changed();
        this.resets.fire();
      }),
    );
    this.store.add(linked.onDidChange(() => this.resets.fire()));
    this.store.add(notes.onDidChange((id) => this.show([session.entry(id)])));
    this.store.add(received.onDidChange((id) => this.show([session.entry(id)])));
    this.store.add(files.onDidChange(() => this.status.filesChanged()));
    // It shows what was said on the line that the draft goes to.
    this.store.add(this.draft.onDidChangeTo(() => this.status.changed()));
    this.store.add(bookmarks.onDidChange((id) => this.showBookmark(id)));
  }

  /** How many messages from others the user hasn't seen, and how many of them mention the user. */
  get unseen(): Unseen {
    const { count, mentions } = this.unread;
    return { count, mentions };
  }

  /** Number of the last entry before the first unseen message; undefined when there is none. */
  get lastSeen(): number | undefined {
    return this.unread.lastSeen(this.deps.session.entries);
  }

  /** Marks the messages from others after entry number `lastSeen` as unseen, as they were in an earlier window. */
  restoreUnread(lastSeen: number): void {
    const isNew = ({ seq }: LogEntry) => seq !== undefined && seq > lastSeen;
    this.unread.reset(this.deps.session.entries, isNew, (entry) => this.wording.isMention(entry));
    this.unreadChanged();
  }

  snapshot(): PanelSnapshot {
    const { session, language, t } = this.deps;
    const { attachment, text, of, to } = this.draft;
    return {
      status: this.status.read(),
      messages: session.entries.map((entry) => this.wording.panelMessage(entry)),
      draft: text,
      draftOf: of,
      ...(to !== undefined && { draftTo: to }),
      ...(attachment && { attachment }),
      files: this.files.shown,
      strings: panelStrings(t),
      language,
      messageLimit: logLimit,
    };
  }

  badge(): PanelBadge | undefined {
    const { count } = this.unread;
    if (count === 0) return undefined;
    return { value: count, tooltip: unseenText(this.unseen, this.deps.t) };
  }

  /** Plays a sound in a page that is visible; a hidden one doesn't exist. */
  chime(): void {
    const { last } = this.surfaces;
    if (last) this.chimes.fire(last);
  }

  run(command: ButtonCommand): void {
    this.deps.run(command);
  }

  typing(): void {
    this.deps.session.invited?.typing();
  }

  seen(messageId: string): void {
    if (this.unread.count === 0) return;
    if (this.unread.seen(messageId, this.deps.session.newest?.id)) this.unreadChanged();
  }

  dispose(): void {
    this.store.dispose();
  }

  private applyLogChange(change: LogChange): void {
    if (change.type === 'removed') {
      this.resets.fire();
      return;
    }
    if (change.type === 'reset') {
      if (!change.isSameRoom) this.deps.notes.clear();
      this.startLog(change.isSameRoom);
      this.resets.fire();
      this.badgeChanges.fire();
      this.status.changed();
      return;
    }
    const { entry, before } = change;
    const { ownNames } = this.wording;
    const replies = this.wording.update(entry);
    if (this.wording.ownNames.length > ownNames.length) this.status.changed();
    const message = this.wording.panelMessage(entry);
    this.messageChanges.fire(before === undefined ? message : { ...message, before });
    this.show(replies);
    const mention = message.kind === 'message' && message.mention === true;
    const { historyEnd = 0 } = this.deps.session.invited ?? {};
    if (entry.seq !== undefined && entry.seq <= historyEnd) {
      this.unread.pass(entry);
      return;
    }
    const isNew = this.unread.add(entry, mention);
    if (isNew || this.unread.amend(entry, mention)) this.unreadChanged();
    if (isNew || entry.kind === 'system') this.newEntries.fire({ entry, mention });
  }

  private applyState(state: SessionState): void {
    this.wording.updateMembers(state);
    const offline = isOffline(state);
    if (offline && !this.wasOffline) this.show(this.wording.giveUp());
    else if (!offline && isInvited(state.room)) this.show(this.wording.revive());
    this.wasOffline = offline;
    this.draft.enter(roomKey(this.deps.session));
    this.status.stateChanged();
  }

  /**
   * Starts over with the log as it is now, all of it seen.
   * @param again whether this is the same room's log: what was unseen in it stays unseen
   */
  private startLog(again = false): void {
    const { entries, state } = this.deps.session;
    if (again) this.unread.keep(entries);
    else this.unread.reset(entries);
    this.wording.reset();
    if (isOffline(state)) this.wording.giveUp();
  }

  private showBookmark(id: string): void {
    if (id === '') this.resets.fire();
    else this.show([this.deps.session.entry(id)]);
  }

  private show(entries: readonly (LogEntry | undefined)[]): void {
    for (const entry of entries)
      if (entry) this.messageChanges.fire(this.wording.panelMessage(entry));
  }

  private unreadChanged(): void {
    this.status.unreadChanged();
    this.badgeChanges.fire();
  }
}

function isOffline({ connection }: SessionState): boolean {
  return connection.kind === 'offline';
}
