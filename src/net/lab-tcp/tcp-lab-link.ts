import type { Socket } from 'node:net';
import type { LabFrame, LabLink } from '../../protocol/lab-link';
import { cleanText } from '../../protocol/message-text';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { LabKind } from '../../protocol/room-kinds';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { Transit } from '../../protocol/transit';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { pythonAddress } from '../lab-text/python-address';
import type { ReadLimiter } from '../socket/read-limiter';
import { maxWriteBytes, messagePieces, prefixRoom } from './batch';
import { speakerKinds } from './dialect';
import { KnownMembers } from './known-members';
import { LabEncodingState } from './lab-encoding';
import { LabSocket, type LabSocketOptions } from './lab-socket';
import { StreamDecoder, serverName } from './stream-decoder';

/** How long, in ms, nothing must arrive while reading before what is held back is shown. */
const settleMs = 250;

const unspecified = ['0.0.0.0', '::'];

/** A lab client: our end of a connection to a hub or p2p server. */
export class TcpLabLink implements LabLink {
  readonly localName: string;
  readonly remoteName: string;
  readonly text: LabEncodingState;
  private readonly frames = new Emitter<LabFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  private readonly socket: LabSocket;
  private readonly decoder: StreamDecoder;
  private readonly hostNames: ReadonlySet<string>;
  /** Rejects the messages that aren't sent yet. */
  private readonly unsent = new Set<(error: NetError) => void>();
  private settling: Disposable | undefined;
  private leaving = false;
  private heard = false;

  constructor(
    socket: Socket,
    private readonly options: LabSocketOptions,
    readLimiter: ReadLimiter,
    encoding?: TextEncoding,
  ) {
    this.socket = new LabSocket(socket, options, readLimiter);
    this.localName = this.socket.localName;
    this.remoteName = this.socket.remoteName;
    const port = this.socket.remotePort;
    this.hostNames = new Set([
      this.remoteName,
      serverName,
      ...unspecified.map((address) => pythonAddress({ address, port })),
    ]);
    const members = new KnownMembers(this.localName, this.hostNames);
    const { incomingBytes } = options.limits;
    this.decoder = new StreamDecoder(this.remoteName, incomingBytes, encoding, members);
    this.text = new LabEncodingState(encoding, (next) =>
      this.deliver(this.decoder.setEncoding(next)),
    );
    this.decoder.onUndecodable = (bytes) => this.text.report(this.remoteName, bytes);
    this.socket.onChunk((chunk) => this.receive(chunk));
    this.socket.onEnd((end) => this.finish(end));
  }

  get kind(): LabKind {
    return speakerKinds[this.decoder.speaker];
  }

  isHost(name: string): boolean {
    return this.hostNames.has(name);
  }

  start(): void {
    this.socket.resume();
  }

  say(text: string): Promise<Transit> {
    return new Promise((resolve, reject) => {
      const written = () => {
        this.unsent.delete(reject);
        resolve({});
      };
      this.unsent.add(reject);
      this.socket.writer.push(
        // A line ending of two characters could be cut in two.
        messagePieces(cleanText(text).replaceAll('\r\n', '\n'), {
          encoding: this.text.encoding,
          max: maxWriteBytes - prefixRoom,
          onWritten: written,
        }),
      );
    });
  }

  async leave(): Promise<void> {
    this.leaving = true;
    this.socket.writer.push(messagePieces('q', { encoding: this.text.encoding }));
    await this.socket.close();
  }

  private receive(chunk: Buffer): void {
    this.settling?.dispose();
    this.heard = true;
    this.deliver(this.decoder.push(chunk, this.socket.marks));
    if (this.decoder.isNonsense) {
      const error = new NetError('not-chat', `${this.remoteName} sends bytes that aren't text`);
      this.socket.finish({ reason: 'lost', error });
    } else if (this.decoder.isUnsettled) {
      this.settleIn(settleMs);
    }
  }

  /** After `ms`, shows what is held back, unless we were not reading: then its rest may have arrived. */
  private settleIn(ms: number): void {
    this.settling = this.options.clock.after(ms, () => {
      const unread = settleMs - this.socket.readingMs;
      if (unread > 0) this.settleIn(unread);
      else this.deliver(this.decoder.settle());
    });
  }

  private deliver(frames: readonly LabFrame[]): void {
    for (const frame of frames) this.frames.fire(frame);
  }

  private finish(end: LinkEnd): void {
    this.settling?.dispose();
    this.deliver(this.decoder.end());
    const error = new NetError(
      'connection-lost',
      'the connection ended before the message was sent',
    );
    for (const reject of this.unsent) reject(error);
    this.unsent.clear();
    this.ends.fire(this.leaving ? { reason: 'local' } : this.explain(end));
    this.frames.dispose();
    this.ends.dispose();
  }

  /** A room that closes before it sends anything hasn't admitted us. */
  private explain(end: LinkEnd): LinkEnd {
    if (end.reason !== 'closed' || this.heard) return end;
    const error = new NetError(
      'closed-at-once',
      `${this.remoteName} closed the connection before sending anything`,
    );
    return { reason: 'lost', error };
  }
}
