import type { CloseReason } from '../../src/protocol/guest-link';
import {
  type KnockEnd,
  KnockError,
  type KnockIdentity,
  type KnockLink,
  type KnockListener,
  type KnockTarget,
  type SentKnock,
} from '../../src/protocol/knock';
import type { KnockRefusal } from '../../src/protocol/knock-frames';
import { Emitter } from '../../src/util/event';

/** A knock at a fake room. */
export class FakeKnockLink implements KnockLink {
  private readonly ends = new Emitter<KnockEnd>();
  readonly onEnd = this.ends.event;
  readonly expires = 1_700_000_060_000;
  end: KnockEnd | undefined;

  constructor(
    readonly name: string,
    readonly address: string,
    readonly code: string,
  ) {}

  accept(): void {
    this.finish('accepted');
  }

  refuse(code: KnockRefusal): void {
    this.finish(code);
  }

  /** Ends it, as the guest or the network does. */
  finish(end: KnockEnd): void {
    if (this.end) return;
    this.end = end;
    this.ends.fire(end);
  }
}

/** The knocks at a fake room; a test makes them. */
export class FakeKnocks implements KnockListener {
  private readonly knocks = new Emitter<KnockLink>();
  readonly onKnock = this.knocks.event;
  private readonly links: FakeKnockLink[] = [];
  private identity: (() => KnockIdentity) | undefined;

  /** What someone who knocks is told; undefined when the room takes no knocks. */
  told(): KnockIdentity | undefined {
    return this.identity?.();
  }

  take(identity: (() => KnockIdentity) | undefined): void {
    this.identity = identity;
    if (!identity) this.refuseAll('no-knocks');
  }

  /** Someone knocks and opens the commitment. */
  knock(name = 'Bo', code = '482193', address = '10.0.0.7'): FakeKnockLink {
    const link = new FakeKnockLink(name, address, code);
    this.links.push(link);
    this.knocks.fire(link);
    return link;
  }

  close(farewell: CloseReason | undefined): void {
    this.refuseAll(farewell?.code === 'host-away' ? 'host-away' : 'room-closed');
  }

  private refuseAll(code: KnockRefusal): void {
    for (const link of this.links) link.refuse(code);
  }
}

/** A guest's knock that a test answers. */
export class FakeSentKnock implements SentKnock {
  readonly code = '482193';
  readonly pin = 'pin'.padEnd(43, '0');
  readonly room = 'Lab 3';
  readonly host = 'Ann';
  readonly endpoint = { host: '10.0.0.7', port: 5000 };
  readonly expires = 1_700_000_060_000;
  accept: (token: string) => void = () => {};
  fail: (error: KnockError) => void = () => {};
  readonly token = new Promise<string>((resolve, reject) => {
    this.accept = resolve;
    this.fail = reject;
  });

  constructor(
    readonly target: KnockTarget,
    readonly name: string,
    readonly signal: AbortSignal,
  ) {
    this.token.catch(() => {});
    signal.addEventListener('abort', () => this.fail(new KnockError('cancelled', 'cancelled')));
  }
}
