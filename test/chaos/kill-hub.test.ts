import assert from 'node:assert/strict';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import type { LogEntry } from '../../src/room/log/log-entry';
import { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { seededRandom } from '../../src/util/seeded-random';
import { hubIn } from '../helpers/cli/hub-in';
import { HubProcess } from '../helpers/hub-process';
import { MemoryArchive } from '../helpers/memory-archive';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const rounds = 20;
const names = ['Bob', 'Cyd', 'Dee'];
/** To repeat a failed run, set DESKMATE_SEED to the seed in its title. */
const seed = Number(process.env.DESKMATE_SEED ?? 20_261_122);

const limits = { ...defaultLimits, retryMinMs: 10, retryMaxMs: 100 };

const hubArguments = [
  ...['--kind', 'group', '--name', 'Burst', '--max-clients', String(names.length)],
  ...['--most-per-address', '100', '--most-new-per-minute', '100000'],
  ...['--limit', 'messagesPerSecond=100000', '--limit', 'messageBurst=100000'],
];

/** A member of the room, and every number it has ever seen. */
class Member {
  readonly session = new Session({
    network: createNetwork({ clock: systemClock, limits }),
    limits,
    clock: systemClock,
    logger: silentLogger,
    archive: new MemoryArchive(() => Date.now()),
  });
  /** The content of each number when it was first seen. */
  readonly seen = new Map<number, string>();
  readonly said: string[] = [];
  /** Numbers whose content has changed. */
  readonly conflicts: string[] = [];

  constructor(readonly name: string) {
    this.session.onDidChangeLog((change) => {
      if (change.type === 'entry') this.see(change.entry);
      else for (const entry of this.session.entries) this.see(entry);
    });
  }

  say(): void {
    const text = `${this.name} ${this.said.length + 1}`;
    this.said.push(text);
    this.session.messages.say(text);
  }

  get isJoined(): boolean {
    return this.session.state.connection.kind === 'joined';
  }

  /** The entries it holds now, by number. */
  get held(): ReadonlyMap<number, string> {
    const numbered = this.session.entries.flatMap((entry) =>
      entry.seq === undefined ? [] : [[entry.seq, contentOf(entry)] as const],
    );
    return new Map(numbered);
  }

  get hasQueued(): boolean {
    return this.session.entries.some((entry) => entry.kind === 'message' && !entry.seq);
  }

  private see(entry: LogEntry): void {
    if (entry.seq === undefined) return;
    const content = contentOf(entry);
    const before = this.seen.get(entry.seq) ?? content;
    if (before !== content) this.conflicts.push(`${entry.seq}: ${before}, then ${content}`);
    this.seen.set(entry.seq, content);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function contentOf(entry: LogEntry): string {
  if (entry.kind === 'message') return `${entry.authorName}: ${entry.text}`;
  const { event } = entry;
  return 'name' in event ? `${event.type} ${event.name}` : event.type;
}

describe('a host killed during a burst of messages', () => {
  const folder = temporaryFolder();

  it(`keeps every message that was seen with a number, and uses no number twice (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    const program = await hubIn(folder());
    const args = [...hubArguments, '--data', folder()];
    let hub = await HubProcess.start(program, args);
    const { opened, invite } = hub;
    const members = names.map((name) => new Member(name));
    let interrupted = 0;
    try {
      for (const member of members) await member.session.joinByInvite(invite, member.name);
      for (let round = 1; round <= rounds; round += 1) {
        await sayUntilKilled(hub, members, random);
        if (members.some(({ hasQueued }) => hasQueued)) interrupted += 1;
        hub = await HubProcess.start(program, args);
        assert.deepEqual(hub.opened, opened);
        await waitFor(
          () => members.every((member) => member.isJoined && !member.hasQueued),
          () => `round ${round}: ${members.map(({ session }) => session.state.connection.kind)}`,
        );
        const numbers = () => members.map(({ held }) => Math.max(...held.keys()));
        await waitFor(
          () => new Set(numbers()).size === 1,
          () => `the same: ${numbers()}`,
        );
        checkLogs(members);
      }
      const [first] = members;
      const texts = [...(first?.held.values() ?? [])];
      for (const { name, said } of members) {
        const theirs = texts.filter((text) => text.startsWith(`${name}: `));
        assert.deepEqual(
          theirs,
          said.map((text) => `${name}: ${text}`),
        );
      }
      // The kills hit a busy room.
      assert.ok(texts.length > rounds * names.length);
      assert.ok(interrupted > 0, `${interrupted} kills left something unanswered`);
    } finally {
      await Promise.all(members.map(({ session }) => session.suspend()));
      await hub.kill();
    }
  });

  /** Lets members talk without a pause, and kills the hub at a random moment. */
  async function sayUntilKilled(
    hub: HubProcess,
    members: readonly Member[],
    random: () => number,
  ): Promise<void> {
    let isOver = false;
    const killed = pause(random() * 60)
      .then(() => hub.kill())
      .finally(() => {
        isOver = true;
      });
    while (!isOver) {
      for (const member of members) member.say();
      await pause(1);
    }
    await killed;
  }

  /** Asserts that all hold the same entries, without gaps, and everything that anyone has ever seen. */
  function checkLogs(members: readonly Member[]): void {
    const whole = [...(members[0]?.held ?? [])];
    assert.deepEqual(
      whole.map(([seq]) => seq),
      whole.map((_, index) => index + 1),
    );
    for (const { conflicts, held, seen } of members) {
      assert.deepEqual(conflicts, []);
      assert.deepEqual([...held], whole);
      for (const [seq, content] of seen) assert.equal(whole[seq - 1]?.[1], content, `${seq}`);
    }
  }
});
