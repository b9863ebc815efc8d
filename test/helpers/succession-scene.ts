import assert from 'node:assert/strict';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { InviteKind } from '../../src/protocol/room-kinds';
import type { JournalRecord } from '../../src/room/log/journal';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { MemoryArchive } from './memory-archive';
import { MemoryNetwork } from './memory-network';
import { MemoryPeer } from './memory-peer';

/** How far the clock moves between two moments at which everything in transit arrives, in ms. */
const stepMs = 250;

const port = 5000;

/** Someone in the room: a window, and the storage that survives it. */
export class SceneMember {
  session: Session;
  peer: MemoryPeer;
  archive: MemoryArchive;
  /** Whether its window is open. */
  isUp = true;

  constructor(
    readonly name: string,
    private readonly scene: SuccessionScene,
  ) {
    this.archive = new MemoryArchive(() => scene.clock.now());
    this.peer = this.newPeer();
    this.session = this.newSession();
  }

  get connection(): string {
    return this.session.state.connection.kind;
  }

  get isHost(): boolean {
    return this.isUp && this.connection === 'hosting';
  }

  /** Whether the other voters can reach it. */
  get isListening(): boolean {
    return this.peer.isListening;
  }

  /** The id of its room. */
  get journalId(): string {
    return this.archive.list()[0]?.id ?? '';
  }

  get records(): readonly JournalRecord[] {
    return this.archive.read(this.journalId) ?? [];
  }

  /** The messages shown that have a number, in order. */
  get texts(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'message' && entry.seq !== undefined ? [entry.text] : [],
    );
  }

  /** The messages shown that have none. */
  get unnumbered(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'message' && entry.seq === undefined ? [entry.text] : [],
    );
  }

  say(text: string): void {
    this.session.messages.say(text);
  }

  /** Ends its window without a word. What its journal has survives. */
  kill(): void {
    this.isUp = false;
    this.archive = this.archive.copy();
    this.peer.kill();
    void this.session.suspend();
  }

  /** Opens its window again. */
  async reopen(): Promise<void> {
    this.isUp = true;
    this.peer = this.newPeer();
    this.session = this.newSession();
    assert.equal(await this.session.reopen(this.journalId), true);
    this.session.invited?.setMayTakeOver?.(true);
  }

  private newPeer(): MemoryPeer {
    const { scene } = this;
    const peer = new MemoryPeer(scene.network, () => scene.peers);
    scene.peers.push(peer);
    return peer;
  }

  private newSession(): Session {
    const { network } = this.peer;
    const { clock } = this.scene;
    const { archive } = this;
    return new Session({ network, limits: defaultLimits, clock, logger: silentLogger, archive });
  }
}

/** A room of several windows over a network in memory, with one clock. */
export class SuccessionScene {
  readonly clock = new FakeClock();
  readonly network = new MemoryNetwork(this.clock);
  readonly members: SceneMember[] = [];
  /** Of all windows that there are or were. */
  readonly peers: MemoryPeer[] = [];
  private invite: Invite | undefined;

  /** The first one hosts it, and the others may take over. Resolves when all of them are voters. */
  static async open(
    names: readonly string[],
    { kind = 'group', others = [] }: { kind?: InviteKind; others?: readonly string[] } = {},
  ): Promise<SuccessionScene> {
    const scene = new SuccessionScene();
    const [host, ...guests] = names;
    await scene.network.prepare(guests.length);
    const first = new SceneMember(host ?? '', scene);
    scene.members.push(first);
    await first.session.host({
      ...{ kind, name: 'Lab', address: '127.0.0.1', port, maxClients: 16, person: first.name },
    });
    scene.invite = first.session.invited?.hostActions?.invite;
    for (const name of guests) await scene.join(name, true);
    for (const name of others) await scene.join(name, false);

    await scene.until(() => scene.voters.length === names.length, 20_000, 'all are voters');
    await scene.pass(1500);
    return scene;
  }

  /** Lets someone join. @param mayTakeOver whether they agree to take over */
  async join(name: string, mayTakeOver: boolean): Promise<SceneMember> {
    assert.ok(this.invite);
    const member = new SceneMember(name, this);
    this.members.push(member);
    const joining = member.session.joinByInvite(this.invite, name);
    await this.pass(300);
    await joining;
    if (mayTakeOver) member.session.invited?.setMayTakeOver?.(true);
    await this.pass(1000);
    return member;
  }

  /** The member with this name. */
  get(name: string): SceneMember {
    const found = this.members.find((member) => member.name === name);
    assert.ok(found, name);
    return found;
  }

  /** The members who host the room. */
  get hosts(): readonly string[] {
    return this.members.flatMap((member) => (member.isHost ? [member.name] : []));
  }

  /** The ids in the newest list of voters that the host has. */
  get voters(): readonly string[] {
    const host = this.members.find(({ isHost }) => isHost);
    const list = host?.records.findLast((record) => record.type === 'successors');
    return list?.successors.map(({ member }) => member) ?? [];
  }

  /** Whether everyone whose window is open is in a room with one host. */
  get isTogether(): boolean {
    const up = this.members.filter(({ isUp }) => isUp);
    const guests = up.filter(({ connection }) => connection === 'joined');
    return this.hosts.length === 1 && guests.length === up.length - 1;
  }

  /** Lets time pass, and everything in transit arrive. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advance(stepMs);
      this.network.run();
      this.network.tidy();
    }
  }

  /** Lets time pass until something is true. Resolves to how long it took, in ms. */
  async until(isTrue: () => boolean, ms: number, what: string): Promise<number> {
    const began = this.clock.now();
    while (!isTrue()) {
      assert.ok(this.clock.now() - began < ms, `${what}: ${this.report}`);
      await this.pass(stepMs);
    }
    return this.clock.now() - began;
  }

  /** Lets time pass, and moves one thing after the other, until something is true. */
  async untilStep(isTrue: () => boolean, ms: number, what: string): Promise<void> {
    const began = this.clock.now();
    for (;;) {
      if (isTrue()) return;
      assert.ok(this.clock.now() - began < ms, `${what}: ${this.report}`);
      if (!this.network.step()) await this.clock.advance(50);
      await this.clock.advance(0);
    }
  }

  /** Asserts that everyone holds and shows the same log. */
  check(): void {
    const host = this.members.find(({ isHost }) => isHost);
    assert.ok(host, this.report);
    for (const member of this.members) {
      if (!member.isUp) continue;
      assert.deepEqual(entriesOf(member.records), entriesOf(host.records), member.name);
      assert.deepEqual(member.texts, host.texts, member.name);
      assert.deepEqual(member.unnumbered, [], member.name);
    }
  }

  get report(): string {
    return this.members
      .map(({ connection, isUp, name, texts }) => `${name} ${isUp ? connection : 'down'} ${texts}`)
      .join('; ');
  }
}

/** The entries that a journal has, without those taken back. */
export function entriesOf(records: readonly JournalRecord[]): readonly RoomEntry[] {
  let entries: RoomEntry[] = [];
  for (const record of records) {
    if (record.type === 'took-back') entries = entries.filter(({ seq }) => seq <= record.keep);
    else if ('seq' in record) entries.push(record);
  }
  return entries;
}
