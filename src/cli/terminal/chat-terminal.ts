import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { MessageError } from '../../room/message-error';
import { PresenceReporter } from '../../room/session/presence-reporter';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { nudgeText } from '../../strings/message-text';
import { joiningOf } from '../../strings/problem';
import { terminalProblemText } from '../../strings/terminal-problem';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { ExitCode, exitCodeOfNetError } from '../exit-codes';
import { captureErrors, type TerminalIo } from '../terminal-io';
import { ChatLog } from './chat-log';
import { ClassTalk } from './class-talk';
import type { Line } from './colors';
import { complete } from './completion';
import { DraftInput } from './draft-input';
import { pathsLike } from './file-commands';
import { Keyboard } from './keyboard';
import {
  commandNamesIn,
  messageNumber,
  readLine,
  runLineCommand,
  wrongLineText,
} from './line-commands';
import { noticeLines } from './message-lines';
import { Prompt, screenOf } from './prompt';
import { closingQuestion, firstHint, lossQuestion, statusLines } from './status-lines';
import { isYes, LineCommandError, type Talk } from './talk';

export interface TerminalOptions {
  /** In a room, or on its way into one. */
  readonly session: Session;
  readonly io: TerminalIo;
  readonly clock: Clock;
  /** See `isColored`. */
  readonly isColored: boolean;
  /** Whether the user's own room can be opened again after its terminal was closed. */
  readonly isKept?: boolean;
}

const bell = '\x07';

/**
 * Lets the user talk in the session's room: prints its log so far, then what comes, above a prompt. Leaves the room at
 * the end, unless the terminal is gone.
 * @returns `interrupted` after Ctrl+C, the code of the error if the room broke, `done` otherwise
 */
export async function runTerminal(options: TerminalOptions): Promise<ExitCode> {
  const terminal = new ChatTerminal(options);
  try {
    return await terminal.run();
  } finally {
    terminal.dispose();
  }
}

/** Connects keyboard, prompt, log and commands with the session. */
class ChatTerminal implements Disposable {
  private readonly store = new DisposableStore();
  private readonly prompt: Prompt;
  private readonly keyboard: Keyboard;
  private readonly input: DraftInput;
  private readonly log: ChatLog;
  private readonly presence: PresenceReporter;
  private readonly classTalk: ClassTalk;
  private readonly talk: Talk;
  /** What is printed at the end of this turn, all in one write. */
  private queue: Line[] = [];
  private isScheduled = false;
  /** The id of the user's last message that the hub has. */
  private lastOwn: string | undefined;
  private files: { readonly of: object; readonly subscription: Disposable } | undefined;
  private isLeaving = false;
  private finish: (code: ExitCode) => void = () => {};

  constructor(private readonly options: TerminalOptions) {
    const { session, io, clock, isColored } = options;
    const { stdout, t, language } = io;
    const screen = screenOf(stdout);
    this.prompt = new Prompt(screen, isColored);
    this.log = new ChatLog({
      ...{ session, clock, language, t },
      print: (lines, isForUser) => this.print(lines, isForUser),
    });
    this.classTalk = this.store.add(
      new ClassTalk({
        ...{ session, clock, language, t },
        print: (lines, isForUser) => this.print(lines, isForUser),
        onChange: () => this.update(),
      }),
    );
    this.presence = this.store.add(new PresenceReporter(session, clock));
    this.noteKey();
    this.input = new DraftInput({
      submit: (text) => void this.runLine(text),
      typing: () => session.invited?.typing(),
      complete: (text, cursor) => complete(text, cursor, this.completionSources()),
      offer: (choices) => this.print([['  ', choices.join('  ')]]),
      leave: (isInterrupt) => void this.leave(isInterrupt ? ExitCode.interrupted : ExitCode.done),
      suspend: () => {
        if (io.platform === 'win32') return;
        this.prompt.erase();
        this.keyboard.suspend();
      },
      redraw: () => this.prompt.redraw(),
      show: (draft) => this.prompt.showDraft(draft),
    });
    this.keyboard = new Keyboard(io, {
      pressed: (typed, key) => {
        this.log.typed();
        this.noteKey();
        this.input.press(typed, key);
        this.update();
      },
      continued: (isSuspended) => (isSuspended ? this.prompt.redraw() : this.prompt.drawAgain()),
    });
    this.talk = {
      ...{ session, io, classTalk: this.classTalk, now: () => clock.now() },
      get columns() {
        return screen.columns;
      },
      print: (lines) => this.print(lines),
      notice: (text) => this.print(noticeLines(text)),
      message: (typed) => this.message(typed),
      linesOf: (message) => this.log.whole(message),
      ask: (question) => this.input.ask(question),
      beginMultiLine: () => this.input.beginMultiLine(),
      leave: () => this.leave(ExitCode.done),
    };
  }

  async run(): Promise<ExitCode> {
    const ended = new Promise<ExitCode>((resolve) => {
      this.finish = resolve;
    });
    this.listen();
    this.keyboard.hold();
    const { session, io, isKept = false } = this.options;
    this.log.start();
    this.talk.notice(firstHint(session.state, isKept, io.t));
    for (const entry of session.entries) this.noteOwn(entry);
    this.input.show();
    this.update();
    this.checkRoom();
    const code = await ended;
    this.flush();
    // What never reached the host is the last thing that the user sees.
    const unsent = this.log.pending.map(({ text }) => `${io.t('Not sent:')} ${text}`);
    this.prompt.printLast(unsent.flatMap(noticeLines));
    return code;
  }

  dispose(): void {
    this.files?.subscription.dispose();
    this.store.dispose();
    this.keyboard.dispose();
  }

