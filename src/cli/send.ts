import { FileError } from '../protocol/file-error';
import { isByInvite } from '../protocol/room-kinds';
import type { RoomFiles } from '../room/files';
import { MessageError } from '../room/message-error';
import { fileErrorText } from '../strings/file-text';
import { messageErrorText } from '../strings/input-text';
import { eventText } from '../strings/room-text';
import type { Clock } from '../util/clock';
import type { ParsedArgs } from './commands';
import {
  enterRoom,
  isInSilence,
  isInside,
  problemText,
  silenceText,
  stateWhen,
} from './enter-room';
import { CommandError, ExitCode, exitCodeOfNetError, UsageError } from './exit-codes';
import { leaveRoom } from './leave-room';
import type { OpenedSession } from './open-session';
import { openTarget } from './open-target';
import { personName } from './person';
import { OwnMessages, waitForDelivery } from './pipe/wait-for-delivery';
import type { RoomTarget } from './room-target';
import { safeLine } from './safe-text';
import { readSendArguments, type SendArguments } from './send-arguments';
import { readContent, type SendContent } from './send-content';
import { note, type TerminalIo } from './terminal-io';

/** Sends a message, files or a card into a room, waits until they are delivered, and leaves. */
export async function run(args: ParsedArgs<'send'>, io: TerminalIo): Promise<ExitCode> {
  const options = readSendArguments(args, io);
  const { data, encoding, person } = args.values;
  const name = personName(person, io);
  const content = await readContent(options, io);
  const { opened, target } = await openTarget(options.room, data, io, true);
  try {
    checkRoom(target, content, options, io);
    return await new Sender({ opened, io, target, content, options, encoding }).run(name);
  } finally {
    await opened.close();
  }
}

/** @throws {UsageError} if a lab room can't do what is asked for */
function checkRoom(
  target: RoomTarget,
  { card, files }: SendContent,
  { goal }: SendArguments,
  { t }: TerminalIo,
): void {
  if (target.type !== 'lab') return;
  if (card || files.length > 0) {
    throw new UsageError(t('Lab rooms carry plain text only: no --file and no --card.'));
  }
  if (goal === 'received') {
    throw new UsageError(t('Lab rooms don’t tell who has received a message: no --wait received.'));
  }
}

interface SenderDeps {
  readonly opened: OpenedSession;
  readonly io: TerminalIo;
  readonly target: RoomTarget;
  readonly content: SendContent;
  readonly options: SendArguments;
  readonly encoding: string | undefined;
}

/** One visit to a room, to send something. */
class Sender {
  /** Aborted when the program is asked to end, or when the room has ended. */
  private readonly over = new AbortController();
  private isStopped = false;

  constructor(private readonly deps: SenderDeps) {}

  /** @param person the name of a new member */
  async run(person: string): Promise<ExitCode> {
    const { encoding, io, opened, target } = this.deps;
    const { session } = opened;
    const own = new OwnMessages(session);
    const following = [
      own,
      io.onStop((reason) => {
        if (reason === 'output-closed') return;
        this.isStopped = true;
        this.over.abort();
      }),
      session.onDidChangeLog((change) => {
        if (change.type !== 'entry' || change.entry.kind !== 'system') return;
        const { event } = change.entry;
        if (event.type === 'refused') note(io, safeLine(eventText(event, io.language, io.t).text));
      }),
    ];
    try {
      const { signal } = this.over;
      await enterRoom(target, { opened, io, person, encoding, signal, waits: true });
      return await this.send(own);
    } catch (error) {
      if (this.isStopped) return ExitCode.interrupted;
      throw error;
    } finally {
      for (const each of following) each.dispose();
    }
  }

  private async send(own: OwnMessages): Promise<ExitCode> {
    const { opened, options } = this.deps;
    const { clock, session } = opened;
    session.onDidChangeState(({ connection }) => {
      if (connection.kind === 'offline') this.over.abort();
    });
    await this.beIn();
    const areFilesSent = await this.sendContent();
    const wait = { clock, patience: options.patience, signal: this.over.signal };
    const isDelivered = areFilesSent && (await waitForDelivery(own, options.goal, wait));
    this.checkRoom();
    if (this.isStopped) return ExitCode.interrupted;
    if (isInSilence(session)) note(this.deps.io, silenceText(session, this.deps.io.t));
    await leaveRoom(session, clock);
    if (isDelivered && own.refused === 0) return ExitCode.done;
    this.explain(own, areFilesSent);
    return ExitCode.undelivered;
  }

