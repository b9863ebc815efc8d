import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/adapters';
import type { Endpoint } from '../../net/transport';
import { formatEndpoint } from '../../room/endpoint';
import type { HostOptions } from '../../room/session';
import type { RoomInfo, SessionState } from '../../room/session-state';
import type { Logger } from '../../util/logger';
import { showProblem } from '../alerts/problem-notice';
import type { Rooms } from '../rooms';
import { netErrorCode } from '../words/coded-error';
import type { Problem } from '../words/error-words';
import { exhaustive } from '../words/exhaustive';
import type { Translate } from '../words/translate';
import { answeredOptions, type HostAnswers, readHostAnswers } from './host-answers';
import { askHost, type HostQuestion } from './host-prompt';
import { askJoin } from './join-prompt';
import type { RecentStore } from './recent-store';

const answersKey = 'deskmate.hostAnswers';

export interface ByHandParts {
  readonly rooms: Rooms;
  readonly recent: RecentStore;
  readonly memento: vscode.Memento;
  readonly logger: Logger;
  readonly t: Translate;
  state(): SessionState;
  adapters(): readonly AdapterAddress[];
  showChat(): Promise<void>;
  showLog(): void;
  /** Called once a room is open. */
  hosted(): void;
}

/** Hosting and joining by a person: asks, shows progress, and offers a way on when it fails. */
export class ByHand {
  constructor(private readonly parts: ByHandParts) {}

  /** Asks what to host, and hosts it; undefined when that did not come about. */
  async host(first: HostQuestion = 'kind'): Promise<RoomInfo | undefined> {
    const { memento, adapters, t } = this.parts;
    const last = readHostAnswers(memento.get(answersKey));
    const answers: HostAnswers | undefined = await askHost(adapters(), last, first, t);
    if (!answers) return undefined;
    await memento.update(answersKey, answers);
    return this.open(answeredOptions(answers));
  }

  /** Asks what to join, and joins it. */
  async join(typed = ''): Promise<void> {
    const endpoint = await askJoin(this.parts.recent, typed, this.parts.t);
    if (endpoint) await this.enter(endpoint);
  }

  /** Joins the last room again; asks when there is none. */
  async rejoin(): Promise<void> {
    const endpoint = this.parts.rooms.lastJoined;
    await (endpoint ? this.enter(endpoint) : this.join());
  }

  /** Shows a failure, and does what the person chooses. */
  offer(problem: Problem): void {
    this.follow(problem).catch((error: unknown) => {
      this.parts.logger.error(`what was offered failed: ${error}`);
    });
  }

  private async open(options: HostOptions): Promise<RoomInfo | undefined> {
    const { rooms, showChat, hosted, t } = this.parts;
    if (!(await this.mayLeave(t('Leave and Host')))) return undefined;
    try {
      const room = await rooms.host(options);
      hosted();
      await showChat();
      return room;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  private async enter(endpoint: Endpoint): Promise<void> {
    const { rooms, recent, state, showChat, t } = this.parts;
    if (!(await this.mayLeave(t('Leave and Join')))) return;
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: t('Joining {0}…', formatEndpoint(endpoint)),
      cancellable: true,
    };
    const joining = new AbortController();
    try {
      await vscode.window.withProgress(progress, async (_, cancellation) => {
        cancellation.onCancellationRequested(() => joining.abort());
        await rooms.join(endpoint, joining.signal);
      });
    } catch (error) {
      if (!joining.signal.aborted) this.fail(error);
      return;
    }
    // Given up while it waited to be let in: nothing failed, and nothing was joined.
    if (state().connection.kind === 'offline') return;
    await recent.add(endpoint);
    await showChat();
  }

  /** Asks before a room is left for another one. */
  private async mayLeave(goOn: string): Promise<boolean> {
    const { state, t } = this.parts;
    const { connection, room } = state();
    if (connection.kind === 'offline' || connection.kind === 'connecting') return true;
    const question =
      connection.kind === 'hosting'
        ? t('You are hosting {0}. Leaving closes it for everyone.', room?.name ?? '')
        : t('You are in the room {0}. Leave it first?', room?.name ?? '');
    return (await vscode.window.showWarningMessage(question, { modal: true }, goOn)) === goOn;
  }

  private fail(error: unknown): void {
    const { logger, rooms } = this.parts;
    const code = netErrorCode(error);
    if (code === 'cancelled') return;
    if (code === 'failed') logger.error(String(error));
    this.offer(rooms.problem(code));
  }

  private async follow(problem: Problem): Promise<void> {
    const { rooms, showLog, t } = this.parts;
    const attempt = rooms.lastAttempt;
    const remedy = await showProblem(problem, t);
    switch (remedy) {
      case undefined:
        return;
      case 'use-free-port':
        if (attempt?.doing === 'host') await this.open({ ...attempt.options, port: 0 });
        return;
      case 'change-port':
        await this.host('port');
        return;
      case 'change-address':
        await this.host('address');
        return;
      case 'change-target':
        await this.join(attempt?.doing === 'join' ? formatEndpoint(attempt.endpoint) : '');
        return;
      case 'join-again':
      case 'try-again':
        if (attempt?.doing === 'host') await this.open(attempt.options);
        else await this.rejoin();
        return;
      case 'show-log':
        showLog();
        return;
      default:
        exhaustive(remedy);
    }
  }
}
