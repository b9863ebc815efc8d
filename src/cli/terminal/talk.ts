import type { MessageEntry } from '../../room/log/log-entry';
import type { Session } from '../../room/session/session';
import type { TerminalIo } from '../terminal-io';
import type { ClassTalk } from './class-talk';
import type { Line } from './colors';

/** What a line command can use. */
export interface Talk {
  readonly session: Session;
  readonly io: Pick<TerminalIo, 'cwd' | 't' | 'language' | 'env'>;
  readonly columns: number;
  readonly classTalk: Pick<ClassTalk, 'room' | 'numberOf'>;
  /** The time, in ms since the Unix epoch. */
  now(): number;
  /** Prints lines above the prompt. */
  print(lines: readonly Line[]): void;
  /** Prints the answer to a command, or why it failed; several lines are allowed. */
  notice(text: string): void;
  /** The message that this number names. @throws {LineCommandError} if there is none */
  message(number: string): MessageEntry;
  /** All lines of a message. */
  linesOf(message: MessageEntry): readonly Line[];
  /** Asks instead of the prompt; empty if the user doesn't answer. */
  ask(question: string): Promise<string>;
  /** Lets the user enter several lines as one message. */
  beginMultiLine(): void;
  /** Ends the talk, after a question if something would be lost. */
  leave(): Promise<void>;
}

/** Why a line command can't do what it says; a complete sentence in the user's language. */
export class LineCommandError extends Error {
  override readonly name = 'LineCommandError';
}

/** Whether an answer means yes, in the languages of the interface. */
export function isYes(answer: string): boolean {
  return /^(?:y|yes|是|好)$/i.test(answer.trim());
}
