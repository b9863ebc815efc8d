import type { MessageErrorCode } from '../../room/message-error';
import { MessageError } from '../../room/message-error';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { note, type TerminalIo } from '../terminal-io';
import { type InputLine, readLines } from './stdin-messages';
import type { OwnMessages } from './wait-for-delivery';

/** Maximum number of own messages on their way; the input is read further when some of them have arrived. */
const maxAhead = 200;

export interface InputSenderDeps {
  readonly session: { readonly messages: Pick<Session['messages'], 'say'> };
  readonly io: Pick<TerminalIo, 'stdin' | 'stderr' | 't'>;
  readonly own: Pick<OwnMessages, 'waiting' | 'onDidChange'>;
  /** The longest message, in bytes of UTF-8. */
  readonly maxBytes: number;
}

/** Sends each line of standard input as a message, as fast as the room takes them. Blank lines aren't messages. */
export class InputSender {
  private count = 0;
  private isStopped = false;

  constructor(private readonly deps: InputSenderDeps) {}

  /** Number of lines that weren't sent because the room doesn't take them. */
  get refused(): number {
    return this.count;
  }

  /** Resolves at the end of the input. */
  async run(): Promise<void> {
    const { io, maxBytes } = this.deps;
    for await (const line of readLines(io.stdin, maxBytes)) {
      await this.send(line);
      if (this.isStopped) return;
    }
  }

  /** Reads nothing more. */
  stop(): void {
    this.isStopped = true;
    this.deps.io.stdin.destroy();
  }

  private async send({ number, text }: InputLine): Promise<void> {
    if (text === undefined) {
      this.refuse(number, 'too-long');
      return;
    }
    if (text.trim() === '') return;
    const { own, session } = this.deps;
    while (own.waiting >= maxAhead) await this.progress();
    for (;;) {
      if (this.isStopped) return;
      try {
        session.messages.say(text);
        return;
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        if (error.code !== 'queue-full') {
          this.refuse(number, error.code);
          return;
        }
      }
      await this.progress();
    }
  }

  /** Resolves when something has happened to an own message. */
  private progress(): Promise<void> {
    return new Promise((resolve) => {
      const once = this.deps.own.onDidChange(() => {
        once.dispose();
        resolve();
      });
    });
  }

  private refuse(number: number, code: MessageErrorCode): void {
    const { io } = this.deps;
    this.count += 1;
    note(io, io.t('Line {0} wasn’t sent. {1}', number, messageErrorText(code, io.t)));
  }
}
