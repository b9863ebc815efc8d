import assert from 'node:assert/strict';
import { createNetwork } from '../../../src/net/network';
import type { FileId } from '../../../src/protocol/card';
import { FileError, type FileErrorCode } from '../../../src/protocol/file-error';
import { defaultFileLimits } from '../../../src/protocol/file-limits';
import type { FileTransit } from '../../../src/protocol/file-link';
import type { Transfer } from '../../../src/room/files';
import type { SendOptions } from '../../../src/room/room';
import type { FileRoute } from '../../../src/room/transfers/route';
import { Transfers, type TransfersDeps } from '../../../src/room/transfers/transfers';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeRetryTimer } from '../../helpers/fake-retry-timer';

type Get = Parameters<FileRoute['get']>;

/** A hub that does what a test says with each attempt. */
class FakeHub implements FileRoute {
  readonly attempts: string[] = [];
  /** The errors of the next attempts; none: it succeeds. */
  readonly errors: FileErrorCode[] = [];
  /** Holds the next attempts until `release`. */
  holds = false;
  private readonly held: (() => void)[] = [];
  bytes = Buffer.alloc(0);
  /** Bytes that move before an attempt fails. */
  step = 0;
  private has = 0;

  async put(
    { size }: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ) {
    this.attempts.push(`put ${this.has}`);
    await this.turn(transit, () => {
      this.has = Math.min(size, this.has + this.step);
      transit.moved(this.has);
    });
    for await (const _ of open(this.has)) transit.moved(size);
    this.has = 0;
  }

  async get({ offset }: Get[0], write: Get[1], transit: FileTransit) {
    this.attempts.push(`get ${offset}`);
    await this.turn(transit, () => write(this.bytes.subarray(offset, offset + this.step)));
    await write(this.bytes.subarray(offset));
  }

  release(): void {
    this.holds = false;
    for (const go of this.held.splice(0)) go();
  }

  private async turn({ signal }: FileTransit, move: () => void | Promise<void>): Promise<void> {
    if (this.holds) await new Promise<void>((resolve) => this.held.push(resolve));
    if (signal.aborted) throw new FileError('cancelled', 'cancelled');
    const error = this.errors.shift();
    if (!error) return;
    await move();
    throw new FileError(error, error);
  }
}

const { hasher } = createNetwork({ clock: new FakeClock() });

/** Transfers with a hub, a clock and a retry timer that do what a test says. */
export class TransferScene {
  readonly clock = new FakeClock();
  readonly hub = new FakeHub();
  readonly retry = new FakeRetryTimer();
  /** The messages sent. */
  readonly said: (readonly [string, SendOptions])[] = [];
  /** The warnings logged. */
  readonly log: string[] = [];
  private ids = 0;
  transfers = this.start();

  start(change: Partial<TransfersDeps> = {}): Transfers {
    const { clock, hub, log, retry, said } = this;
    return new Transfers({
      ...{ clock, hasher, route: hub, logger: { ...silentLogger, warn: (line) => log.push(line) } },
      newId: () => {
        this.ids += 1;
        return `t${this.ids}`;
      },
      retryTimer: () => retry,
      store: () => undefined,
      limits: () => defaultFileLimits,
      isOld: () => false,
      isGone: () => false,
      say: (text, extras) => {
        said.push([text, extras]);
        return `request ${said.length}`;
      },
      ...change,
    });
  }

  restart(change: Partial<TransfersDeps>): void {
    this.transfers.dispose();
    this.transfers = this.start(change);
  }

  get only(): Transfer {
    return this.transfers.transfers[0] as Transfer;
  }

  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  /** Lets everything happen that needs no time. */
  async until(condition: () => boolean, what: string): Promise<void> {
    for (let turns = 0; turns < 1000; turns += 1) {
      if (condition()) return;
      await this.settle();
    }
    assert.fail(`${what}: ${JSON.stringify(this.transfers.transfers)} ${this.hub.attempts}`);
  }
}
