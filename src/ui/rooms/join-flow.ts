import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { isByInvite } from '../../protocol/room-kinds';
import { isRefusedForNow } from '../../room/guest/membership';
import type { RoomInfo, SessionState } from '../../room/session-state';
import type { RoomHolder } from '../../store/open-rooms';
import { gaveUpProblem } from '../../strings/join-error-words';
import { linkName } from '../../strings/names';
import { CodedError, netErrorCode, type Problem } from '../../strings/problem';
import { ownInviteWords } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { AnsweredInput, type Arrival } from '../window/answered-input';
import {
  showErrorMessage,
  showInformationMessage,
  showWarningMessage,
  withProgress,
} from '../window/messages';
import type { KeptRoom, WantedRoom } from './attempt';
import { answeredOptions, readHostAnswers } from './host-options';
import { askHost, type HostQuestion } from './host-prompt';
import { tellInvite } from './invite-commands';
import { askJoin, copiedInvite } from './join-prompt';
import { offerOtherWindow } from './other-window';
import type { PersonName } from './person-name';
import { followRemedy } from './remedies';
import { OpenElsewhere, type RoomAttempts } from './room-attempts';
import { askName, mayLeave } from './room-questions';
import type { RecentRoomStore } from './room-store';

const answersKey = 'deskmate.hostAnswers';
const toldOfRemoteKey = 'deskmate.toldOfRemote';

export interface RoomFlowParts {
  readonly attempts: RoomAttempts;
  readonly recent: RecentRoomStore;
  readonly name: PersonName;
  readonly memento: vscode.Memento;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  /** The other machine this extension runs on, if it does; see `remoteMachine`. */
  readonly remote: string | undefined;
  state(): SessionState;
  adapters(): readonly AdapterAddress[];
  /** The other window that is in the room of this pin; undefined when there is none. */
  holder(pin: string): RoomHolder | undefined;
  /** The invite to the room this window hosts; undefined when it hosts none. */
  ownInvite(): Invite | undefined;
  /** The same as a link. */
  inviteLink(): string | undefined;
  /** @param from what has the keyboard until the chat takes it */
  showChat(from?: Arrival): Promise<void>;
  showLog(): void;
}

/** Hosts and joins rooms interactively: asks, shows progress, and offers what to do when it fails. */
export class RoomFlow {
  private readonly answered: AnsweredInput;

  constructor(private readonly parts: RoomFlowParts) {
    this.answered = new AnsweredInput(parts.clock);
  }

  /** Asks what to host, and hosts it; undefined when the person cancelled or it failed. */
  async host(first: HostQuestion = 'kind'): Promise<RoomInfo | undefined> {
    const { memento, name, adapters, t } = this.parts;
    const wanted = await askHost({
      adapters: adapters(),
      last: readHostAnswers(memento.get(answersKey)),
      first,
      person: name.given === undefined ? await name.proposal() : undefined,
      answered: this.answered,
      t,
    });
    try {
      if (!wanted) return undefined;
      await memento.update(answersKey, wanted.answers);
      if (wanted.person !== undefined) await name.keep(wanted.person);
      return await this.open(answeredOptions(wanted.answers), wanted.person);
    } finally {
      this.answered.closeUnlessHandedOver();
    }
  }

