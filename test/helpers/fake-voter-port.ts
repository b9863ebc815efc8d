import type { Listener } from '../../src/protocol/frames';
import type { VoterFrame } from '../../src/protocol/voter-frames';
import type { VoterPort } from '../../src/protocol/voter-port';
import { Emitter } from '../../src/util/event';

/** A server's connections to other voters; the test is the other voters. */
export class FakeVoterPort implements VoterPort {
  private readonly frames = new Emitter<{ readonly pin: string; readonly frame: VoterFrame }>();
  readonly onFrame = this.frames.event;
  readonly sent: { readonly to: string; readonly frame: VoterFrame }[] = [];

  send({ pin }: Listener, frame: VoterFrame): void {
    this.sent.push({ to: pin, frame });
  }

  /** What was sent to the voter with this pin. */
  sentTo(pin: string): readonly VoterFrame[] {
    return this.sent.flatMap(({ frame, to }) => (to === pin ? [frame] : []));
  }

  receive(pin: string, frame: VoterFrame): void {
    this.frames.fire({ pin, frame });
  }
}
