import type { WireConnection, WireMark, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';

/** Records the bytes of one lab connection, with what is notable about them, while the wire is being recorded. */
export class LabTap {
  private found: Set<WireMark> | undefined;

  constructor(
    readonly connection: WireConnection,
    private readonly tap: WireTap,
    private readonly clock: Clock,
  ) {}

  /** Whether the wire is being recorded. */
  get enabled(): boolean {
    return this.tap.enabled;
  }

  /**
   * For what a reader finds out about the chunk being delivered; undefined while the wire isn't being
   * recorded.
   */
  get marks(): Set<WireMark> | undefined {
    return this.found;
  }

  /**
   * Delivers a chunk, and records it once its readers have said what is notable about it.
   * @param marks what is already known about it
   */
  received(bytes: Buffer, marks: readonly WireMark[], deliver: (bytes: Buffer) => void): void {
    const { clock, connection, tap } = this;
    if (!tap.enabled) {
      deliver(bytes);
      return;
    }
    const time = clock.now();
    this.found = new Set(marks);
    deliver(bytes);
    tap.record({ time, connection, direction: 'in', bytes, marks: [...this.found] });
    this.found = undefined;
  }

  sent(buffers: readonly Buffer[], marks: readonly WireMark[]): void {
    const { clock, connection, tap } = this;
    if (!tap.enabled) return;
    const bytes = together(buffers);
    tap.record({ time: clock.now(), connection, direction: 'out', bytes, marks });
  }
}

/** The buffers as one, which is itself if there is only one. */
export function together(buffers: readonly Buffer[]): Buffer {
  return buffers.length === 1 ? (buffers[0] as Buffer) : Buffer.concat(buffers);
}
