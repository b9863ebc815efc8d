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

/**
 * How long, in ms, after a message nothing must happen in a room that has said nothing yet, until the message counts as sent.
 * A hub greets, but the host of a p2p room may be silent. A program that speaks TLS, such as an invite room, is silent as well,
 * and closes the connection as soon as it gets a text.
 */
const silentMs = 1000;

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
  /** Messages that are written into a room that has said nothing yet. */
  private readonly unproven = new Set<() => void>();
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
      const written = () =>
        this.whenProven(() => {
          this.unsent.delete(reject);
          resolve({});
        });
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

  /** Calls back once the peer seems to take lab text; never if it ends the connection instead. */
  private whenProven(callback: () => void): void {
    if (this.heard) {
      callback();
      return;
    }
    const prove = () => {
      timer.dispose();
      this.unproven.delete(prove);
      callback();
    };
    const timer = this.options.clock.after(silentMs, () => {
      if (this.unproven.has(prove)) prove();
    });
    this.unproven.add(prove);
  }

  private receive(chunk: Buffer): void {
    if (!this.heard && isTlsAlert(chunk)) {
      this.socket.finish({ reason: 'lost', error: this.closedAtOnce() });
      return;
    }
    this.settling?.dispose();
    this.heard = true;
    for (const prove of this.unproven) prove();
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
    // Whoever leaves doesn't wait for more than that everything is written.
    if (this.leaving) for (const prove of this.unproven) prove();
    this.unproven.clear();
    for (const reject of this.unsent) reject(error);
    this.unsent.clear();
    this.ends.fire(this.leaving ? { reason: 'local' } : this.explain(end));
    this.frames.dispose();
    this.ends.dispose();
  }

  /** A room that closes or resets before it sends anything hasn't admitted us. */
  private explain(end: LinkEnd): LinkEnd {
    if (this.heard || end.reason === 'local') return end;
    if (end.reason === 'lost' && end.error.code !== 'connection-lost') return end;
    return { reason: 'lost', error: this.closedAtOnce() };
  }

  private closedAtOnce(): NetError {
    return new NetError(
      'closed-at-once',
      `${this.remoteName} closed the connection before sending anything`,
    );
  }
}

/** Whether a stream begins with what a server for TLS sends when it gets something else: an alert of TLS 1.x. */
function isTlsAlert(bytes: Buffer): boolean {
  return bytes[0] === 0x15 && bytes[1] === 0x03 && (bytes[2] ?? 0) <= 0x04 && bytes.length <= 64;
}
