import type { TLSSocket } from 'node:tls';
import type { WireEvent, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { FrameTap } from './frame-tap';

/** How much of a file's content is noted as one event at most, by the time that it takes, in ms. */
const blockMs = 250;

/** The most of a file that is noted, in bytes; of a small one half. */
const maxHead = 16;

/** What has moved of a file since the last event. */
interface Block {
  readonly direction: WireEvent['direction'];
  readonly head: Buffer;
  readonly began: number;
  size: number;
}

/** Notes the lines of one file connection, without their secrets, and how much of the file moves between them. */
export class FileTap {
  private readonly frames: FrameTap;
  private block: Block | undefined;
  /** Whether bytes of the file have moved: only the first ones are noted. */
  private hasBegun = false;

  constructor(
    socket: TLSSocket,
    private readonly tap: WireTap,
    private readonly clock: Clock,
  ) {
    this.frames = new FrameTap(socket, tap, clock, 'file');
  }

  /** The other end, as the room shows it. */
  set peer(name: string) {
    this.frames.peer = name;
  }

  /** @param line without its ending */
  received(line: string): void {
    this.flush();
    this.frames.received(line);
  }

  /** @param bytes a whole line */
  sent(bytes: Buffer): void {
    this.flush();
    this.frames.sent(bytes);
  }

  /** Content of the file has moved. */
  moved(direction: WireEvent['direction'], bytes: Uint8Array): void {
    const { clock, block, hasBegun } = this;
    this.hasBegun = true;
    if (!this.tap.enabled) {
      this.block = undefined;
      return;
    }
    if (block) block.size += bytes.length;
    else {
      const length = hasBegun ? 0 : Math.min(maxHead, bytes.length >> 1);
      const head = Buffer.from(bytes.subarray(0, length));
      this.block = { direction, head, began: clock.now(), size: bytes.length };
    }
    if (block && clock.now() - block.began >= blockMs) this.flush();
  }

  /** Notes what has moved until now. Call this when the connection ends, too. */
  flush(): void {
    const { block } = this;
    this.block = undefined;
    if (block && this.tap.enabled) {
      this.frames.content(block.direction, block.head, block.size);
    }
  }
}
