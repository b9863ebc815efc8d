import type { TextEncoding } from '../../protocol/text-encoding';
import type { Weather } from '../../protocol/weather';
import type { WireMark } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Forecast } from './forecast';
import { type DelayedChunk, StreamLane } from './stream-lane';

/** What the weather on a stream needs from its connection. */
export interface StreamEnds {
  /** Handles bytes from the peer. */
  receive(arrival: DelayedChunk): void;
  /** Sends bytes to the peer; calls `taken` when the operating system has accepted them. */
  send(arrival: DelayedChunk, taken: () => void): void;
  /** Resets the connection. */
  reset(): void;
}

/** The weather on one stream, in both directions. */
export class StreamWeather implements Disposable {
  readonly incoming: StreamLane;
  readonly outgoing: StreamLane;
  private readonly resetTimer: Disposable | undefined;

  /**
   * @param number of the connection in the room; each gets different decisions from the same seed
   * @param text says where characters are cut
   */
  constructor(
    weather: Weather,
    number: number,
    clock: Clock,
    text: { readonly encoding: TextEncoding },
    ends: StreamEnds,
  ) {
    const cuts = new CutCharacters(text);
    this.incoming = new StreamLane(weather, 3 * number, clock, (arrival, release) => {
      ends.receive(arrival);
      release();
    });
    this.outgoing = new StreamLane(weather, 3 * number + 1, clock, (arrival, release) =>
      ends.send({ ...arrival, marks: cuts.mark(arrival) }, release),
    );
    const resetAt = new Forecast(weather, 3 * number + 2).resetAt();
    this.resetTimer = resetAt === undefined ? undefined : clock.after(resetAt, () => ends.reset());
  }

  /** The weather ends: what is under way arrives at once, in order. */
  clear(): void {
    this.resetTimer?.dispose();
    // Outgoing bytes first: handling incoming ones may send more.
    this.outgoing.flush();
    this.incoming.flush();
  }

  /** The connection has ended: what is under way is lost. */
  dispose(): void {
    this.resetTimer?.dispose();
    this.incoming.dispose();
    this.outgoing.dispose();
  }
}

const nothing = Buffer.alloc(0);

/** Finds the parts of a stream that end within a character. */
class CutCharacters {
  /** The beginning of a character that isn't complete. */
  private rest: Buffer = nothing;

  constructor(private readonly text: { readonly encoding: TextEncoding }) {}

  mark({ bytes, marks }: DelayedChunk): readonly WireMark[] {
    const from = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const end = this.text.encoding.boundary(from, 0, from.length);
    this.rest = from.subarray(end);
    return end < from.length ? [...marks, 'character-cut'] : marks;
  }
}
