import { connect, type TLSSocket } from 'node:tls';
import { alpn } from '../src/protocol/frames';
import { type Contender, HubProcess } from './hub-process';
import { tokenOf } from './secure-crowd';

export interface Storm {
  readonly members: number;
  /** Entries everyone has when the connections break. */
  readonly held: number;
  /** Entries that are added while they are away. */
  readonly missed: number;
}

/** The fields of a frame that a member reads. */
interface Heard {
  readonly type: string;
  readonly seq?: number;
  readonly member?: string;
  readonly you?: { readonly id: string; readonly key?: string };
}

const GIVE_UP_MS = 60_000;
const TEXT = 'x'.repeat(160);

/**
 * Fills a hub, cuts off all its members at once, adds entries meanwhile, and lets everyone reconnect at
 * the same moment.
 * @returns milliseconds from that moment until all of them have the whole log
 */
export async function storm(contender: Contender, plan: Storm): Promise<number> {
  const hub = await HubProcess.start(contender, 'deskmate/1');
  const speaker = new StormMember(hub);
  const crowd: StormMember[] = [];
  try {
    await speaker.connect();
    for (let index = 0; index < plan.members; index += 1) {
      const member = new StormMember(hub);
      await member.connect();
      crowd.push(member);
    }
    speaker.say(plan.held);
    await heldBy([speaker, ...crowd], plan.held);
    for (const member of crowd) member.cut();
    speaker.say(plan.missed);
    await heldBy([speaker], plan.held + plan.missed);
    const start = performance.now();
    await Promise.all(crowd.map((member) => member.connect()));
    await heldBy(crowd, plan.held + plan.missed);
    return performance.now() - start;
  } finally {
    for (const member of [speaker, ...crowd]) member.cut();
    await hub.stop();
  }
}

async function heldBy(members: readonly StormMember[], messages: number): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (members.some((member) => member.messages < messages)) {
    if (performance.now() > deadline) throw new Error('The crowd did not get the whole log.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A member that only keeps count of the log. */
class StormMember {
  /** Messages it has received. */
  messages = 0;
  private last = 0;
  private id: string | undefined;
  private key = '';
  private said = 0;
  private socket: TLSSocket | undefined;

  constructor(private readonly hub: HubProcess) {}

  connect(): Promise<void> {
    const socket = connect({
      host: '127.0.0.1',
      port: this.hub.port,
      ALPNProtocols: [alpn],
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
      ca: [],
    });
    this.socket = socket;
    let rest = '';
    socket.setEncoding('utf8');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('secureConnect', () => this.send(this.claim()));
      socket.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (this.take(JSON.parse(line))) resolve();
      });
    });
  }

  cut(): void {
    this.socket?.on('error', () => {});
    this.socket?.destroy();
  }

  say(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.said += 1;
      this.send({ type: 'say', id: `s${this.said}`, text: TEXT });
    }
  }

  private claim(): object {
    return this.id === undefined
      ? { type: 'join', version: 1, token: tokenOf(this.hub.invite), name: 'Member' }
      : { type: 'resume', version: 1, member: this.id, key: this.key, last: this.last };
  }

  /** @returns whether it is in now */
  private take(frame: Heard): boolean {
    // A hub that sends the whole log again repeats entries.
    if (frame.seq !== undefined && frame.seq > this.last) {
      this.last = frame.seq;
      if (frame.type === 'message') this.messages += 1;
    }
    // A hub waits for a member that has acknowledged something when its connection breaks.
    if (frame.type === 'joined' && frame.member === this.id) {
      this.send({ type: 'received', seq: this.last });
    }
    if (frame.type !== 'welcome') return false;
    this.id = frame.you?.id;
    this.key = frame.you?.key ?? this.key;
    return true;
  }

  private send(frame: object): void {
    this.socket?.write(`${JSON.stringify(frame)}\n`);
  }
}
