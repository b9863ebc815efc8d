import type { HostActions, MoveProblem, RoomInfo, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { moveProblemWords, roomMovedWords, storageWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import type { Disposable } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import { askFolder, showErrorMessage, showInformationMessage } from '../window/messages';

export interface StorageNoticeParts {
  readonly session: Pick<Session, 'pin' | 'invited' | 'state' | 'onDidChangeState'>;
  readonly logger: Logger;
  readonly t: Translate;
}

/**
 * Tells the host of a room that its disk takes nothing, and offers what can be done: the notice stays until
 * the host has chosen. Freeing space needs no button: the room goes on by itself then.
 */
export class StorageNotice implements Disposable {
  private before: RoomInfo['storage'];

  private readonly watching: Disposable;

  constructor(private readonly parts: StorageNoticeParts) {
    this.watching = parts.session.onDidChangeState((state) => this.watch(state));
  }

  /** Says it (again), as long as that is so. */
  show(): void {
    const { logger, session, t } = this.parts;
    const { room } = session.state;
    if (!room) return;
    this.ask(session.pin, storageWords(room, true, t).join(' ')).catch((error: unknown) => {
      logger.error(`a notification failed: ${error}`);
    });
  }

  dispose(): void {
    this.watching.dispose();
  }

  private watch({ connection, room }: SessionState): void {
    const { before } = this;
    this.before = connection.kind === 'hosting' ? room?.storage : undefined;
    if (this.before === 'waiting' && before !== 'waiting') this.show();
  }

  private async ask(pin: string | undefined, words: string): Promise<void> {
    const { session, t } = this.parts;
    const storage = () => (session.pin === pin ? session.state.room?.storage : undefined);
    const keeper = (): HostActions | undefined => storage() && session.invited?.hostActions;
    const [choose, goOn] = [t('Choose Another Folder…'), t('Continue Without Saving')];
    for (let message = words; keeper(); ) {
      const choices = storage() === 'waiting' ? [choose, goOn] : [choose];
      const chosen = await showErrorMessage(message, ...choices);
      if (chosen === goOn) keeper()?.goOnUnkept();
      if (chosen !== choose) return;
      const folder = await askFolder(t('Save Room Here'), t('Choose Where to Save the Room'));
      if (folder === undefined) continue;
      const problem = await keeper()?.keepIn(folder);
      if (problem === undefined || problem === 'not-noted') {
        this.tellMoved(pin, folder, problem);
        return;
      }
      message = moveProblemWords(problem, folder, t);
    }
  }

  private tellMoved(
    pin: string | undefined,
    folder: string,
    problem: Extract<MoveProblem, 'not-noted'> | undefined,
  ): void {
    const { session, t } = this.parts;
    // The room may have gone on, or ended, while a folder was chosen.
    if (session.pin !== pin || session.state.room?.storage !== undefined) return;
    if (problem) void showErrorMessage(moveProblemWords(problem, folder, t));
    else void showInformationMessage(roomMovedWords(folder, t));
  }
}
