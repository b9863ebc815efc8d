import type { RoomHolder, SessionState } from '../../room/room';
import { CodedError, netErrorCode, type Problem } from '../../strings/problem';
import { openElsewhereText } from '../../strings/question-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { type Handoff, KeyboardHandoff } from '../window/keyboard-handoff';
import { showErrorMessage } from '../window/messages';
import { offerOtherWindow, thisWindow } from './other-window';
import { OpenElsewhere, type RoomAttempts } from './room-attempts';
import { confirmLeave } from './room-questions';

export interface FlowHelperDeps {
  readonly attempts: RoomAttempts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  state(): SessionState;
  /** @param from the input that has the keyboard focus until the chat takes it */
  showChat(from?: Handoff): Promise<void>;
  /** Shows a failure, with buttons for what the user can do about it. */
  offer(problem: Problem): void;
}

/** The steps that hosting and joining share. */
export class FlowHelpers {
  /** The list or text box answered last, which keeps the keyboard focus until the chat has it. */
  readonly answered: KeyboardHandoff;

  constructor(private readonly deps: FlowHelperDeps) {
    this.answered = new KeyboardHandoff(deps.clock);
  }

  /** Moves the keyboard focus to the chat. Call this before the room is open, so that no typed key gets lost. */
  focusChat(): void {
    const { showChat, logger, t } = this.deps;
    this.answered.handOver(showChat, t).catch((error: unknown) => {
      logger.error(`failed to show the chat: ${error}`);
    });
  }

  /** Asks before leaving the current room. @param confirm label of the button that leaves it */
  confirmLeave(confirm: string): Promise<boolean> {
    const { state, t } = this.deps;
    // Otherwise the question would cover the list answered last.
    if (state().connection.kind !== 'offline') this.answered.close();
    return confirmLeave(state(), confirm, t);
  }

  /**
   * Tells the user that hosting or joining failed, and offers what to do next.
   * @param takeOver continues in this window if another one is in the room
   */
  fail(error: unknown, takeOver: () => Promise<unknown> = async () => {}): void {
    const { logger, attempts, offer } = this.deps;
    // The next step may be another question.
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
    offer(attempts.problem(code));
  }

  /** Says that another window is in the room, and offers to switch to it; see {@link offerOtherWindow}. */
  offerWindow(holder: RoomHolder, room: string, takeOver: () => Promise<unknown>): void {
    const { logger, t } = this.deps;
    offerOtherWindow(holder, room, takeOver, t).catch((error: unknown) => {
      logger.error(`failed to offer the other window: ${error}`);
    });
  }
}

/**
 * Waits for `work`, for a command that a program called.
 * @throws {CodedError} in place of a network error, with a message in the user's language
 */
export async function withErrorCodes<T>(
  work: Promise<T>,
  { attempts, t }: Pick<FlowHelperDeps, 'attempts' | 't'>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OpenElsewhere) {
      const words = openElsewhereText(error.holder, error.room, thisWindow(), t);
      throw new CodedError('open-elsewhere', words);
    }
    if (error instanceof CodedError) throw error;
    const code = netErrorCode(error);
    throw new CodedError(code, attempts.problem(code).message);
  }
}
