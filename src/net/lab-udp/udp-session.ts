import type { DatagramCounts } from '../../protocol/lab-link';
import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { AckDatagram, Datagram, SayDatagram } from './datagram';
import type { DatagramWire } from './datagram-wire';
import { BareDelivery, type DatagramDelivery, ReliableDelivery } from './delivery';
import { endForReason } from './end-reason';
import { MessageReassembler } from './fragments';
import type { Acknowledged, Fragment } from './send-window';

export interface UdpSessionOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly wire: DatagramWire;
  /** Without acknowledgements and repeats. */
  readonly bare: boolean;
}

/** How often to send a PING once the other side has been silent for `heartbeatMs`, in ms. */
export const pingMs = 1000;

/** How many times to send BYE, which isn't acknowledged, and the time between two, in ms. */
export const byeCount = 3;
export const byeIntervalMs = 50;

/** How many times a peer that still acknowledges something gets another `closeTimeoutMs` while we leave. */
const maxCloseExtensions = 20;

/** If a timer is this late, in ms, the computer slept: the other side's silence means nothing. */
const lateMs = 2000;

/**
 * A session between a hub and a client, the same on both sides after the handshake: texts in both
 * directions, signs of life, and the end. It is the only place that ends it; `onEnd` fires once.
 */
export class UdpSession {
  private readonly store = new DisposableStore();
  private readonly texts = this.store.add(new Emitter<string>());
  private readonly ends = this.store.add(new Emitter<LinkEnd>());
  private readonly losses = this.store.add(new Emitter<DatagramCounts>());
  readonly onText = this.texts.event;
  readonly onEnd = this.ends.event;
  /** In a bare room, after each change in what got lost. */
  readonly onCounts = this.losses.event;
  private readonly delivery: DatagramDelivery;
  private readonly joiner: MessageReassembler;
  private state: 'open' | 'leaving' | 'farewell' | 'ended' = 'open';
  private reason = '';
  private isPaused = false;
  /** Time since the session began, in ms; it never runs backwards. */
  private elapsed = 0;
  private lastNow: number;
  private lastHeard = 0;
  private lastPing = 0;
  /** When to stop waiting for acknowledgements while leaving. */
  private leaveBy = 0;
  /** When to stop even if more is acknowledged. */
  private leaveLatest = Number.POSITIVE_INFINITY;
  private timer: Disposable | undefined;
  private armedFor = Number.POSITIVE_INFINITY;
  /** When the last acknowledgement came, or when waiting for one began, on the clock in ms. */
  lastProgress: number;

  constructor(private readonly options: UdpSessionOptions) {
    const { bare, clock, limits } = options;
    this.lastNow = clock.now();
    this.lastProgress = this.lastNow;
    this.delivery = bare ? new BareDelivery() : new ReliableDelivery();
    this.joiner = new MessageReassembler(limits.incomingBytes);
    this.arm();
  }

  /** Bytes that the other side hasn't acknowledged. */
  get queuedBytes(): number {
    return this.delivery.queuedBytes;
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Drops new datagrams as if they were lost, until `resume`: the other side sends them again. */
  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** Sends a message. @param onDone called when the other side has all of it */
  say(fragments: readonly Fragment[], onDone?: (how: Acknowledged) => void): void {
    if (this.state !== 'open') return;
    if (this.delivery.isIdle) this.lastProgress = this.options.clock.now();
    this.delivery.push(fragments, this.now(), onDone);
    this.transmit();
    if (this.delivery.queuedBytes <= this.options.limits.queueBytes) return;
    const error = new NetError('too-slow', 'the other side acknowledges too little');
    this.end('too-slow', { reason: 'lost', error });
  }

  /** Something of this session has arrived that isn't handled here. */
  heard(): void {
    this.lastHeard = this.now();
    this.arm();
  }

  /** Handles a datagram of this session, from its other side. */
  receive(bytes: Uint8Array, datagram: Datagram): void {
    const { wire } = this.options;
    if (this.state === 'ended') return;
    this.heard();
    if (this.isOver && datagram.type !== 'bye') {
      wire.received(bytes);
      return;
    }
    switch (datagram.type) {
      case 'say':
        this.receiveSay(bytes, datagram);
        break;
      case 'ack':
        wire.received(bytes, 'acknowledgement');
        this.receiveAck(datagram);
        break;
      case 'ping':
        wire.received(bytes);
        wire.send(this.delivery.acknowledgement, 'acknowledgement');
        break;
      case 'bye':
        wire.received(bytes);
        this.finish(endForReason(datagram.reason));
        break;
      default:
        wire.received(bytes);
    }
  }

  /**
   * Waits until everything is acknowledged, for as long as anything is, then says goodbye. Resolves when
   * that is done.
   * @param reason why, as a code; empty for no reason
   */
  close(reason: string): Promise<void> {
    if (this.state === 'open') {
      this.state = 'leaving';
      this.reason = reason;
      const { closeTimeoutMs } = this.options.limits;
      this.leaveBy = this.now() + closeTimeoutMs;
      this.leaveLatest = this.now() + maxCloseExtensions * closeTimeoutMs;
      this.leaveIfIdle();
      this.arm();
    }
    if (this.state === 'ended') return Promise.resolve();
    return new Promise((resolve) => this.onEnd(() => resolve()));
  }

  /** Says goodbye without waiting for acknowledgements, then ends. @param left how many times to send it */
  end(reason: string, end: LinkEnd, left = byeCount): void {
    if (this.state === 'ended') return;
    this.state = 'farewell';
    this.timer?.dispose();
    this.options.wire.send({ type: 'bye', reason });
    this.timer = this.options.clock.after(byeIntervalMs, () => {
      if (left > 1) this.end(reason, end, left - 1);
      else this.finish(end);
    });
  }

  /** Ends at once, without telling the other side. */
  finish(end: LinkEnd): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.timer?.dispose();
    this.ends.fire(end);
    this.store.dispose();
  }

