import type { TLSSocket } from 'node:tls';
import type { WireEvent, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { FrameTap } from './frame-tap';

/** The longest time of a transfer that one event covers, in ms. */
const blockMs = 250;

/** How much of a file's content is recorded, in bytes; of a small file, half. */
const maxHead = 16;

/** The content that has moved since the last event. */
interface Block {
  readonly direction: WireEvent['direction'];
  readonly head: Buffer;
  readonly began: number;
  size: number;
}

/** Records the lines of one file connection, without their secrets, and how much of the file moves between them. */
export class FileTap {
  private readonly frames: FrameTap;
  private block: Block | undefined;
  /** Whether bytes of the file have moved: only the first ones are recorded. */
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

  /** Records what has moved until now. Call this when the connection ends, too. */
  flush(): void {
    const { block } = this;
    this.block = undefined;
    if (block && this.tap.enabled) {
      this.frames.content(block.direction, block.head, block.size);
    }
  }
}
