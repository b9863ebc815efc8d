import type { LogEntry } from '../../room/log/log-entry';
import { type LogChange, logLimit } from '../../room/log/room-log';
import type { InvitedRoom, Member, SessionState } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session, ShownLog } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Unseen, unseenText } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { ButtonCommand } from '../../webview/from-panel';
import type { CodeColors, PanelSnapshot, PlacedMessage } from '../../webview/messages';
import type { FilesModel, PanelBadge, PanelModel, PanelSurface } from '../../webview/panel-model';
import type { PanelStatus } from '../../webview/status-messages';
import type { CardNotes } from '../code/card-notes';
import type { OutgoingFiles } from '../files/outgoing-files';
import type { ReceivedFiles } from '../files/received-files';
import type { Nicknames } from '../rooms/nicknames';
import { roomKey, shownRoomKey } from '../rooms/room-key';
import { PanelDraft } from './draft';
import type { LinkedMessages } from './linked-messages';
import type { MessageRequestHandler } from './message-request-handler';
import { MessageWording } from './message-wording';
import { PanelMembers } from './panel-members';
import { PanelRouter } from './panel-router';
import { type PanelStatusSources, panelStatus } from './panel-status';
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

export interface PanelAdapterDeps {
  readonly session: ShownSession;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
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
  /** Returns what the status needs besides the session; called each time the status is built. */
  sources(): Pick<
    PanelStatusSources,
    | ('problem' | 'back' | 'reachable' | 'remote' | 'sharesPlace' | 'followed' | 'muted')
    | ('announced' | 'requests' | 'asking' | 'canContinue' | 'isHelper' | 'classroom')
  >;
  /** The private lines of a class. */
  readonly lines: PrivateLinesModel;
  run(command: ButtonCommand): void;
  /** Shows a panel; with `keepFocus`, the focus stays where it is. */
  show(keepFocus: boolean): void;
}

/** How long the panel shows a nudge, in ms. */
const nudgeShownMs = 10_000;

/** A new log entry: a message from someone else, or a line about the room. */
export interface AddedEntry {
  readonly entry: LogEntry;
  /** Whether it mentions the user or replies to them. */
  readonly mention: boolean;
}

/** The room as the panel shows it: the session's state and log in words, and what is unread. */
export class PanelAdapter implements PanelModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly statusChanges = this.store.add(new Emitter<void>());
  private readonly messageChanges = this.store.add(new Emitter<PlacedMessage>());
  private readonly resets = this.store.add(new Emitter<void>());
  private readonly badgeChanges = this.store.add(new Emitter<void>());
  private readonly newEntries = this.store.add(new Emitter<AddedEntry>());
  readonly onDidChangeStatus = this.statusChanges.event;
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeBadge = this.badgeChanges.event;
  private readonly chimes = this.store.add(new Emitter<PanelSurface>());
  readonly onDidChime = this.chimes.event;
  /** Fires with each new message from someone else, and each new line about the room. */
  readonly onDidAddEntry = this.newEntries.event;

  readonly draft: PanelDraft;
  readonly files: PanelAdapterDeps['files'];
  readonly surfaces: PanelRouter;
  readonly theme: PanelAdapterDeps['theme'];
  readonly requests: PanelAdapterDeps['requests'];
  private readonly unread = new Unread();
  private readonly wording: MessageWording;
  /** Cached until something in it changes. */
  private cachedStatus: PanelStatus | undefined;
  private readonly members = new PanelMembers();
  private wasOffline: boolean;
  /** Who nudged the user a moment ago, and the end of showing it. */
  private nudge: { readonly member: Member; readonly end: Disposable } | undefined;

  constructor(private readonly deps: PanelAdapterDeps) {
    const { session, clock, theme, notes, linked, bookmarks, files, received, requests } = deps;
    const { slash, nicknames, lines, t } = deps;
    this.draft = this.store.add(new PanelDraft(session, slash, files, lines, t));
    this.files = files;
    this.surfaces = this.store.add(new PanelRouter(clock, (keepFocus) => deps.show(keepFocus)));
    this.theme = theme;
    this.requests = requests;
    this.wording = new MessageWording(deps);
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
        this.statusChanged();
        this.resets.fire();
      }),
    );
    this.store.add(linked.onDidChange(() => this.resets.fire()));
    this.store.add(notes.onDidChange((id) => this.show([session.entry(id)])));
    this.store.add(received.onDidChange((id) => this.show([session.entry(id)])));
    this.store.add(files.onDidChange(() => this.filesChanged()));
    // It shows what was said on the line that the draft goes to.
    this.store.add(this.draft.onDidChangeTo(() => this.statusChanged()));
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
      status: this.status(),
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

  status(): PanelStatus {
    const { session, sources, slash, language, t } = this.deps;
    const { hueOf, ownNames } = this.wording;
    const { first: firstUnread, count: unread } = this.unread;
    const { state } = session;
    this.cachedStatus ??= panelStatus(
      {
        ...sources(),
        nudgedBy: this.nudge?.member,
        members: this.members,
        shown: this.deps.nicknames.shown,
        state,
        slashCommands: slash.available(),
        isSaved: session.shownLog !== undefined,
        noFiles: this.files.refusal,
        firstUnread,
        unread,
        language,
        hueOf,
        ownNames,
      },
      t,
    );
    return this.cachedStatus;
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

  /** Shows for a while that a member asks for the user's attention. */
  nudged(member: Member): void {
    this.endNudge();
    const end = this.deps.clock.after(nudgeShownMs, () => {
      this.endNudge();
      this.statusChanged();
    });
    this.nudge = { member, end };
    this.statusChanged();
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
    this.endNudge();
    this.store.dispose();
  }

  private endNudge(): void {
    this.nudge?.end.dispose();
    this.nudge = undefined;
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
      this.statusChanged();
      return;
    }
    const { entry, before } = change;
    const { ownNames } = this.wording;
    const replies = this.wording.update(entry);
    if (this.wording.ownNames.length > ownNames.length) this.statusChanged();
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
    this.renewStatus();
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

  /** Whether the room takes files may become known after it was entered. */
  private filesChanged(): void {
    if (this.cachedStatus && this.cachedStatus.noFiles !== this.files.refusal) this.statusChanged();
  }

  private unreadChanged(): void {
    const { first: firstUnread, count: unread } = this.unread;
    if (this.cachedStatus) {
      const { firstUnread: _, ...status } = this.cachedStatus;
      this.cachedStatus = { ...status, unread, ...(firstUnread !== undefined && { firstUnread }) };
    }
    this.badgeChanges.fire();
    this.statusChanges.fire();
  }

  /** Call this when only what concerns the user in a class has changed: not the rules, and not who is a helper. */
  classChanged(): void {
    const { slash, sources } = this.deps;
    const { classroom } = sources();
    const status = this.cachedStatus;
    // In another room than before, or in none.
    this.cachedStatus = status &&
      classroom && { ...status, classroom, slashCommands: status.canSend ? slash.available() : [] };
    this.statusChanges.fire();
  }

  /** Call this when what {@link PanelAdapterDeps.sources} returns has changed. */
  statusChanged(): void {
    this.members.reset();
    this.renewStatus();
  }

  private renewStatus(): void {
    this.cachedStatus = undefined;
    this.statusChanges.fire();
  }
}

function isOffline({ connection }: SessionState): boolean {
  return connection.kind === 'offline';
}
