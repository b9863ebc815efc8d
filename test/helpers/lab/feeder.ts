import type { FakeClock } from '../fake-clock';
import type { RawClient } from '../raw-client';
import { waitFor } from '../wait-for';
import type { TestRoom } from './rooms';

/** A client each of whose writes our hub reads separately, however busy the machine is. */
export class Feeder {
  private sent = 0;

  constructor(
    readonly client: RawClient,
    private readonly hub: TestRoom,
    private readonly clock: FakeClock,
  ) {}

  get name(): string {
    return this.client.name;
  }

  /** Writes the bytes, and advances the hub's clock by so many milliseconds. */
  async feed(steps: readonly (Buffer | number)[]): Promise<void> {
    for (const step of steps) {
      if (typeof step === 'number') {
        await this.clock.advance(step);
      } else if (step.length > 0) {
        this.client.write(step);
        this.sent += step.length;
        await waitFor(
          () => this.hub.read.get(this.name) === this.sent || this.client.closed,
          `the hub reads ${step.toString('hex')}`,
        );
      }
    }
  }
}
