import type { LogEntry } from '../room/log-entry';
import type { InvitedRoom } from '../room/room';
import type { LogChange } from '../room/room-log';
import { logLimit } from '../room/room-log';
import { SayError } from '../room/say-error';
import type { Session } from '../room/session';
import type { SessionState } from '../room/session-state';
import { type Disposable, DisposableStore } from '../util/disposable';
import { Emitter } from '../util/event';
import type {
  PanelCommand,
  PanelMessage,
  PanelSnapshot,
  PanelStatus,
  PlacedMessage,
} from '../webview/messages';
import type { PanelBadge, PanelModel, PanelPlace, SendResult } from '../webview/panel-model';
import { Unread } from './alerts/unread';
import { Hues } from './hues';
import { Unsent } from './unsent';
import { sayProblemWords } from './words/input-words';
import { isInvited } from './words/invited-room';
import { panelMessage } from './words/panel-message';
import { panelStatus, type StatusSources } from './words/panel-status';
import { panelStrings } from './words/panel-strings';
import type { Translate } from './words/translate';

/** The part of a session that the panel shows. */
export type ShownSession = Pick<
  Session,
  'state' | 'entries' | 'onDidChangeState' | 'onDidChangeLog' | 'say'
> & { readonly invited?: Pick<InvitedRoom, 'typing'> | undefined };

export interface PanelAdapterParts {
  readonly session: ShownSession;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** What else the status is made of; asked when it is made anew. */
  sources(): Omit<StatusSources, 'state' | 'firstUnread' | 'language' | 'hueOf'>;
  run(command: PanelCommand): void;
}

/** The room as the panel shows it: what the session knows, in words, with what is unread. */
export class PanelAdapter implements PanelModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly statusChanges = this.store.add(new Emitter<void>());
  private readonly messageChanges = this.store.add(new Emitter<PlacedMessage>());
  private readonly resets = this.store.add(new Emitter<void>());
  private readonly badgeChanges = this.store.add(new Emitter<void>());
  private readonly draftChanges = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>(),
  );
  private readonly visibilityChanges = this.store.add(new Emitter<boolean>());
  private readonly newEntries = this.store.add(new Emitter<LogEntry>());
  readonly onDidChangeStatus = this.statusChanges.event;
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeBadge = this.badgeChanges.event;
  readonly onDidChangeDraft = this.draftChanges.event;
  /** Fires with whether any panel is in sight. */
  readonly onDidChangeVisibility = this.visibilityChanges.event;
  /** Fires with each new entry that is worth knowing while no panel is in sight. */
  readonly onDidHear = this.newEntries.event;

  private readonly unread = new Unread();
  private readonly places = new Set<PanelPlace>();
  private made: PanelStatus | undefined;
  private draftText = '';
  private readonly unsent = new Unsent();
  private readonly hues = new Hues(() => this.parts.session.state.members.map(({ id }) => id));
  private wasOffline: boolean;

  constructor(private readonly parts: PanelAdapterParts) {
    const { session } = parts;
    this.wasOffline = isOffline(session.state);
    this.begin();
    this.store.add(session.onDidChangeLog((change) => this.take(change)));
    this.store.add(session.onDidChangeState((state) => this.follow(state)));
  }

  get unreadCount(): number {
    return this.unread.count;
  }

  get isVisible(): boolean {
    return this.places.size > 0;
  }

  isVisibleIn(place: PanelPlace): boolean {
    return this.places.has(place);
  }

  snapshot(): PanelSnapshot {
    const { session, language, t } = this.parts;
    return {
      status: this.status(),
      messages: session.entries.map((entry) => this.word(entry)),
      draft: this.draftText,
      strings: panelStrings(t),
      language,
      messageLimit: logLimit,
    };
  }

  status(): PanelStatus {
    const { session, sources, language, t } = this.parts;
    this.made ??= panelStatus(
      {
        ...sources(),
        state: session.state,
        firstUnread: this.unread.first,
        language,
        hueOf: this.hueOf,
      },
      t,
    );
    return this.made;
  }

  badge(): PanelBadge | undefined {
    const { count } = this.unread;
    const { t } = this.parts;
    if (count === 0) return undefined;
    return {
      value: count,
      tooltip: count === 1 ? t('1 new message') : t('{0} new messages', count),
    };
  }

  /** What is typed but not sent. */
  get draft(): string {
    return this.draftText;
  }

  setDraft(draft: string, origin: PanelPlace): void {
    this.draftText = draft;
    this.draftChanges.fire({ draft, origin });
  }

  /** Puts back what was typed before the window was loaded anew. */
  restoreDraft(draft: string): void {
    this.draftText = draft;
    this.draftChanges.fire({ draft });
  }

  send(text: string): SendResult {
    try {
      this.parts.session.say(text);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof SayError)) throw error;
      return { ok: false, reason: sayProblemWords(error.code, this.parts.t) };
    }
  }

  run(command: PanelCommand): void {
    this.parts.run(command);
  }

  typing(): void {
    this.parts.session.invited?.typing();
  }

  seen(messageId: string): void {
    if (this.unread.count === 0) return;
    if (this.unread.seen(messageId, this.parts.session.entries.at(-1)?.id)) this.unreadChanged();
  }

  setVisible(place: PanelPlace, visible: boolean): void {
    const before = this.isVisible;
    if (visible) this.places.add(place);
    else this.places.delete(place);
    if (this.isVisible !== before) this.visibilityChanges.fire(this.isVisible);
  }

  dispose(): void {
    this.store.dispose();
  }

  private take(change: LogChange): void {
    if (change.type === 'reset') {
      this.begin();
      this.resets.fire();
      this.badgeChanges.fire();
      this.statusChanged();
      return;
    }
    const { entry, before } = change;
    const message = this.word(entry);
    this.messageChanges.fire(before === undefined ? message : { ...message, before });
    const heard = this.unread.add(entry);
    if (heard) this.unreadChanged();
    if (heard || entry.kind === 'system') this.newEntries.fire(entry);
  }

  private follow(state: SessionState): void {
    const { entries } = this.parts.session;
    const offline = isOffline(state);
    if (offline && !this.wasOffline) this.show(this.unsent.giveUp(entries));
    else if (!offline && isInvited(state.room)) this.show(this.unsent.revive(entries));
    this.wasOffline = offline;
    this.statusChanged();
  }

  /** What the log holds now was said before, or nothing was said yet. */
  private begin(): void {
    const { entries, state } = this.parts.session;
    this.unread.reset(entries);
    this.unsent.reset();
    this.hues.reset();
    if (isOffline(state)) this.unsent.giveUp(entries);
  }

  private show(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.messageChanges.fire(this.word(entry));
  }

  private word(entry: LogEntry): PanelMessage {
    const { session, language, t } = this.parts;
    const context = {
      unsent: this.unsent.has(entry),
      invited: isInvited(session.state.room),
      language,
      hueOf: this.hueOf,
    };
    return panelMessage(entry, context, t);
  }

  private readonly hueOf = (memberId: string) => this.hues.of(memberId);

  private unreadChanged(): void {
    this.badgeChanges.fire();
    if (this.made?.firstUnread !== this.unread.first) this.statusChanged();
  }

  private statusChanged(): void {
    this.made = undefined;
    this.statusChanges.fire();
  }
}

function isOffline({ connection }: SessionState): boolean {
  return connection.kind === 'offline';
}
