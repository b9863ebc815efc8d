import { cleanFrame } from '../../src/protocol/clean-frame';
import type { HubFrame, MemberLink, Ticket } from '../../src/protocol/member-link';
import type { LinkEnd } from '../../src/protocol/net-error';
import { Emitter } from '../../src/util/event';

type Sent = Parameters<MemberLink['send']>[0];

/** A guest's end of a connection by invite; the test acts as its hub. */
export class FakeMemberLink implements MemberLink {
  readonly address: string;
  readonly localAddress = '10.0.0.2';
  heardAt = 0;
  private readonly frames = new Emitter<HubFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  readonly sent: Sent[] = [];
  started = false;
  left = false;
  dropped = false;
  private ended = false;

  constructor(readonly ticket: Ticket) {
    this.address = ticket.addresses[0] ?? '';
  }

  start(): void {
    this.started = true;
  }

  send(frame: Sent): void {
    this.sent.push(frame);
  }

  async leave(): Promise<void> {
    this.left = true;
    this.end({ reason: 'local' });
  }

  drop(): void {
    this.dropped = true;
    this.end({ reason: 'local' });
  }

  /** Frames from the hub, which a real link cleans as well. */
  receive(...frames: HubFrame[]): void {
    for (const frame of frames) this.frames.fire(cleanFrame(frame));
  }

  end(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.ends.fire(end);
  }
}
