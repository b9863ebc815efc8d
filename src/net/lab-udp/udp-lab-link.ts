import type { DatagramCounts, LabFrame, LabLink } from '../../protocol/lab-link';
import { cleanText } from '../../protocol/message-text';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { Transit } from '../../protocol/transit';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { readLabel } from '../lab-text/label';
import { pythonAddress } from '../lab-text/python-address';
import { readCost, TokenBucket } from '../socket/read-limiter';
import type { Datagram } from './datagram';
import { errorForReason } from './end-reason';
import { bareMessages, fragmentsOf } from './fragments';
import type { Handshake, UdpWelcome } from './handshake';
import type { LabUdpOptions } from './udp-server';
import { UdpSession } from './udp-session';

/** How often a client in line asks again whether it is in, in ms. */
export const lineMs = 2000;

/** Bytes that a message in a bare room leaves free for the label that the hub puts before it. */
export const labelBytes = 96;

const unspecified = ['0.0.0.0', '::'];

/** A lab client over UDP: our end of a session with a hub. */
export class UdpLabLink implements LabLink {
  readonly kind = 'lab-udp';
  readonly localName: string;
  readonly remoteName: string;
  readonly bare: boolean;
  private readonly session: UdpSession;
  private readonly frames = new Emitter<LabFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  private readonly losses = new Emitter<DatagramCounts>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  readonly onCounts = this.losses.event;
  private readonly hostNames: ReadonlySet<string>;
  /** What has arrived before `start()`. */
  private held: LabFrame[] | undefined = [];
  /** Rejects the messages that aren't acknowledged yet. */
  private readonly unsent = new Set<(error: NetError) => void>();
  private asking: Disposable | undefined;
  private isIn = false;
  private leaving = false;
  private readonly bucket: TokenBucket;

  /** @param handshake which the hub has welcomed; this link takes it over */
  constructor(
    private readonly handshake: Handshake,
    welcome: UdpWelcome,
    private readonly options: LabUdpOptions,
  ) {
    const { port, remote, wire } = handshake;
    this.bare = welcome.bare;
    this.localName = isAddress(welcome.name) ? welcome.name : pythonAddress(port.address);
    this.remoteName = pythonAddress(remote);
    const names = unspecified.map((address) => pythonAddress({ address, port: remote.port }));
    this.hostNames = new Set([this.remoteName, ...names]);
    const { guestBytesPerSecond, guestBurstBytes } = options.limits;
    this.bucket = new TokenBucket(options.clock, guestBytesPerSecond, guestBurstBytes);
    this.session = new UdpSession({ ...options, wire, bare: this.bare });
    this.session.onText((text) => this.deliver(this.frameOf(text)));
    this.session.onCounts((counts) => this.losses.fire(counts));
    this.session.onEnd((end) => this.finish(end));
    handshake.onDatagram = (bytes, datagram) => this.receive(bytes, datagram);
    this.handleWelcome(welcome);
  }

  isHost(name: string): boolean {
    return this.hostNames.has(name);
  }

  start(): void {
    const { held = [] } = this;
    this.held = undefined;
    for (const frame of held) this.frames.fire(frame);
  }

  say(text: string): Promise<Transit> {
    return new Promise((resolve, reject) => {
      const clean = cleanText(text);
      const fragments = this.bare ? bareMessages('', clean, labelBytes) : fragmentsOf(clean);
      this.unsent.add(reject);
      this.session.say(fragments, ({ tries, waitedMs }) => {
        this.unsent.delete(reject);
        resolve(tries > 1 ? { tries, delayMs: Math.max(1, waitedMs) } : {});
      });
    });
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.session.close('');
    await this.handshake.port.close();
  }

  private receive(bytes: Buffer, datagram: Datagram): void {
    if (datagram.type === 'welcome') {
      this.handshake.wire.received(bytes);
      this.session.heard();
      this.handleWelcome(datagram);
    } else if (datagram.type === 'refused') {
      this.handshake.wire.received(bytes);
      this.session.finish({ reason: 'lost', error: errorForReason(datagram.reason) });
    } else if (datagram.type === 'say' && this.bucket.waitMs > 0) {
      // More than this window can take: as if it were lost.
      this.handshake.wire.received(bytes);
    } else {
      if (datagram.type === 'say') this.bucket.take(bytes.length + readCost);
      this.session.receive(bytes, datagram);
    }
  }

  /** In line, asks again until it is in: then the hub tells it, however much gets lost. */
  private handleWelcome({ position }: UdpWelcome): void {
    // An older answer may come after a newer one.
    if (this.isIn || this.session.hasEnded) return;
    this.isIn = position === undefined;
    this.asking?.dispose();
    this.asking = undefined;
    this.deliver(
      position === undefined
        ? { type: 'admitted' }
        : { type: 'in-line', ...(position > 0 && { position }) },
    );
    if (position !== undefined) this.askAgain();
  }

  private askAgain(): void {
    this.asking = this.options.clock.after(lineMs, () => {
      this.handshake.hello();
      this.askAgain();
    });
  }

  private frameOf(text: string): LabFrame {
    const label = readLabel(text, 0);
    if (!label || label === 'partial') return { type: 'message', name: this.remoteName, text };
    const { kind, name } = label;
    const rest = text.slice(label.end);
    if (kind === 'message') {
      return rest === ''
        ? { type: 'empty', name, count: 1 }
        : { type: 'message', name, text: rest };
    }
    // A notice of the hub is a message of its own.
    if (rest !== '') return { type: 'message', name: this.remoteName, text };
    return { type: kind, name };
  }

  private deliver(frame: LabFrame): void {
    if (this.held) this.held.push(frame);
    else this.frames.fire(frame);
  }

  private finish(end: LinkEnd): void {
    this.asking?.dispose();
    const error = new NetError(
      'connection-lost',
      'the session ended before the message was acknowledged',
    );
    for (const reject of this.unsent) reject(error);
    this.unsent.clear();
    this.ends.fire(this.leaving ? { reason: 'local' } : end);
    this.frames.dispose();
    this.ends.dispose();
    this.losses.dispose();
    void this.handshake.port.close();
  }
}

/** Whether a text is an address as Python prints it. */
function isAddress(text: string): boolean {
  const label = readLabel(`${text}:`, 0);
  return typeof label === 'object' && label.kind === 'message' && label.name === text;
}
