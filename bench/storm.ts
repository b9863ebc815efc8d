import { connect, type TLSSocket } from 'node:tls';
import { alpn } from '../src/protocol/frames';
import { type Contender, HubProcess } from './hub-process';
import { tokenOf } from './secure-crowd';

export interface Storm {
  readonly members: number;
  /** Entries that every member has when the connections break. */
  readonly held: number;
  /** Entries added while the members are disconnected. */
  readonly missed: number;
}

/** The fields of a frame that a member reads. */
interface ReceivedFrame {
  readonly type: string;
  readonly seq?: number;
  readonly member?: string;
  readonly you?: { readonly id: string; readonly key?: string };
}

const TIMEOUT_MS = 60_000;
const TEXT = 'x'.repeat(160);

/**
 * Fills a hub, disconnects all members at once, adds entries meanwhile, and then reconnects all members at
 * the same time.
 * @returns milliseconds from then until all of them have the whole log
 */
export async function storm(contender: Contender, plan: Storm): Promise<number> {
  const hub = await HubProcess.start(contender, 'deskmate/1');
  const sender = new StormMember(hub);
  const crowd: StormMember[] = [];
  try {
    await sender.connect();
    for (let index = 0; index < plan.members; index += 1) {
      const member = new StormMember(hub);
      await member.connect();
      crowd.push(member);
    }
    sender.sendMessages(plan.held);
    await waitForMessages([sender, ...crowd], plan.held);
    for (const member of crowd) member.disconnect();
    sender.sendMessages(plan.missed);
    await waitForMessages([sender], plan.held + plan.missed);
    const start = performance.now();
    await Promise.all(crowd.map((member) => member.connect()));
    await waitForMessages(crowd, plan.held + plan.missed);
    return performance.now() - start;
  } finally {
    for (const member of [sender, ...crowd]) member.disconnect();
    await hub.stop();
  }
}

async function waitForMessages(members: readonly StormMember[], messages: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (members.some((member) => member.messages < messages)) {
    if (performance.now() > deadline) throw new Error('The members did not receive the whole log.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A member that only counts the log's messages. */
class StormMember {
  /** The number of received messages. */
  messages = 0;
  private last = 0;
  private id: string | undefined;
  private key = '';
  private sent = 0;
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
      socket.once('secureConnect', () => this.send(this.joinFrame()));
      socket.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (this.receive(JSON.parse(line))) resolve();
      });
    });
  }

  disconnect(): void {
    this.socket?.on('error', () => {});
    this.socket?.destroy();
  }

  sendMessages(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.sent += 1;
      this.send({ type: 'say', id: `s${this.sent}`, text: TEXT });
    }
  }

  private joinFrame(): object {
    return this.id === undefined
      ? { type: 'join', version: 1, token: tokenOf(this.hub.invite), name: 'Member' }
      : { type: 'resume', version: 1, member: this.id, key: this.key, last: this.last };
  }

  /** @returns whether the member is now in the room */
  private receive(frame: ReceivedFrame): boolean {
    // The naive hub resends the whole log, so entries repeat.
    if (frame.seq !== undefined && frame.seq > this.last) {
      this.last = frame.seq;
      if (frame.type === 'message') this.messages += 1;
    }
    // A hub keeps the place of a disconnected member only if the member has acknowledged something.
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