  /** Hosts what was answered already. */
  async open(options: WantedRoom, person?: string): Promise<RoomInfo | undefined> {
    const { attempts, name, inviteLink, memento, remote, t } = this.parts;
    if (!(await this.mayLeave(t('Leave and Host')))) return undefined;
    this.turnToChat();
    try {
      const room = await attempts.host(options, person ?? (await name.known()));
      if (remote !== undefined) warnOfRemote(remote, memento, t);
      if (isByInvite(room.kind)) await tellInvite(room.kind, inviteLink, undefined, t);
      return room;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  /** Asks what to join, and joins it. */
  async join(typed = ''): Promise<void> {
    const { recent, attempts, clock, t } = this.parts;
    const copied = typed === '' ? this.copiedInvite() : Promise.resolve(undefined);
    const placesOf = (pin: string) => attempts.placesOf(pin);
    const { answered } = this;
    const target = await askJoin({ recent, typed, copied, placesOf, answered, clock, t });
    try {
      if (target?.type === 'lab') await this.joinLab(target.endpoint);
      else if (target) await this.joinByInvite(target.invite);
    } finally {
      this.answered.closeUnlessHandedOver();
    }
  }

  /** The invite on the clipboard, unless it is for the room this window is in. */
  private async copiedInvite(): Promise<Invite | undefined> {
    const invite = await copiedInvite();
    return invite && !this.parts.attempts.isIn(invite.pin) ? invite : undefined;
  }

  /**
   * Joins by an invite, after asking for a name that was never given; not the room hosted here.
   * @param agreed whether the person has agreed already to leave the present room
   */
  async joinByInvite(invite: Invite, agreed = false): Promise<void> {
    const { ownInvite, t } = this.parts;
    if (invite.pin === ownInvite()?.pin) {
      void showInformationMessage(ownInviteWords(t));
      return;
    }
    if (this.offerElsewhere(invite)) return;
    await this.askNameAndJoin(invite, agreed, false);
  }

  /** Whether another window is in the room; the person is told then, and offered to go there. */
  offerElsewhere(invite: Invite): boolean {
    const holder = this.parts.holder(invite.pin);
    if (!holder) return false;
    this.offerWindow(holder, linkName(invite.name), () => this.askNameAndJoin(invite, false, true));
    return true;
  }

  /** @param force takes the room over from another window */
  private async askNameAndJoin(invite: Invite, agreed: boolean, force: boolean): Promise<void> {
    const { attempts } = this.parts;
    const person = await this.nameFor(invite);
    if (person === undefined) return;
    const work = (signal: AbortSignal) => attempts.joinByInvite(invite, person, { signal, force });
    const mayGo = agreed || attempts.isIn(invite.pin);
    await this.joinWithProgress(linkName(invite.name), mayGo, work, () =>
      this.askNameAndJoin(invite, false, true),
    );
  }

  /**
   * Keeps trying to join a room that refuses new members for now. The status bar shows the progress, and the
   * person gives up there.
   */
  async keepTrying(invite: Invite): Promise<void> {
    const { logger, attempts, state, t } = this.parts;
    // A member comes back by itself; here only at once.
    if (attempts.isIn(invite.pin)) return this.rejoin();
    const person = await this.nameFor(invite);
    if (person === undefined || !(await this.mayLeave(t('Leave and Join')))) return;
    this.answered.close();
    const room = linkName(invite.name);
    try {
      await attempts.joinByInvite(invite, person, { patient: true });
    } catch (error) {
      if (isRefusedForNow(netErrorCode(error))) this.offer(gaveUpProblem(room, t));
      else this.fail(error, () => this.askNameAndJoin(invite, false, true));
      return;
    }
    if (state().connection.kind !== 'joined') return;
    this.tellLetIn(room).catch((error: unknown) => logger.error(`a notification failed: ${error}`));
  }

  /** Without turning to the chat: by now the person may be writing something else. */
  private async tellLetIn(room: string): Promise<void> {
    const { showChat, t } = this.parts;
    const open = t('Open Chat');
    const chosen = await showInformationMessage(t('You’re now in “{0}”.', room), open);
    if (chosen === open) await showChat();
  }

  /** Joins the last room again; asks when there is none. */
  async rejoin(): Promise<void> {
    const last = this.parts.attempts.lastJoined;
    if (last?.type === 'lab') await this.joinLab(last.endpoint);
    else if (last?.type === 'kept') await this.reopen(last.room);
    else if (last) await this.joinByInvite(last.invite);
    else await this.join();
  }

  /** Goes back into a kept room. */
  async reopen(room: KeptRoom, force = false): Promise<void> {
    const { attempts, t } = this.parts;
    const work = async (signal: AbortSignal) => {
      if (await attempts.reopen(room, { signal, force, again: true })) return;
      const words = t('“{0}” has ended and can only be read.', linkName(room.name));
      void showWarningMessage(words);
    };
    await this.joinWithProgress(linkName(room.name), false, work, () => this.reopen(room, true));
  }

  /** Goes back into the room that was open when the window was closed or reloaded; asks nothing. */
  async comeBack(room: KeptRoom): Promise<void> {
    try {
      await this.parts.attempts.reopen(room, { patient: true });
    } catch (error) {
      this.fail(error, () => this.reopen(room, true));
    }
  }

  /** Shows a failure, and does what the person chooses. */
  offer(problem: Problem): void {
    followRemedy(problem, this, this.parts).catch((error: unknown) => {
      this.parts.logger.error(`what was offered failed: ${error}`);
    });
  }

  private offerWindow(holder: RoomHolder, room: string, takeOver: () => Promise<unknown>): void {
    const { logger, t } = this.parts;
    offerOtherWindow(holder, room, takeOver, t).catch((error: unknown) => {
      logger.error(`the other window could not be offered: ${error}`);
    });
  }

  /** A former member has a name in the room already. */
  private async nameFor(invite: Invite): Promise<string | undefined> {
    const { name, attempts, t } = this.parts;
    return (
      name.given ?? (attempts.knows(invite.pin) ? name.proposal() : this.askName(t('Join Room')))
    );
  }

  /** Asks for the person's name and keeps it; undefined when the person cancelled. */
  private async askName(title: string): Promise<string | undefined> {
    const { name, t } = this.parts;
    const proposal = await name.proposal();
    const given = await askName({ title, proposal, answered: this.answered }, t);
    if (given !== undefined) await name.keep(given);
    return given;
  }

  private async joinLab(endpoint: Endpoint): Promise<void> {
    const { attempts, recent } = this.parts;
    const joined = await this.joinWithProgress(formatEndpoint(endpoint), false, (signal) =>
      attempts.joinLab(endpoint, signal, recent.encodingOf(endpoint)),
    );
    if (joined) await recent.add(endpoint);
  }

  /**
   * Joins with a sign of progress that can be cancelled; tells whether that came about.
   * @param takeOver goes on here when another window is in the room
   */
  private async joinWithProgress(
    label: string,
    agreed: boolean,
    work: (signal: AbortSignal) => Promise<void>,
    takeOver: () => Promise<unknown> = async () => {},
  ): Promise<boolean> {
    const { state, t } = this.parts;
    if (!agreed && !(await this.mayLeave(t('Leave and Join')))) return false;
    this.turnToChat();
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
      if (!joining.signal.aborted) this.fail(error, takeOver);
      return false;
    }
    // Given up while it waited to be let in: nothing failed, and nothing was joined.
    return state().connection.kind !== 'offline';
  }

  /** Called before the room is open: what is typed from now on is meant for it. */
  private turnToChat(): void {
    const { showChat, logger, t } = this.parts;
    this.answered.handOver(showChat, t).catch((error: unknown) => {
      logger.error(`the chat could not be shown: ${error}`);
    });
  }

  private mayLeave(goOn: string): Promise<boolean> {
    const { state, t } = this.parts;
    // The question would stand above the list that was answered last.
    if (state().connection.kind !== 'offline') this.answered.close();
    return mayLeave(state(), goOn, t);
  }

  private fail(error: unknown, takeOver: () => Promise<unknown> = async () => {}): void {
    const { logger, attempts } = this.parts;
    // What to do next may be to answer another question.
    this.answered.keepKeyboard();
    if (error instanceof OpenElsewhere) {
      this.offerWindow(error.holder, error.room, takeOver);
      return;
    }
    if (error instanceof CodedError) {
      void showErrorMessage(error.message);
      return;
    }
    const code = netErrorCode(error);
    if (code === 'cancelled') return;
    if (code === 'failed') logger.error(String(error));
    this.offer(attempts.problem(code));
  }
}

/** Says, once on this computer, that a hosted room's port is open on another machine. */
function warnOfRemote(remote: string, memento: vscode.Memento, t: Translate): void {
  if (memento.get(toldOfRemoteKey) === true) return;
  void memento.update(toldOfRemoteKey, true);
  void showWarningMessage(
    t(
      'In this window, Deskmate runs on {0}: your room’s port is open there, not on the computer in front of you.',
      remote,
    ),
  );
}
