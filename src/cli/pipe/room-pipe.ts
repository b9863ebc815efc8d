import { defaultLimits } from '../../protocol/limits';
import type { NetErrorCode } from '../../protocol/net-error';
import type { Disposable } from '../../util/disposable';
import { isInSilence, silenceText } from '../enter-room';
import { CommandError, ExitCode, exitCodeOfNetError } from '../exit-codes';
import { leaveRoom } from '../leave-room';
import { note, type StopReason } from '../terminal-io';
import { InputSender } from './input-sender';
import { RoomWriter, type RoomWriterOptions } from './room-writer';
import { OwnMessages, waitForDelivery } from './wait-for-delivery';

export interface PipeOptions extends RoomWriterOptions {
  /** Whether the lines of standard input are messages; if not, it isn't read. */
  readonly readsInput: boolean;
  /** At the end of the input, how long to wait for messages on their way without progress, in ms. */
  readonly patience: number;
  /** Why the room ended, in words. */
  readonly problem: (code: NetErrorCode) => string;
}

/**
 * A room in a pipe: its log goes to standard output, and the lines of standard input go into the room. Create it before the
 * session goes into the room, call `run()` after that, and dispose it.
 */
export class RoomPipe implements Disposable {
  private readonly writer: RoomWriter;
  private readonly stopping = new AbortController();
  private readonly listening: Disposable;
  private stopped: StopReason | undefined;
  private onStop: (reason: StopReason) => void = () => {};

  constructor(private readonly options: PipeOptions) {
    this.writer = new RoomWriter(options);
    this.listening = options.io.onStop((reason) => {
      this.stopped ??= reason;
      if (reason === 'output-closed') this.writer.close();
      this.stopping.abort();
      this.onStop(reason);
    });
  }

  /** Aborted when the program is asked to end. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** The exit code when it was asked to end before it was in the room. */
  get codeOfStop(): ExitCode {
    return this.stopped === 'output-closed' ? ExitCode.done : ExitCode.interrupted;
  }

  /**
   * Talks until the end of the input, or of the room; then leaves it.
   * @throws {CommandError} if the room ended with an error
   */
  async run(): Promise<ExitCode> {
    const { clock, io, patience, readsInput, session } = this.options;
    const own = new OwnMessages(session);
    const sender = new InputSender({ session, io, own, maxBytes: defaultLimits.messageBytes });
    const over = this.untilOver();
    try {
      if (isInSilence(session)) this.writer.begin();
      const input = readsInput ? this.writer.ready.then(() => sender.run()) : forever;
      await Promise.race([input, over.inputEnd]);
      await waitForDelivery(own, 'hub', { clock, patience, signal: over.signal });
    } finally {
      sender.stop();
      over.dispose();
      own.dispose();
      // Asked once more to end, the program ends at once.
      this.listening.dispose();
    }
    const { connection } = session.state;
    const error = connection.kind === 'offline' ? connection.error : undefined;
    if (own.hasSent && isInSilence(session)) note(io, silenceText(session, io.t));
    await leaveRoom(session, clock);
    if (this.stopped === 'SIGINT') return ExitCode.interrupted;
    if (error !== undefined && error !== 'room-closed') {
      throw new CommandError(this.options.problem(error), exitCodeOfNetError(error));
    }
    return own.waiting + own.refused + sender.refused > 0 ? ExitCode.undelivered : ExitCode.done;
  }

  dispose(): void {
    this.listening.dispose();
    this.writer.dispose();
  }

  /**
   * Watches for the end of the talk, apart from the end of the input. `signal` is aborted when there is nothing left to
   * wait for; `inputEnd` resolves then, too, and when nobody reads the output any more, which ends the talk like the
   * end of the input does.
   */
  private untilOver() {
    const { session } = this.options;
    const over = new AbortController();
    let endInput = () => {};
    const inputEnd = new Promise<void>((resolve) => {
      endInput = resolve;
    });
    const check = () => {
      const isOffline = session.state.connection.kind === 'offline';
      const isStopped = this.stopped !== undefined && this.stopped !== 'output-closed';
      if (isOffline || isStopped) over.abort();
      if (isOffline || this.stopped !== undefined) endInput();
    };
    this.onStop = check;
    const following = session.onDidChangeState(check);
    check();
    return { signal: over.signal, inputEnd, dispose: () => following.dispose() };
  }
}

const forever = new Promise<never>(() => {});
