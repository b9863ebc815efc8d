import type { TLSSocket } from 'node:tls';
import type { AccessControl } from '../../protocol/access';
import type { RecordArrival } from '../../protocol/arrival';
import type { FileError, FileErrorCode, FileRefusal } from '../../protocol/file-error';
import { decodeToFileHub, type FileFrameToHub } from '../../protocol/file-frames';
import type { FileLink, FileRequest } from '../../protocol/file-link';
import type { Limits } from '../../protocol/limits';
import { noTap, type WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { HubAccessControl } from './access-control';
import type { AdmissionSlot } from './admission';
import { FileSocket } from './file-socket';

/** Bytes read from or written to a connection at a time, to keep each turn of the event loop short. */
const sliceBytes = 64 * 1024;

export interface FileServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap | undefined;
  readonly access: Pick<HubAccessControl, 'knowsKey'> & Pick<AccessControl, 'onDidChange'>;
}

/**
 * The file connections of a hub. Connections that aren't a member's, or exceed the limit, are refused before the room
 * learns of them.
 */
export class FileServer {
  private readonly files = new Emitter<FileLink>();
  readonly onFile = this.files.event;
  /** All connections, with their links once they belong to members. */
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

  /** Handles a connection after its handshake. */
  accept(secure: TLSSocket, pass: AdmissionSlot, recordArrival: RecordArrival): void {
    const { clock, limits, tap = noTap } = this.options;
    const { fileStallMs: stallMs, closeTimeoutMs } = limits;
    const socket = new FileSocket(secure, { clock, stallMs, closeTimeoutMs, tap });
    this.sockets.set(socket, undefined);
    socket.onEnd(() => this.sockets.delete(socket));
    // Whatever a connection does, it ends by itself.
    void this.serve(socket, pass, recordArrival).catch(() => socket.end());
  }

  /** Closes the member's connections. */
  drop(member: string): void {
    for (const link of this.linksOf(member)) link.close();
  }

  close(): void {
    for (const socket of [...this.sockets.keys()]) socket.end();
    this.files.dispose();
  }

  private async serve(
    socket: FileSocket,
    pass: AdmissionSlot,
    recordArrival: RecordArrival,
  ): Promise<void> {
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
      if (problem === 'not-a-member') recordArrival('refused', 'bad-key');
      socket.end(refused(problem ?? 'bad-frame'));
      return;
    }
    pass.markAuthenticated();
    // Only members have connections for files.
    recordArrival('joined');
    const { key: _, member, file: hash, ...request } = frame;
    const link = new HubFileLink(socket, member, { ...request, hash }, this.options.clock);
    // A member may come back before the hub has noticed that its connection broke.
    for (const before of this.linksOf(member)) {
      if (before.isReplacedBy(link.request)) before.close();
    }
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

/** The refusal when no first line came, by reason; none for a connection that is gone. */
const lineRefusals = new Map<FileErrorCode, FileRefusal>([
  ['protocol', 'bad-frame'],
  ['timed-out', 'timed-out'],
]);

/** If a link moved nothing for this long, in ms, its connection may be broken. */
const idleMs = 1000;

class HubFileLink implements FileLink {
  readonly onEnd;
  /** Whether raw bytes are on their way to the member: a line among them would be taken for content. */
  private isSending = false;
  private lastMove: number;

  constructor(
    private readonly socket: FileSocket,
    readonly member: string,
    readonly request: FileRequest,
    private readonly clock: Clock,
  ) {
    this.lastMove = clock.now();
    this.onEnd = socket.onEnd;
  }

  /** Whether another connection for the same transfer may replace it. */
  isReplacedBy({ type, hash }: FileRequest): boolean {
    if (type !== this.request.type || hash !== this.request.hash) return false;
    return type === 'put' || this.clock.now() - this.lastMove >= idleMs;
  }

  show(name: string): void {
    this.socket.tap.peer = name;
  }

  refuse(code: FileRefusal): void {
    this.socket.end(this.isSending ? undefined : refused(code));
  }

  async receive(offset: number, write: (bytes: Buffer) => Promise<void>): Promise<void> {
    await this.socket.writeFrame({ type: 'ready', offset });
    for (let left = this.request.size - offset; left > 0; ) {
      const bytes = await this.socket.read(Math.min(left, sliceBytes));
      await write(bytes);
      left -= bytes.length;
      this.lastMove = this.clock.now();
    }
  }

  async send(bytes: AsyncIterable<Buffer>): Promise<void> {
    const chunks = bytes[Symbol.asyncIterator]();
    try {
      // A file that can't be read is refused, as long as nothing was sent.
      let next = await chunks.next();
      this.isSending = true;
      await this.socket.writeFrame({ type: 'ready', offset: this.request.offset });
      for (; !next.done; next = await chunks.next()) {
        for (let at = 0; at < next.value.length; at += sliceBytes) {
          await this.socket.write(next.value.subarray(at, at + sliceBytes));
          this.lastMove = this.clock.now();
        }
      }
      // The time for the last line begins when the member has everything before it.
      await this.socket.flush();
    } finally {
      await chunks.return?.();
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
