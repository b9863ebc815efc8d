import type { LogEntry } from '../../room/log/log-entry';
import { type LogChange, logLimit } from '../../room/log/room-log';
import type { InvitedRoom, SessionState } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Unseen, unseenWords } from '../../strings/message-words';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { ButtonCommand } from '../../webview/from-panel';
import type { CodeColors, PanelSnapshot, PanelStatus, PlacedMessage } from '../../webview/messages';
import type { PanelBadge, PanelModel } from '../../webview/panel-model';
import type { CardNotes } from '../code/card-notes';
import { PanelDraft } from './draft';
import type { MessageRequestHandler } from './message-request-handler';
import { MessageWording } from './message-wording';
import { PanelPlaces } from './panel-places';
import { panelStatus, type StatusSources } from './panel-status';
import { panelStrings } from './panel-strings';
import { Unread } from './unread';

/** The part of a session that the panel shows. */
export type ShownSession = Pick<
  Session,
  'state' | 'entries' | 'entry' | 'onDidChangeState' | 'onDidChangeLog'
> & {
  readonly messages: Pick<MessageActions, 'say' | 'edit'>;
  readonly invited?: Pick<InvitedRoom, 'typing' | 'historyEnd'> | undefined;
};

export interface PanelAdapterParts {
  readonly session: ShownSession;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  readonly theme: { readonly colors: CodeColors; readonly onDidChange: Event<void> };
  readonly notes: CardNotes;
  readonly requests: Pick<MessageRequestHandler, 'handle'>;
  /** What else the status is made of; asked when it is made anew. */
  sources(): Pick<StatusSources, 'problem' | 'back' | 'reachable' | 'remote'>;
  run(command: ButtonCommand): void;
  /** Brings a panel into sight; with `keepFocus`, it leaves the keyboard where it is. */
  show(keepFocus: boolean): void;
}

/** Something new in the log. */
export interface Heard {
  readonly entry: LogEntry;
  /** Whether it mentions the person at this window, or answers them. */
  readonly mention: boolean;
}

