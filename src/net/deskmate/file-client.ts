import type { FileId } from '../../protocol/card';
import {
  FileError,
  type FileErrorCode,
  fileChanged,
  fileRefusals,
} from '../../protocol/file-error';
import { decodeToFileMember, type FileFrameToMember, fileAlpn } from '../../protocol/file-frames';
import type { FileTransit } from '../../protocol/file-link';
import type { Limits } from '../../protocol/limits';
import type { Ticket } from '../../protocol/member-link';
import type { NetError, NetErrorCode } from '../../protocol/net-error';
import { noTap, type WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { FileSocket } from './file-socket';
import { secureDial } from './secure-dial';

/** Bytes given to a connection at a time. */
const sliceBytes = 64 * 1024;

/** Writing the last bytes to the hub's disk may take this many times as long as a stall. */
const finishFactor = 3;

export interface FileClientOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap;
}

/**
 * Sends a file to the hub, starting at the offset that the hub asks for. One attempt.
 * @param ticket a member's, with its key
 * @param open reads the file from a position
 * @throws {FileError} `file-changed` when it has more or fewer bytes than its size
 */
export async function putFile(
  ticket: Ticket,
  file: FileId,
  open: (offset: number) => AsyncIterable<Uint8Array>,
  transit: FileTransit,
  options: FileClientOptions,
): Promise<void> {
  const { size } = file;
  await connected(ticket, transit.signal, options, async (socket) => {
    await socket.writeFrame(requestOf('put', ticket, file, 0));
    let { offset: at } = expect('ready', await reply(socket));
    if (at > size) throw new FileError('protocol', `the hub asks for offset ${at} of ${size}`);
    transit.moved(at);
    if (at < size) {
      for await (const chunk of open(at)) {
        for (let start = 0; start < chunk.length; start += sliceBytes) {
          const slice = chunk.subarray(start, start + sliceBytes);
          at += slice.length;
          if (at > size) throw fileChanged();
          await write(socket, slice);
          transit.moved(at - socket.queued);
        }
      }
      if (at < size) throw fileChanged();
      await write(socket);
    }
    expect('done', await reply(socket, finishFactor * options.limits.fileStallMs));
    transit.moved(size);
  });
}

/**
 * Fetches a file from the hub, from `offset` on. One attempt; the caller checks the hash.
 * @param ticket a member's, with its key
 * @param write takes the bytes, in order
 * @throws {FileError} or what `write` throws
 */
export async function getFile(
  ticket: Ticket,
  file: FileId & { readonly offset: number },
  write: (bytes: Buffer) => Promise<void>,
  transit: FileTransit,
  options: FileClientOptions,
): Promise<void> {
  const { size, offset } = file;
  await connected(ticket, transit.signal, options, async (socket) => {
    await socket.writeFrame(requestOf('get', ticket, file, offset));
    const ready = expect('ready', await reply(socket));
    if (ready.offset !== offset) throw new FileError('protocol', `begins at ${ready.offset}`);
    let at = offset;
    while (at < size) {
      const bytes = await socket.read(Math.min(size - at, sliceBytes));
      await write(bytes);
      at += bytes.length;
      transit.moved(at);
    }
    expect('done', await reply(socket));
  });
}

/** Runs `work` on a new connection, and closes it afterwards, or at once when the signal is aborted. */
async function connected(
  ticket: Ticket,
  signal: AbortSignal,
  { clock, limits, tap = noTap }: FileClientOptions,
  work: (socket: FileSocket) => Promise<void>,
): Promise<void> {
  const secure = await secureDial(
    ticket,
    { clock, timeoutMs: limits.connectMs, alpn: fileAlpn },
    signal,
  ).catch((error: NetError) => {
    throw toFileError(error);
  });
  const { fileStallMs: stallMs, closeTimeoutMs } = limits;
  const socket = new FileSocket(secure.socket, { clock, stallMs, closeTimeoutMs, tap });
  const abort = () => socket.end();
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) throw new FileError('cancelled', 'cancelled');
    await work(socket);
  } catch (error) {
    throw signal.aborted ? new FileError('cancelled', 'cancelled') : error;
  } finally {
    signal.removeEventListener('abort', abort);
    socket.end();
  }
}

function requestOf(type: 'put' | 'get', { claim }: Ticket, file: FileId, offset: number): object {
  if ('token' in claim) throw new FileError('not-a-member', 'not admitted yet');
  const { member, key } = claim;
  return { type, member, key, file: file.hash, size: file.size, offset };
}

/** Writes bytes, or waits for those written. If that fails and the hub has replied, its reply is the error. */
async function write(socket: FileSocket, bytes?: Uint8Array): Promise<void> {
  try {
    await (bytes ? socket.write(bytes) : socket.flush());
  } catch (error) {
    if (socket.hasUnread) expect('ready', await reply(socket));
    throw error;
  }
  if (socket.hasUnread) expect('ready', await reply(socket));
}

async function reply(socket: FileSocket, ms?: number): Promise<FileFrameToMember> {
  const line = await socket.line(ms);
  const frame = decodeToFileMember(line);
  if (!frame) throw new FileError('protocol', 'the hub sent something else than a frame');
  return frame;
}

/** @throws {FileError} when the hub has refused, or answers something else */
function expect<T extends 'ready' | 'done'>(
  type: T,
  frame: FileFrameToMember,
): Extract<FileFrameToMember, { type: T }> {
  if (frame.type === type) return frame as Extract<FileFrameToMember, { type: T }>;
  if (frame.type !== 'refused') throw new FileError('protocol', `${frame.type} instead of ${type}`);
  // A later hub may refuse for reasons that this version doesn't know.
  const known = fileRefusals.find((code) => code === frame.code);
  throw new FileError(known ?? 'protocol', `the hub refused: ${frame.code}`);
}

/** Dial errors that don't just mean that the hub can't be reached now. */
const dialErrors = new Map<NetErrorCode, FileErrorCode>([
  ['cancelled', 'cancelled'],
  ['other-version', 'old-host'],
  ['no-encryption', 'protocol'],
  ['wrong-pin', 'protocol'],
]);

function toFileError(error: NetError): FileError {
  const code = dialErrors.get(error.code) ?? 'connection-lost';
  return new FileError(code, error.message, { cause: error });
}