  private receiveSay(bytes: Uint8Array, datagram: SayDatagram): void {
    const { wire } = this.options;
    if (this.isPaused) {
      wire.received(bytes);
      return;
    }
    const { arrival, ready, reply } = this.delivery.receive(datagram);
    if (arrival === 'repeat' && reply) wire.received(bytes, 'duplicate-dropped');
    else wire.received(bytes);
    if (reply) wire.send(reply, 'acknowledgement');
    const { counts } = this.delivery;
    if (counts) this.losses.fire(counts);
    for (const each of ready) {
      const text = this.joiner.add(each);
      if (text !== undefined && !this.isOver) this.texts.fire(text);
    }
  }

  private receiveAck(ack: AckDatagram): void {
    if (!this.delivery.acknowledge(ack, this.now())) return;
    this.lastProgress = this.options.clock.now();
    this.leaveBy = Math.min(this.now() + this.options.limits.closeTimeoutMs, this.leaveLatest);
    this.transmit();
    this.leaveIfIdle();
  }

  private leaveIfIdle(): void {
    if (this.state !== 'leaving' || !this.delivery.isIdle) return;
    this.end(this.reason, { reason: 'local' });
  }

  private transmit(): void {
    for (const { isRepeat, fillsWindow, ...said } of this.delivery.transmit(this.now())) {
      const datagram = { type: 'say', ...said } as const;
      if (isRepeat) this.options.wire.send(datagram, 'retransmission');
      else if (fillsWindow) this.options.wire.send(datagram, 'window-full');
      else this.options.wire.send(datagram);
    }
    this.arm();
  }

  /** Whether it has said goodbye; whatever arrives after that is ignored. */
  private get isOver(): boolean {
    return this.state === 'farewell' || this.state === 'ended';
  }

  /** Sets the only timer for whatever is due first. */
  private arm(): void {
    if (this.isOver) return;
    const due = this.nextDue;
    if (this.timer && this.armedFor <= due) return;
    this.timer?.dispose();
    this.armedFor = due;
    this.timer = this.options.clock.after(Math.max(0, due - this.now()), () => this.check());
  }

  private get nextDue(): number {
    const { heartbeatMs, deadMs } = this.options.limits;
    const ping = Math.max(this.lastHeard + heartbeatMs, this.lastPing + pingMs);
    const leave = this.state === 'leaving' ? this.leaveBy : Number.POSITIVE_INFINITY;
    const send = this.delivery.due ?? Number.POSITIVE_INFINITY;
    return Math.min(ping, this.lastHeard + deadMs, leave, send);
  }

  /** Does what is due. */
  private check(): void {
    const { limits, wire } = this.options;
    const now = this.now();
    if (now - this.armedFor > lateMs) this.lastHeard = now;
    this.timer = undefined;
    this.armedFor = Number.POSITIVE_INFINITY;
    const silentMs = now - this.lastHeard;
    if (silentMs >= limits.deadMs) {
      const error = new NetError('connection-lost', `no sign of life for ${limits.deadMs} ms`);
      this.finish({ reason: 'lost', error });
      return;
    }
    if (this.state === 'leaving' && now >= this.leaveBy) {
      this.end(this.reason, { reason: 'local' });
      return;
    }
    if (silentMs >= limits.heartbeatMs && now - this.lastPing >= pingMs) {
      this.lastPing = now;
      wire.send({ type: 'ping' });
    }
    this.transmit();
  }

  private now(): number {
    const now = this.options.clock.now();
    this.elapsed += Math.max(0, now - this.lastNow);
    this.lastNow = now;
    return this.elapsed;
  }
}
