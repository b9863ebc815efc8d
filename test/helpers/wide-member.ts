import { memberKeys } from '../../src/net/wide/keys';
import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type {
  ChainPoint,
  OpenedStatus,
  StreamEntry,
  WideAlarm,
  WideNetwork,
  WideStream,
  WideTicket,
} from '../../src/protocol/wide';
import { type Clock, delay, systemClock } from '../../src/util/clock';
import { waitFor } from './wait-for';
import type { Addition } from './wide-history';

/** How long to wait before connecting again, in ms. */
const retryMs = 100;

/** What a member has asked to store. */
interface Asked extends Addition {
  seq: number | undefined;
  readonly text: string;
  readonly resolve: (seq: number) => void;
}

/**
 * A member of a wide room that comes back: each time its connection ends it opens the stream again, goes on after what
 * it has read, and asks again for what wasn't acknowledged, with the same ids; like a room does.
 */
export class WideMember {
  readonly entries: StreamEntry[] = [];
  readonly statuses: OpenedStatus[] = [];
  readonly alarms: WideAlarm[] = [];
  readonly ends: LinkEnd[] = [];
  /** Why it couldn't connect: the codes. */
  readonly refusals = new Set<string>();
  /** All it has asked for, in order. */
  readonly asked: Asked[] = [];
  /** How often it has been told that nothing can be stored now, or lost its connection. */
  told = 0;
  stream: WideStream | undefined;
  readonly id: string;
  private checkpoint: ChainPoint | undefined;
  /** Resolves when it is disposed. */
  readonly disposed: Promise<void>;
  private readonly stop = new AbortController();
  private readonly done: Promise<void>;

  constructor(
    private readonly network: WideNetwork,
    readonly ticket: WideTicket,
    readonly name: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.id = memberKeys(ticket.key).id;
    this.disposed = new Promise((resolve) => {
      this.stop.signal.addEventListener('abort', () => resolve());
    });
    this.done = this.run();
  }

  get isDisposed(): boolean {
    return this.stop.signal.aborted;
  }

  /** Number of the last entry it has read. */
  get last(): number {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** Whether it is told now that what it says waits. */
  get isWaiting(): boolean {
    return this.stream?.isWritable !== true;
  }

  /** How much of what it has asked for isn't acknowledged. */
  get pending(): number {
    return this.asked.filter(({ seq }) => seq === undefined).length;
  }

  /** For the report of a failure. */
  get state(): object {
    const { name, last, pending, isWaiting, told, alarms, ends, refusals } = this;
    const reasons = ends.map((end) => (end.reason === 'lost' ? end.error.message : end.reason));
    return { name, last, pending, isWaiting, told, alarms, reasons, refusals: [...refusals] };
  }

  /** Resolves when the server has stored it, over however many connections. */
  say(text: string): Promise<number> {
    return new Promise((resolve) => {
      const id = `${this.asked.length + 1}`;
      const asked: Asked = { author: this.id, id, seq: undefined, text, resolve };
      this.asked.push(asked);
      if (this.stream) this.append(this.stream, asked);
    });
  }

  async connected(): Promise<this> {
    await waitFor(
      () => this.stream,
      () => `${this.name} is connected: ${JSON.stringify(this.state)}`,
    );
    return this;
  }

  /** Waits until it has read this number. */
  async read(seq: number): Promise<this> {
    await waitFor(
      () => this.last >= seq,
      () => `${this.name} reads ${seq}: ${JSON.stringify(this.state)}`,
    );
    return this;
  }

  async dispose(): Promise<void> {
    this.stop.abort();
    this.stream?.drop();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const open = this.network.open(this.ticket, signal, this.last);
      const stream = await open.catch((error: unknown) => {
        this.refusals.add(error instanceof NetError ? error.code : 'failed');
      });
      if (stream) await this.use(stream);
      else await delay(this.clock, retryMs, signal);
    }
  }

  /** Resolves when the connection has ended. */
  private use(stream: WideStream): Promise<void> {
    return new Promise((resolve) => {
      stream.onEntries((entries) => this.entries.push(...entries));
      stream.onStatus((status) => this.statuses.push(status));
      stream.onAlarm((alarm) => this.alarms.push(alarm));
      stream.onDidChangeWritable(() => {
        if (!stream.isWritable) this.told += 1;
      });
      stream.onEnd((end) => {
        this.ends.push(end);
        this.told += 1;
        this.checkpoint = stream.chain ?? this.checkpoint;
        this.stream = undefined;
        resolve();
      });
      this.stream = stream;
      stream.start(this.last, this.checkpoint);
      for (const asked of this.asked) if (asked.seq === undefined) this.append(stream, asked);
      if (this.stop.signal.aborted) stream.drop();
    });
  }

  private append(stream: WideStream, asked: Asked): void {
    const { id, text } = asked;
    stream.append(id, this.name, { type: 'say', text }).then(
      (seq) => {
        asked.seq = seq;
        asked.resolve(seq);
      },
      // The connection has ended: the next one asks again.
      () => {},
    );
  }
}
