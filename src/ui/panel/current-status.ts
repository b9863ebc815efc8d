import type { Member } from '../../room/room';
import type { Session, ShownLog } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { StatusModel } from '../../webview/panel-model';
import type { PanelStatus } from '../../webview/status-messages';
import type { OutgoingFiles } from '../files/outgoing-files';
import type { Nicknames } from '../rooms/nicknames';
import type { MessageWording } from './message-wording';
import { PanelMembers } from './panel-members';
import { type PanelStatusSources, panelStatus } from './panel-status';
import type { SlashCommands } from './slash-commands';
import type { Unread } from './unread';

export interface CurrentStatusDeps {
  readonly session: Pick<Session, 'state'> & { readonly shownLog?: ShownLog | undefined };
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  readonly files: Pick<OutgoingFiles, 'refusal'>;
  readonly slash: Pick<SlashCommands, 'available'>;
  readonly nicknames: Pick<Nicknames, 'shown'>;
  /** Returns what the status needs besides the session; called each time the status is built. */
  sources(): Pick<
    PanelStatusSources,
    | ('problem' | 'back' | 'reachable' | 'remote' | 'sharesPlace' | 'followed' | 'muted')
    | ('announced' | 'requests' | 'asking' | 'canContinue' | 'isHelper' | 'classroom' | 'control')
  >;
}

/** How long the panel shows a nudge, in ms. */
const nudgeShownMs = 10_000;

/** The panel's status, which is built when it is read. As little as possible of it is built again after a change. */
export class CurrentStatus implements StatusModel, Disposable {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  /** Cached until something in it changes. */
  private cached: PanelStatus | undefined;
  private readonly members = new PanelMembers();
  /** Who nudged the user a moment ago, and the end of showing it. */
  private nudge: { readonly member: Member; readonly end: Disposable } | undefined;

  constructor(
    private readonly deps: CurrentStatusDeps,
    private readonly wording: Pick<MessageWording, 'hueOf' | 'ownNames'>,
    private readonly unread: Pick<Unread, 'first' | 'count'>,
  ) {}

  read(): PanelStatus {
    const { session, sources, files, slash, nicknames, language, t } = this.deps;
    const { hueOf, ownNames } = this.wording;
    const { first: firstUnread, count: unread } = this.unread;
    this.cached ??= panelStatus(
      {
        ...sources(),
        nudgedBy: this.nudge?.member,
        members: this.members,
        shown: nicknames.shown,
        state: session.state,
        slashCommands: slash.available(),
        isSaved: session.shownLog !== undefined,
        noFiles: files.refusal,
        firstUnread,
        unread,
        language,
        hueOf,
        ownNames,
      },
      t,
    );
    return this.cached;
  }

  /** Call this when what {@link CurrentStatusDeps.sources} returns has changed. */
  changed(): void {
    this.members.reset();
    this.stateChanged();
  }

  /** Call this when only the session's state has changed. */
  stateChanged(): void {
    this.cached = undefined;
    this.changes.fire();
  }

  /** Call this when only what concerns the user in a class has changed: not the rules, and not who is a helper. */
  classChanged(): void {
    const { slash, sources } = this.deps;
    const { classroom } = sources();
    const { cached } = this;
    // In another room than before, or in none.
    this.cached = cached &&
      classroom && { ...cached, classroom, slashCommands: cached.canSend ? slash.available() : [] };
    this.changes.fire();
  }

  /** Call this when only what is unread has changed. */
  unreadChanged(): void {
    const { first: firstUnread, count: unread } = this.unread;
    if (this.cached) {
      const { firstUnread: _, ...status } = this.cached;
      this.cached = { ...status, unread, ...(firstUnread !== undefined && { firstUnread }) };
    }
    this.changes.fire();
  }

  /** Call this when files have changed. Whether the room takes any may become known after it was entered. */
  filesChanged(): void {
    if (this.cached && this.cached.noFiles !== this.deps.files.refusal) this.changed();
  }

  /** Shows for a while that a member asks for the user's attention. */
  nudged(member: Member): void {
    this.endNudge();
    const end = this.deps.clock.after(nudgeShownMs, () => {
      this.endNudge();
      this.changed();
    });
    this.nudge = { member, end };
    this.changed();
  }

  dispose(): void {
    this.endNudge();
    this.changes.dispose();
  }

  private endNudge(): void {
    this.nudge?.end.dispose();
    this.nudge = undefined;
  }
}