/** The room as the panel shows it: what the session knows, in words, with what is unread. */
export class PanelAdapter implements PanelModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly statusChanges = this.store.add(new Emitter<void>());
  private readonly messageChanges = this.store.add(new Emitter<PlacedMessage>());
  private readonly resets = this.store.add(new Emitter<void>());
  private readonly badgeChanges = this.store.add(new Emitter<void>());
  private readonly news = this.store.add(new Emitter<Heard>());
  readonly onDidChangeStatus = this.statusChanges.event;
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeBadge = this.badgeChanges.event;
  /** Fires with each new entry that is worth knowing while no panel is in sight. */
  readonly onDidHear = this.news.event;

  readonly draft: PanelDraft;
  readonly places: PanelPlaces;
  readonly theme: PanelAdapterParts['theme'];
  readonly requests: PanelAdapterParts['requests'];
  private readonly unread = new Unread();
  private readonly wording: MessageWording;
  private made: PanelStatus | undefined;
  private wasOffline: boolean;

  constructor(private readonly parts: PanelAdapterParts) {
    const { session, clock, theme, notes, requests, t } = parts;
    this.draft = this.store.add(new PanelDraft(session, t));
    this.places = this.store.add(new PanelPlaces(clock, (keepFocus) => parts.show(keepFocus)));
    this.theme = theme;
    this.requests = requests;
    this.wording = new MessageWording(parts);
    this.wasOffline = isOffline(session.state);
    this.begin();
    this.store.add(session.onDidChangeLog((change) => this.take(change)));
    this.store.add(session.onDidChangeState((state) => this.follow(state)));
    this.store.add(notes.onDidChange((id) => this.show([session.entry(id)])));
  }

  /** What others said and nobody looked at yet. */
  get unseen(): Unseen {
    const { count, mentions } = this.unread;
    return { count, mentions };
  }

  /** Number of the last entry before the first one not seen; undefined when there is none. */
  get lastSeen(): number | undefined {
    return this.unread.lastSeen(this.parts.session.entries);
  }

  /** What others said after the entry of this number was not seen yet, before the window was reloaded. */
  restoreUnread(lastSeen: number): void {
    const isNew = ({ seq }: LogEntry) => seq !== undefined && seq > lastSeen;
    this.unread.reset(this.parts.session.entries, isNew, (entry) => this.wording.isMention(entry));
    this.unreadChanged();
  }

  snapshot(): PanelSnapshot {
    const { session, language, t } = this.parts;
    const { attachment, text } = this.draft;
    return {
      status: this.status(),
      messages: session.entries.map((entry) => this.wording.word(entry)),
      draft: text,
      ...(attachment && { attachment }),
      strings: panelStrings(t),
      language,
      messageLimit: logLimit,
    };
  }

  status(): PanelStatus {
    const { session, sources, language, t } = this.parts;
    const { hueOf, ownNames } = this.wording;
    const { first: firstUnread, count: unread } = this.unread;
    const { state } = session;
    this.made ??= panelStatus(
      { ...sources(), state, firstUnread, unread, language, hueOf, ownNames },
      t,
    );
    return this.made;
  }

  badge(): PanelBadge | undefined {
    const { count } = this.unread;
    if (count === 0) return undefined;
    return { value: count, tooltip: unseenWords(this.unseen, this.parts.t) };
  }

  run(command: ButtonCommand): void {
    this.parts.run(command);
  }

  typing(): void {
    this.parts.session.invited?.typing();
  }

  seen(messageId: string): void {
    if (this.unread.count === 0) return;
    if (this.unread.seen(messageId, this.parts.session.entries.at(-1)?.id)) this.unreadChanged();
  }

  dispose(): void {
    this.store.dispose();
  }

  private take(change: LogChange): void {
    if (change.type === 'removed') {
      this.resets.fire();
      return;
    }
    if (change.type === 'reset') {
      if (!change.again) this.parts.notes.clear();
      this.begin(change.again);
      this.resets.fire();
      this.badgeChanges.fire();
      this.statusChanged();
      return;
    }
    const { entry, before } = change;
    const { ownNames } = this.wording;
    const quoting = this.wording.take(entry);
    if (this.wording.ownNames.length > ownNames.length) this.statusChanged();
    const message = this.wording.word(entry);
    this.messageChanges.fire(before === undefined ? message : { ...message, before });
    this.show(quoting);
    const mention = message.kind === 'message' && message.mention === true;
    const { historyEnd = 0 } = this.parts.session.invited ?? {};
    if (entry.seq !== undefined && entry.seq <= historyEnd) {
      this.unread.pass(entry);
      return;
    }
    const heard = this.unread.add(entry, mention);
    if (heard || this.unread.amend(entry, mention)) this.unreadChanged();
    if (heard || entry.kind === 'system') this.news.fire({ entry, mention });
  }

  private follow(state: SessionState): void {
    this.wording.meet(state);
    const offline = isOffline(state);
    if (offline && !this.wasOffline) this.show(this.wording.giveUp());
    else if (!offline && isInvited(state.room)) this.show(this.wording.revive());
    this.wasOffline = offline;
    this.statusChanged();
  }

  /**
   * What the log holds now was said before, or nothing was said yet.
   * @param again whether it is the same room's log: what was not seen in it still is not
   */
  private begin(again = false): void {
    const { entries, state } = this.parts.session;
    if (again) this.unread.keep(entries);
    else this.unread.reset(entries);
    this.wording.reset();
    if (isOffline(state)) this.wording.giveUp();
  }

  private show(entries: readonly (LogEntry | undefined)[]): void {
    for (const entry of entries) if (entry) this.messageChanges.fire(this.wording.word(entry));
  }

  private unreadChanged(): void {
    const { first: firstUnread, count: unread } = this.unread;
    if (this.made) {
      const { firstUnread: _, ...made } = this.made;
      this.made = { ...made, unread, ...(firstUnread !== undefined && { firstUnread }) };
    }
    this.badgeChanges.fire();
    this.statusChanges.fire();
  }

  private statusChanged(): void {
    this.made = undefined;
    this.statusChanges.fire();
  }
}

function isOffline({ connection }: SessionState): boolean {
  return connection.kind === 'offline';
}
