import type { TLSSocket } from 'node:tls';
import type { AccessControl } from '../../protocol/access';
import type { FileError, FileErrorCode, FileRefusal } from '../../protocol/file-error';
import { decodeToFileHub, type FileFrameToHub } from '../../protocol/file-frames';
import type { FileLink, FileRequest } from '../../protocol/file-link';
import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { HubAccessControl } from './access-control';
import type { Pass } from './admission';
import { FileSocket } from './file-socket';

/** Bytes that are taken from a connection, or given to it, at a time: what one turn of the event loop costs. */
const sliceBytes = 64 * 1024;

export interface FileServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly access: Pick<HubAccessControl, 'knowsKey'> & Pick<AccessControl, 'onDidChange'>;
}

/**
 * The file connections of a hub. A connection that isn't a member's, or is one too many, is refused before
 * the room learns of it.
 */
export class FileServer {
  private readonly files = new Emitter<FileLink>();
  readonly onFile = this.files.event;
  /** All connections, with the links of those that are members'. */
  private readonly sockets = new Map<FileSocket, HubFileLink | undefined>();

  constructor(private readonly options: FileServerOptions) {
    options.access.onDidChange((change) => {
      if (change.type === 'revoked') this.drop(change.member);
    });
  }

  /** Number of connections that are open. */
  get size(): number {
    return this.sockets.size;
  }

  /** Takes a connection after its handshake. */
  accept(secure: TLSSocket, pass: Pass): void {
    const { clock, limits } = this.options;
    const { fileStallMs: stallMs, farewellMs } = limits;
    const socket = new FileSocket(secure, { clock, stallMs, farewellMs });
    this.sockets.set(socket, undefined);
    socket.onEnd(() => this.sockets.delete(socket));
    // Whatever a connection does, it ends by itself.
    void this.serve(socket, pass).catch(() => socket.end());
  }

  /** Closes the member's connections. */
  drop(member: string): void {
    for (const link of this.linksOf(member)) link.close();
  }

  close(): void {
    for (const socket of [...this.sockets.keys()]) socket.end();
    this.files.dispose();
  }

  private async serve(socket: FileSocket, pass: Pass): Promise<void> {
    const { limits } = this.options;
    let line: string;
    try {
      line = await socket.line(limits.authenticationMs);
    } catch (error) {
      const code = lineRefusals.get((error as FileError).code);
      socket.end(code && refused(code));
      return;
    }
    const frame = decodeToFileHub(line);
    const problem = this.problem(frame);
    if (!frame || problem) {
      socket.end(refused(problem ?? 'bad-frame'));
      return;
    }
    pass.prove();
    const { key: _, member, file: hash, ...request } = frame;
    const link = new HubFileLink(socket, member, { ...request, hash });
    // After a broken connection, the same member comes back before the hub has noticed.
    for (const before of this.linksOf(member))
      if (isSame(before.request, link.request)) before.close();
    if (this.linksOf(member).length >= limits.fileConnections) {
      link.refuse('too-many-transfers');
      return;
    }
    this.sockets.set(socket, link);
    this.files.fire(link);
  }

  private problem(frame: FileFrameToHub | undefined): FileRefusal | undefined {
    if (!frame || frame.offset > frame.size) return frame ? 'bad-offset' : 'bad-frame';
    return this.options.access.knowsKey(frame.member, frame.key) ? undefined : 'not-a-member';
  }

  private linksOf(member: string): HubFileLink[] {
    return [...this.sockets.values()].filter((link) => link?.member === member) as HubFileLink[];
  }
}

/** What to say when no first line came, by why; nothing to a connection that is gone. */
const lineRefusals = new Map<FileErrorCode, FileRefusal>([
  ['protocol', 'bad-frame'],
  ['timed-out', 'timed-out'],
]);

class HubFileLink implements FileLink {
  readonly onEnd;

  constructor(
    private readonly socket: FileSocket,
    readonly member: string,
    readonly request: FileRequest,
  ) {
    this.onEnd = socket.onEnd;
  }

  refuse(code: FileRefusal): void {
    this.socket.end(refused(code));
  }

  async receive(offset: number, write: (bytes: Buffer) => Promise<void>): Promise<void> {
    await this.socket.writeFrame({ type: 'ready', offset });
    for (let left = this.request.size - offset; left > 0; ) {
      const bytes = await this.socket.read(Math.min(left, sliceBytes));
      await write(bytes);
      left -= bytes.length;
    }
  }

  async send(bytes: AsyncIterable<Buffer>): Promise<void> {
    await this.socket.writeFrame({ type: 'ready', offset: this.request.offset });
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        await this.socket.write(chunk.subarray(at, at + sliceBytes));
      }
    }
  }

  done(): void {
    this.socket.end({ type: 'done' });
  }

  close(): void {
    this.socket.end();
  }
}

function refused(code: FileRefusal): object {
  return { type: 'refused', code };
}

function isSame(one: FileRequest, other: FileRequest): boolean {
  return one.type === other.type && one.hash === other.hash;
}
