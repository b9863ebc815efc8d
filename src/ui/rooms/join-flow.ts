import * as vscode from 'vscode';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import type { JoinTarget } from '../../protocol/join-target';
import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import { isRefusedForNow } from '../../room/guest/room-end';
import type { RoomHolder, SessionState } from '../../room/room';
import { linkName } from '../../strings/inline-text';
import { gaveUpProblem } from '../../strings/join-error-text';
import { netErrorCode, type Problem } from '../../strings/problem';
import { ownInviteText } from '../../strings/question-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { showInformationMessage, showWarningMessage, withProgress } from '../window/messages';
import type { SavedRoomRef } from './attempt';
import type { CodeFlow } from './code-flow';
import type { FlowHelpers } from './flow-helpers';
import type { CodeJoinTarget } from './join-items';
import {
  askInvite,
  askJoin,
  copiedInvite,
  type KnockTarget,
  type NearbyRooms,
} from './join-prompt';
import type { KnockFlow } from './knock-flow';
import type { RoomAttempts } from './room-attempts';
import { askName } from './room-questions';
import type { RecentRoomStore } from './room-store';
import type { UserName } from './user-name';

export interface JoinFlowDeps {
  readonly steps: FlowHelpers;
  readonly attempts: RoomAttempts;
  readonly recent: RecentRoomStore;
  readonly name: UserName;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  state(): SessionState;
  readonly knockFlow: Pick<KnockFlow, 'ask'>;
  readonly codeFlow: Pick<CodeFlow, 'ask'>;
  /** Looks for rooms on the network until the result is disposed. */
  browse(): NearbyRooms;
  /** The id of the room that this window announces. */
  ownAnnouncement(): string | undefined;
  /** The other window that is in the room with this pin; undefined if there is none. */
  holder(pin: string): RoomHolder | undefined;
  /** The invite to the room this window hosts; undefined when it hosts none. */
  ownInvite(): Invite | undefined;
  showChat(): Promise<void>;
  /** Shows a failure, with buttons for what the user can do about it. */
  showProblem(problem: Problem): void;
}

/** Joins and reopens rooms interactively: asks, shows progress, and offers what to do if it fails. */
export class JoinFlow {
  constructor(private readonly deps: JoinFlowDeps) {}

  /** Asks which room to join, and joins it. @param typed the initial text of the box */
  async join(typed = ''): Promise<void> {
    const { codeFlow, steps } = this.deps;
    const target = await this.chooseRoom(typed);
    try {
      if (target?.type === 'lab') await this.joinLab(target.endpoint);
      else if (target?.type === 'knock') await this.knock(target);
      else if (target?.type === 'room-code') await codeFlow.ask(target.room, steps.answered);
      else if (target) await this.joinByInvite(target.invite);
    } finally {
      steps.answered.closeUnlessHandedOver();
    }
  }

  /** Asks which room to join, and how if someone nearby has a room that isn't open to everyone. */
  private async chooseRoom(
    typed: string,
  ): Promise<JoinTarget | KnockTarget | CodeJoinTarget | undefined> {
    const { recent, attempts, clock, steps, ownAnnouncement, t } = this.deps;
    const { answered } = steps;
    const endpointsOf = (pin: string) => attempts.endpointsOf(pin);
    const common = { recent, endpointsOf, answered, clock, t };
    for (;;) {
      const copied = () => (typed === '' ? this.copiedInvite() : Promise.resolve(undefined));
      const nearby = this.deps.browse();
      const own = ownAnnouncement();
      const asked = { ...common, typed, copied: copied(), nearby, own };
      const chosen = await askJoin(asked).finally(() => nearby.dispose());
      if (chosen?.type !== 'nearby') return chosen;
      const { room } = chosen;
      const invited = await askInvite({ ...common, copied: copied(), room });
      if (invited.outcome !== 'back') return invited.target;
    }
  }

  /** Joins a group at this address by its room code. */
  enterCode({ host, port }: Endpoint): Promise<void> {
    const { codeFlow, steps } = this.deps;
    return codeFlow.ask({ name: '', host: '', endpoints: [{ host, port }] }, steps.answered);
  }

  /** Asks the host of a room nearby to let the user in. The chat shows the code, too. */
  private async knock({ room }: KnockTarget): Promise<void> {
    const { name, steps, knockFlow, showChat, t } = this.deps;
    const person = name.given ?? (await this.askName(t('Join Room')));
    if (person === undefined) return;
    steps.answered.close();
    await showChat();
    await knockFlow.ask(room, person);
  }

  /** The invite on the clipboard, unless it is for the room this window is in. */
  private async copiedInvite(): Promise<Invite | undefined> {
    const invite = await copiedInvite();
    return invite && !this.deps.attempts.isIn(invite.pin) ? invite : undefined;
  }

  /**
   * Joins by an invite. Asks for the user's name if they haven't set one. Refuses an invite to the room
   * that this window hosts.
   * @param hasConsented whether the user has already agreed to leave the current room
   */
  async joinByInvite(invite: Invite, hasConsented = false): Promise<void> {
    const { ownInvite, t } = this.deps;
    if (invite.pin === ownInvite()?.pin) {
      void showInformationMessage(ownInviteText(!invite.wide, t));
      return;
    }
    if (this.offerElsewhere(invite)) return;
    await this.askNameAndJoin(invite, hasConsented, false);
  }

  /** If another window is in the room, offers to switch to it. Returns whether one is. */
  offerElsewhere(invite: Invite): boolean {
    const holder = this.deps.holder(invite.pin);
    if (!holder) return false;
    this.deps.steps.offerWindow(holder, linkName(invite.name), () =>
      this.askNameAndJoin(invite, false, true),
    );
    return true;
  }

