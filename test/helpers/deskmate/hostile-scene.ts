import assert from 'node:assert/strict';
import type { ConnectionOptions } from 'node:tls';
import type { Limits } from '../../../src/protocol/limits';
import type { ByeCode, RefusalCode } from '../../../src/protocol/net-error';
import { RawClient } from '../raw-client';
import { waitFor } from '../wait-for';
import { HubScene } from './hub-scene';
import { type Membership, RawMember } from './raw-member';

/** How the hub reacts to hostile input. */
export type Outcome =
  | { readonly bye: ByeCode }
  | { readonly refused: RefusalCode; readonly id?: string }
  /** Closed without a reply. */
  | 'closed';

/** A room with two ordinary members and an intruder. */
export class HostileScene {
  private readonly strangers: RawMember[] = [];
  private readonly intruders: RawClient[] = [];
  private greetings = 0;

  private constructor(
    readonly hub: HubScene,
    readonly victim: RawMember & Membership,
    readonly bystander: RawMember & Membership,
  ) {}

  static async open(limits: Partial<Limits> = {}): Promise<HostileScene> {
    const hub = await HubScene.open({ limits });
    return new HostileScene(hub, await hub.member(), await hub.member());
  }

  /** A TCP connection that may send anything. */
  async intruder(): Promise<RawClient> {
    const client = await RawClient.connect(this.hub.port);
    this.intruders.push(client);
    return client;
  }

  /** A TLS connection opened with these options. */
  dial(options: ConnectionOptions): RawMember {
    const stranger = this.hub.keep(RawMember.dial(this.hub.port, options));
    this.strangers.push(stranger);
    return stranger;
  }

  async stranger(): Promise<RawMember> {
    const stranger = await this.hub.stranger();
    this.strangers.push(stranger);
    return stranger;
  }

  /** A member that turns out to be hostile. */
  async attacker(): Promise<RawMember & Membership> {
    const attacker = await this.hub.member();
    this.strangers.push(attacker);
    return attacker;
  }

  async expectOutcome(stranger: RawMember, outcome: Outcome): Promise<void> {
    if (outcome === 'closed') {
      await stranger.gone();
      assert.equal(stranger.text, '');
    } else if ('bye' in outcome) {
      assert.equal((await stranger.receives('bye')).code, outcome.bye);
      await stranger.gone();
      assert.equal(stranger.frames.at(-1)?.type, 'bye');
    } else {
      const { refused: code, id } = outcome;
      const refused = await stranger.receives('refused');
      assert.deepEqual(refused, { type: 'refused', code, ...(id && { id }) });
      stranger.send({ type: 'say', id: 'after', text: `after ${code}` });
      await stranger.receivesText(`after ${code}`);
    }
  }

  /** Asserts that the members can still talk to each other, and that no secret was sent or stored. */
  async checkUnharmed(): Promise<void> {
    const { victim, bystander } = this;
    for (const [from, to] of [
      [victim, bystander],
      [bystander, victim],
    ] as const) {
      this.greetings += 1;
      const text = `greeting ${this.greetings}`;
      from.send({ type: 'say', id: `g${this.greetings}`, text });
      await to.receivesText(text);
    }
    assert.ok(!victim.closed && !bystander.closed);
    const told = [
      ...this.strangers.map(({ text }) => text),
      ...this.intruders.map(({ text }) => text),
      ...this.hub.room.ends.map((end) => (end.reason === 'lost' ? String(end.error.stack) : '')),
    ].join('\n');
    const { token, privateKey, keys } = this.hub.server.access.state;
    const hashes = keys.map(({ hash }) => hash);
    for (const secret of [token, privateKey, victim.key, bystander.key, ...hashes]) {
      assert.ok(!told.includes(secret), 'a secret leaked');
    }
  }

  /** How many members are in the room. */
  get members(): number {
    return this.hub.room.members.size;
  }

  async waitForClose(intruder: RawClient): Promise<void> {
    await waitFor(() => intruder.closed, 'the connection is closed');
  }

  async close(): Promise<void> {
    for (const intruder of this.intruders) intruder.destroy();
    await this.hub.close();
  }
}
