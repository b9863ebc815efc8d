import type { Listener } from '../../src/protocol/frames';
import {
  decodeVoterFrame,
  encodeVoterFrame,
  isVoterProbe,
  type VoterFrame,
} from '../../src/protocol/voter-frames';
import type { VoterPort } from '../../src/protocol/voter-port';
import { Emitter } from '../../src/util/event';

/** A connection between two voters, and the lines in transit to each of them. */
interface VoterConnection {
  readonly ends: readonly [MemoryVoterPort, MemoryVoterPort];
  readonly lines: readonly [string[], string[]];
}

/** The connections between voters, in memory: nothing moves until a test lets it, and a test can cut links. */
export class MemoryVoters {
  private readonly ports = new Set<MemoryVoterPort>();
  private connections: VoterConnection[] = [];
  private readonly cuts = new Set<string>();

  /** The port of a server that listens on this port. */
  open(pin: string, port: number): MemoryVoterPort {
    const opened: MemoryVoterPort = new MemoryVoterPort(pin, port, this);
    this.ports.add(opened);
    return opened;
  }

  /** Its server has closed, or its window was killed: what is in transit is lost. */
  close(port: MemoryVoterPort): void {
    this.ports.delete(port);
    this.connections = this.connections.filter(({ ends }) => !ends.includes(port));
  }

  /** Breaks the link between the servers with these pins until `mend`: what is in transit is lost. */
  cut(one: string, other: string): void {
    this.cuts.add(linkOf(one, other));
    this.connections = this.connections.filter(({ ends: [a, b] }) => !this.isCut(a.pin, b.pin));
  }

  mend(one: string, other: string): void {
    this.cuts.delete(linkOf(one, other));
  }

  /** Moves one frame over the connection that `choose` picks by its index; returns false if none moves. */
  step(choose: (count: number) => number = () => 0): boolean {
    const first = choose(this.connections.length);
    const rotated = [...this.connections.slice(first), ...this.connections.slice(0, first)];
    return rotated.some(({ ends, lines }) =>
      ends.some((end, index) => {
        const line = lines[index]?.shift();
        if (line !== undefined) end.receive(ends[1 - index]?.pin ?? '', line);
        return line !== undefined;
      }),
    );
  }

  /** For ports only. */
  send(from: MemoryVoterPort, to: Listener, frame: VoterFrame): void {
    if (!this.ports.has(from)) return;
    const connection = this.find(from, to.pin) ?? this.connect(from, to);
    const index = connection?.ends.findIndex((end) => end !== from) ?? 0;
    connection?.lines[index]?.push(encodeVoterFrame(frame).toString().trimEnd());
  }

  private find(from: MemoryVoterPort, pin: string): VoterConnection | undefined {
    return this.connections.find(
      ({ ends }) => ends.includes(from) && ends.some((end) => end !== from && end.pin === pin),
    );
  }

  private connect(from: MemoryVoterPort, to: Listener): VoterConnection | undefined {
    if (to.addresses.length === 0 || this.isCut(from.pin, to.pin)) return undefined;
    const found = [...this.ports].find(
      (port) => port !== from && port.pin === to.pin && port.port === to.port,
    );
    if (!found) return undefined;
    const connection: VoterConnection = { ends: [from, found], lines: [[], []] };
    this.connections.push(connection);
    return connection;
  }

  private isCut(one: string, other: string): boolean {
    return this.cuts.has(linkOf(one, other));
  }
}

/** One server's end of {@link MemoryVoters}. */
export class MemoryVoterPort implements VoterPort {
  private readonly frames = new Emitter<{ readonly pin: string; readonly frame: VoterFrame }>();
  readonly onFrame = this.frames.event;

  constructor(
    readonly pin: string,
    readonly port: number,
    private readonly network: MemoryVoters,
  ) {}

  send(to: Listener, frame: VoterFrame): void {
    this.network.send(this, to, frame);
  }

  /** Called by the network. */
  receive(pin: string, line: string): void {
    const frame = decodeVoterFrame(line);
    if (!frame || isVoterProbe(frame)) throw new Error(`not a frame: ${line}`);
    this.frames.fire({ pin, frame });
  }
}

function linkOf(one: string, other: string): string {
  return [one, other].sort().join(' ');
}
