import type { TLSSocket } from 'node:tls';
import type { Card } from '../../src/protocol/card';
import { protocolVersion } from '../../src/protocol/frames';
import { formatInvite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import { createIdentity, Listener } from '../helpers/deskmate/tls-server';
import { waitFor } from '../helpers/wait-for';

/** The hub's own member and the guest, as the hub describes them. */
const host = { id: 'm0', host: true, presence: 'here' } as const;
const self = { id: 'm1', host: false, presence: 'here' } as const;

/** A malicious host: it sends its guest whatever it likes, unsanitized. */
export class HostileHub {
  private seq = 0;
  private read = 0;
  /** A guest gives up on a silent host, and a slow machine causes pauses. */
  private heartbeat: NodeJS.Timeout | undefined;

  private constructor(
    private readonly listener: Listener,
    private readonly room: string,
    private readonly name: string,
    readonly invite: string,
  ) {}

  /** @param name of the host @param others names of further members */
  static async open(room: string, name: string): Promise<HostileHub> {
    const { pair, pin } = await createIdentity();
    const listener = await Listener.tls(pair);
    const place = { addresses: ['127.0.0.1'], port: listener.port, pin, token: 't'.repeat(22) };
    const invite = formatInvite({ kind: 'pair', name: room, ...place }, 'vscode');
    return new HostileHub(listener, room, name, invite);
  }

  /** Lets the guest in under a name of the hub's choice. */
  async welcome(guest: string, others: readonly string[]): Promise<void> {
    await waitFor(() => this.listener.heard.includes('"join"'), 'the guest asks to join');
    this.send({
      type: 'welcome',
      version: protocolVersion,
      room: { name: this.room, kind: 'pair', most: 16 },
      you: { ...self, name: guest, key: 'k'.repeat(43) },
      first: 1,
      last: 0,
    });
    const members = [
      { ...host, name: this.name },
      { ...self, name: guest },
      ...others.map((other, index) => ({ ...self, id: `m${index + 2}`, name: other })),
    ];
    this.send({ type: 'people', members });
    this.heartbeat = setInterval(() => this.send({ type: 'ping' }), defaultLimits.heartbeatMs);
  }

  say(text: string, card?: Card): void {
    this.add({ type: 'message', author: host.id, name: this.name, id: `h${this.seq}`, text, card });
  }

  /** Waits for this message from the guest, and adds it to the log. */
  async receives(text: string): Promise<void> {
    const said = await waitFor(() => this.next(text), `the guest says ${text}`);
    this.add({ type: 'message', author: self.id, name: 'whoever', id: said.id, text });
  }

  stop(): Promise<void> {
    clearInterval(this.heartbeat);
    return this.listener.stop();
  }

  private next(text: string): { readonly id: string } | undefined {
    const lines = this.listener.heard.split('\n').slice(0, -1);
    const frames = lines.slice(this.read).map((line) => JSON.parse(line));
    const at = frames.findIndex((frame) => frame.type === 'say' && frame.text === text);
    if (at >= 0) this.read += at + 1;
    return frames[at];
  }

  private add(entry: object): void {
    this.seq += 1;
    this.send({ ...entry, seq: this.seq, time: Date.now() });
  }

  private send(frame: object): void {
    const [guest] = this.listener.secure as [TLSSocket];
    guest.write(`${JSON.stringify(frame)}\n`);
  }
}