  /** Waits in line, and until everything said before is here. @throws {CommandError} if it takes too long */
  private async beIn(): Promise<void> {
    const { io, opened, options } = this.deps;
    const { clock, session } = opened;
    const patience = new AbortController();
    const timer = clock.after(options.patience, () => patience.abort());
    const signal = AbortSignal.any([patience.signal, this.over.signal]);
    await stateWhen(session, () => isInside(session) || isInSilence(session), signal);
    timer.dispose();
    this.checkRoom();
    if (!patience.signal.aborted) return;
    throw new CommandError(
      io.t('The room hasn’t let you in yet. Nothing was sent.'),
      ExitCode.refused,
    );
  }

  /** @throws {CommandError} if the room has ended */
  private checkRoom(): void {
    const { io, opened, target } = this.deps;
    const { connection } = opened.session.state;
    if (connection.kind !== 'offline' || this.isStopped) return;
    const { error = 'room-closed' } = connection;
    throw new CommandError(problemText(target, error, io), exitCodeOfNetError(error));
  }

  /** Sends everything. Resolves to whether all files are at the hub, once they are. @throws {CommandError} */
  private async sendContent(): Promise<boolean> {
    const { content, io, opened } = this.deps;
    const { card, files, text } = content;
    const { session } = opened;
    if (this.over.signal.aborted) return false;
    const roomFiles = session.invited?.files;
    try {
      // A text goes with the first file, as it does in the editor.
      const withFile = files.length > 0 && !card;
      if (!withFile) session.messages.say(text, card && { card });
      if (!roomFiles) return true;
      const ids = files.map((file, index) =>
        roomFiles.send(file, withFile && index === 0 ? { text } : {}),
      );
      return await this.filesAreSent(roomFiles, ids);
    } catch (error) {
      throw toCommandError(error, content, roomFiles, io);
    }
  }

  private filesAreSent(files: RoomFiles, ids: readonly string[]): Promise<boolean> {
    const { opened, options } = this.deps;
    const { signal } = this.over;
    return transfersEnd(files, ids, { clock: opened.clock, patience: options.patience, signal });
  }

  private explain(own: OwnMessages, areFilesSent: boolean): void {
    const { io, opened } = this.deps;
    const { t } = io;
    if (!areFilesSent) note(io, t('Not all files were sent in time.'));
    if (own.waiting > 0) {
      const isKept = isByInvite(opened.session.state.room?.kind);
      note(
        io,
        isKept
          ? t('The message isn’t in the room yet. It is sent when you’re in the room again.')
          : t('The message wasn’t sent.'),
      );
    } else if (areFilesSent && own.refused === 0) {
      note(io, t('The message is in the room, but not everyone has received it yet.'));
    }
  }
}

/** Resolves to true when all transfers are done; to false without progress for `patience` ms, or when aborted. */
function transfersEnd(
  files: RoomFiles,
  ids: readonly string[],
  {
    clock,
    patience,
    signal,
  }: { readonly clock: Clock; readonly patience: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const bytes = () => files.transfers.reduce((sum, { transferred }) => sum + transferred, 0);
  return new Promise((resolve, reject) => {
    let before = bytes();
    const giveUp = () => {
      stop();
      resolve(false);
    };
    const wait = () => clock.after(patience, giveUp);
    let timer = wait();
    const changed = files.onDidChange(() => {
      if (bytes() === before) return;
      before = bytes();
      timer.dispose();
      timer = wait();
    });
    const stop = () => {
      timer.dispose();
      changed.dispose();
      signal.removeEventListener('abort', giveUp);
    };
    signal.addEventListener('abort', giveUp);
    Promise.all(ids.map((id) => files.finished(id))).then(
      () => {
        stop();
        resolve(true);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}

function toCommandError(
  error: unknown,
  { files }: SendContent,
  roomFiles: RoomFiles | undefined,
  { t }: TerminalIo,
): unknown {
  if (error instanceof MessageError) {
    return new CommandError(messageErrorText(error.code, t), ExitCode.undelivered);
  }
  if (!(error instanceof FileError)) return error;
  const failed = roomFiles?.transfers.find(({ state }) => state === 'failed')?.name;
  const name =
    failed ?? files.find(({ size }) => size > (roomFiles?.limits?.fileBytes ?? size))?.name;
  const limit = roomFiles?.limits?.fileBytes;
  const about = { direction: 'send', name: name ?? files[0]?.name ?? '', limit } as const;
  return new CommandError(fileErrorText(error.code, about, t), ExitCode.undelivered);
}