  /** @param force whether to take the room over from another window */
  private async askNameAndJoin(
    invite: Invite,
    hasConsented: boolean,
    force: boolean,
  ): Promise<void> {
    const { attempts } = this.deps;
    const person = await this.nameFor(invite);
    if (person === undefined) return;
    const work = (signal: AbortSignal) => attempts.joinByInvite(invite, person, { signal, force });
    const mayGo = hasConsented || attempts.isIn(invite.pin);
    await this.joinWithProgress(linkName(invite.name), mayGo, work, () =>
      this.askNameAndJoin(invite, false, true),
    );
  }

  /**
   * Keeps trying to join a room that refuses new members for now. The status bar shows the progress, and the
   * user can cancel there.
   */
  async keepTrying(invite: Invite): Promise<void> {
    const { logger, attempts, state, t } = this.deps;
    // A member reconnects automatically anyway; this reconnects now.
    if (attempts.isIn(invite.pin)) return this.rejoin();
    const person = await this.nameFor(invite);
    if (person === undefined || !(await this.deps.steps.confirmLeave(t('Leave and Join')))) return;
    this.deps.steps.answered.close();
    const room = linkName(invite.name);
    try {
      await attempts.joinByInvite(invite, person, { keepTrying: true });
    } catch (error) {
      if (isRefusedForNow(netErrorCode(error))) this.deps.showProblem(gaveUpProblem(room, t));
      else this.deps.steps.fail(error, () => this.askNameAndJoin(invite, false, true));
      return;
    }
    if (state().connection.kind !== 'joined') return;
    this.notifyAdmitted(room).catch((error: unknown) =>
      logger.error(`a notification failed: ${error}`),
    );
  }

  /** Shows a notification instead of the chat, because the user may be typing elsewhere by now. */
  private async notifyAdmitted(room: string): Promise<void> {
    const { showChat, t } = this.deps;
    const open = t('Open Chat');
    const chosen = await showInformationMessage(t('You’re now in “{0}”.', room), open);
    if (chosen === open) await showChat();
  }

  /** Joins the last room again; asks which room if there is none. */
  async rejoin(): Promise<void> {
    const last = this.deps.attempts.lastJoined;
    if (last?.type === 'lab') await this.joinLab(last.endpoint);
    else if (last?.type === 'kept') await this.reopen(last.room);
    else if (last) await this.joinByInvite(last.invite);
    else await this.join();
  }

  /** Goes back into a saved room. @param force whether to take it over from another window */
  async reopen(room: SavedRoomRef, force = false): Promise<void> {
    const { attempts, t } = this.deps;
    const work = async (signal: AbortSignal) => {
      if (await attempts.reopen(room, { signal, force, evenIfClosed: true })) return;
      const words = t('“{0}” has ended and can only be read.', linkName(room.name));
      void showWarningMessage(words);
    };
    await this.joinWithProgress(linkName(room.name), false, work, () => this.reopen(room, true));
  }

  /** Goes back into the room that was open when the window was closed or reloaded; asks nothing. */
  async restoreRoom(room: SavedRoomRef): Promise<void> {
    try {
      await this.deps.attempts.reopen(room, { keepTrying: true });
    } catch (error) {
      this.deps.steps.fail(error, () => this.reopen(room, true));
    }
  }

  /** Returns the user's name; asks for it unless it is set, or the user was in the room before. */
  private async nameFor(invite: Invite): Promise<string | undefined> {
    const { name, attempts, t } = this.deps;
    return (
      name.given ?? (attempts.knows(invite.pin) ? name.proposal() : this.askName(t('Join Room')))
    );
  }

  /** Asks for the user's name and stores it. Returns undefined if the user cancelled. */
  private async askName(title: string): Promise<string | undefined> {
    const { name, t } = this.deps;
    const proposal = await name.proposal();
    const given = await askName({ title, proposal, answered: this.deps.steps.answered }, t);
    if (given !== undefined) await name.save(given);
    return given;
  }

  private async joinLab(endpoint: LabEndpoint): Promise<void> {
    const { attempts, recent } = this.deps;
    const joined = await this.joinWithProgress(formatLabEndpoint(endpoint), false, (signal) =>
      attempts.joinLab(endpoint, signal, recent.encodingOf(endpoint)),
    );
    if (joined) await recent.add(endpoint);
  }

  /**
   * Joins with a progress notification that can be cancelled. Returns whether the room was joined.
   * @param label the room's name or address
   * @param hasConsented whether the user has already agreed to leave the current room
   * @param takeOver continues in this window if another one is in the room
   */
  private async joinWithProgress(
    label: string,
    hasConsented: boolean,
    work: (signal: AbortSignal) => Promise<void>,
    takeOver: () => Promise<unknown> = async () => {},
  ): Promise<boolean> {
    const { state, t } = this.deps;
    if (!hasConsented && !(await this.deps.steps.confirmLeave(t('Leave and Join')))) return false;
    this.deps.steps.focusChat();
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: t('Joining {0}…', label),
      cancellable: true,
    };
    const joining = new AbortController();
    try {
      await withProgress(progress, async (cancellation) => {
        cancellation.onCancellationRequested(() => joining.abort());
        await work(joining.signal);
      });
    } catch (error) {
      if (!joining.signal.aborted) this.deps.steps.fail(error, takeOver);
      return false;
    }
    // If the user cancelled while waiting in line, nothing failed, but nothing was joined either.
    return state().connection.kind !== 'offline';
  }
}