  private listen(): void {
    const { session, io } = this.options;
    const { stdin, stdout } = io;
    const redraw = () => this.prompt.redraw();
    // Without a terminal, nobody has left, and the room stays as it is.
    const end = () => this.finish(ExitCode.done);
    stdout.on('resize', redraw);
    stdin.on('end', end);
    this.store.add({
      dispose() {
        stdout.off('resize', redraw);
        stdin.off('end', end);
      },
    });
    this.store.add(
      session.onDidChangeLog((change) => {
        this.log.apply(change);
        if (change.type === 'entry') this.noteOwn(change.entry);
        this.update();
      }),
    );
    this.store.add(
      session.onDidChangeState(() => {
        this.watchFiles();
        this.update();
        this.checkRoom();
      }),
    );
    this.store.add(
      session.onDidNudge(({ name }) => {
        stdout.write(bell);
        this.print(noticeLines(nudgeText(name, io.t)));
      }),
    );
    this.store.add(
      io.onStop((reason) => {
        if (reason === 'SIGINT') this.leaveNow(ExitCode.interrupted);
        else if (reason === 'SIGTERM') this.leaveNow(ExitCode.done);
        else end();
      }),
    );
    this.store.add(captureErrors(io, (text) => this.print(noticeLines(text))));
    this.watchFiles();
  }

  /** Shows the transfers of the room that the session is in now. */
  private watchFiles(): void {
    const files = this.options.session.invited?.files;
    if (files === this.files?.of) return;
    this.files?.subscription.dispose();
    this.files = files && { of: files, subscription: files.onDidChange(() => this.update()) };
  }

  /** Nothing but its keys says whether the user is at a terminal. */
  private noteKey(): void {
    this.presence.attend(true);
    this.presence.attend(false);
  }

  private noteOwn(entry: LogEntry): void {
    if (entry.kind !== 'message' || !entry.own || entry.delivery === 'queued') return;
    if ((entry.seq ?? 0) >= (this.own?.seq ?? 0)) this.lastOwn = entry.id;
  }

  private get own(): MessageEntry | undefined {
    const entry = this.lastOwn === undefined ? undefined : this.options.session.entry(this.lastOwn);
    return entry?.kind === 'message' ? entry : undefined;
  }

  /** The talk is over once the session is in no room. */
  private checkRoom(): void {
    const { session, io } = this.options;
    const { connection, room } = session.state;
    if (connection.kind !== 'offline' || this.isLeaving) return;
    const { error } = connection;
    if (error === undefined || error === 'room-closed') {
      this.finish(ExitCode.done);
      return;
    }
    if (room) {
      const attempt = { ...room, doing: joiningOf(room.kind), room: room.name };
      this.talk.notice(terminalProblemText(error, attempt, io.platform, io.t));
    }
    this.finish(exitCodeOfNetError(error));
  }

  private print(lines: readonly Line[], isForUser = false): void {
    if (isForUser) this.options.io.stdout.write(bell);
    for (const line of lines) this.queue.push(line);
    this.update();
  }

  /** Draws at the end of this turn what has changed in it. */
  private update(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => this.flush());
  }

  private flush(): void {
    this.isScheduled = false;
    const lines = this.queue;
    this.queue = [];
    this.prompt.print(lines, this.status());
  }

  private status(): readonly Line[] {
    const { session, io } = this.options;
    const { own } = this;
    const number = own && this.log.numberOf(own.id);
    return statusLines({
      state: session.state,
      pending: this.log.pending,
      ...(own?.delivery && number !== undefined && { last: { number, delivery: own.delivery } }),
      transfers: session.invited?.files.transfers ?? [],
      classroom: this.classTalk.status,
      isMultiLine: this.input.isMultiLine,
      language: io.language,
      t: io.t,
    });
  }

  private async runLine(text: string): Promise<void> {
    const { session, io } = this.options;
    try {
      const line = readLine(text);
      if (line.type === 'message') session.messages.say(line.text);
      else if (line.type === 'command') await runLineCommand(line, this.talk);
      else throw new LineCommandError(wrongLineText(line, io.t, this.isInClass));
    } catch (error) {
      const { message } = error as Error;
      this.talk.notice(
        error instanceof MessageError ? messageErrorText(error.code, io.t) : message,
      );
      this.input.giveBack(text);
    }
  }

  /** @throws {LineCommandError} */
  private message(typed: string): MessageEntry {
    const { t } = this.options.io;
    const found = this.log.find(messageNumber(typed, t));
    if (!found) throw new LineCommandError(t('There is no message {0} here.', typed));
    return found;
  }

  private get isInClass(): boolean {
    return this.classTalk.room !== undefined;
  }

  private completionSources() {
    const { session, io } = this.options;
    const others = session.state.members.filter(({ self }) => !self);
    return {
      commands: commandNamesIn(this.isInClass, session.invited?.inviteActions !== undefined),
      names: others.map(({ name }) => name),
      paths: (beginning: string) => pathsLike(beginning, io),
    };
  }

  /**
   * Leaves the room, after a question if others would lose it, or something would be lost. A second try doesn't wait for the
   * host, and Ctrl+C after Ctrl+C not for an answer.
   */
  private async leave(code: ExitCode): Promise<void> {
    if (this.isLeaving) return this.finish(code);
    const { session, io } = this.options;
    const transfers = session.invited?.files.transfers ?? [];
    const question =
      closingQuestion(session.state, io.language, io.t) ??
      lossQuestion(transfers, this.log.pending.length, io.t);
    const onInterrupt = code === ExitCode.interrupted ? 'y' : '';
    if (question === undefined || isYes(await this.input.ask(`${question} y/n`, onInterrupt)))
      this.leaveNow(code);
  }

  private leaveNow(code: ExitCode): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    const end = () => this.finish(code);
    void this.options.session.leave().then(end, end);
  }
}
