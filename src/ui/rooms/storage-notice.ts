import type { HostActions } from '../../room/host-actions';
import type { RoomInfo, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import type { MoveProblem } from '../../room/storage-problem';
import { moveProblemText, roomMovedText, storageText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { paragraph } from '../../text/paragraph';
import type { Disposable } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import { pickFolder, showErrorMessage, showInformationMessage } from '../window/messages';

export interface StorageNoticeDeps {
  readonly session: Pick<Session, 'pin' | 'invited' | 'state' | 'onDidChangeState'>;
  readonly logger: Logger;
  readonly t: Translate;
}

/**
 * Tells the host of a room that its disk can't be written to, and offers what to do. The notification stays
 * open until the host has chosen. Freeing space needs no button, because the room then continues
 * automatically.
 */
export class StorageNotice implements Disposable {
  private previous: RoomInfo['storage'];
  private readonly subscription: Disposable;

  constructor(private readonly deps: StorageNoticeDeps) {
    this.subscription = deps.session.onDidChangeState((state) => this.watch(state));
  }

  /** Shows the notification, also when it was closed before. Does nothing outside a room. */
  show(): void {
    const { logger, session, t } = this.deps;
    const { room } = session.state;
    if (!room) return;
    this.ask(session.pin, paragraph(storageText(room, true, t))).catch((error: unknown) => {
      logger.error(`a notification failed: ${error}`);
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private watch({ connection, room }: SessionState): void {
    const { previous } = this;
    this.previous = connection.kind === 'hosting' ? room?.storage : undefined;
    if (this.previous === 'waiting' && previous !== 'waiting') this.show();
  }

  private async ask(pin: string | undefined, words: string): Promise<void> {
    const { session, t } = this.deps;
    const storage = () => (session.pin === pin ? session.state.room?.storage : undefined);
    const actions = (): HostActions | undefined => storage() && session.invited?.hostActions;
    const [choose, proceed] = [t('Choose Another Folder…'), t('Continue Without Saving')];
    for (let message = words; actions(); ) {
      const choices = storage() === 'waiting' ? [choose, proceed] : [choose];
      const chosen = await showErrorMessage(message, ...choices);
      if (chosen === proceed) actions()?.continueWithoutSaving();
      if (chosen !== choose) return;
      const folder = await pickFolder(t('Save Room Here'), t('Choose Where to Save the Room'));
      if (folder === undefined) continue;
      const problem = await actions()?.moveTo(folder);
      if (problem === undefined || problem === 'not-noted') {
        this.reportMoved(pin, folder, problem);
        return;
      }
      message = moveProblemText(problem, folder, t);
    }
  }

  private reportMoved(
    pin: string | undefined,
    folder: string,
    problem: Extract<MoveProblem, 'not-noted'> | undefined,
  ): void {
    const { session, t } = this.deps;
    // The problem may persist, or the room may have ended, while the user chose a folder.
    if (session.pin !== pin || session.state.room?.storage !== undefined) return;
    if (problem) void showErrorMessage(moveProblemText(problem, folder, t));
    else void showInformationMessage(roomMovedText(folder, t));
  }
}
