import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import {
  ByteReadLimiter,
  lineCost,
  memberReadLimiter,
  readCost,
} from '../../src/net/socket/read-limiter';
import { defaultLimits } from '../../src/protocol/limits';
import { HubScene } from '../helpers/deskmate/hub-scene';
import type { Membership, RawMember } from '../helpers/deskmate/raw-member';
import { SocketScene } from '../helpers/deskmate/socket-scene';
import { waitFor } from '../helpers/wait-for';

/** Writes each byte as a TLS record: concurrent writes would share one. */
async function inRecords(socket: TLSSocket, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    await new Promise<void>((resolve) => socket.write(Buffer.of(byte), () => resolve()));
  }
}

/** A ping with so many unknown keys. */
function fatPing(keys: number): string {
  const fields = Array.from({ length: keys }, (_, key) => `"k${key}":1`);
  return `{"type":"ping",${fields.join()}}\n`;
}

/** Floods that one member can send. */
const floods: readonly (readonly [string, (member: RawMember) => void])[] = [
  ['pings', (member) => member.write('{"type":"ping"}\n'.repeat(20_000))],
  ['pings of 6,000 keys', (member) => member.write(fatPing(6000).repeat(18))],
  ['receipts', (member) => member.write('{"type":"received","seq":1}\n'.repeat(20_000))],
  ['typing', (member) => member.write('{"type":"typing"}\n'.repeat(20_000))],
  ['messages', (member) => member.write(say(20_000).repeat(100))],
  [
    'a byte in each TLS record',
    (member) => void inRecords(member.socket, '{"type":"ping"}\n'.repeat(500)),
  ],
];

function say(length: number): string {
  return `${JSON.stringify({ type: 'say', id: 'flood', text: 'x'.repeat(length) })}\n`;
}

describe('a connection with a read budget', () => {
  let scene: SocketScene;
  const perSecond = 64 * 1024;
  const burst = 128 * 1024;

  beforeEach(async () => {
    scene = await SocketScene.create({}, (clock) => new ByteReadLimiter(clock, perSecond, burst));
    scene.socket.start();
    scene.peer.setNoDelay(true);
  });
  afterEach(() => scene.dispose());

  /** Advances the clock until all these lines are delivered; no second delivers more than allowed. */
  async function delivers(lines: number, costOfLine: number): Promise<void> {
    const max = Math.ceil(perSecond / costOfLine) + 2;
    await waitFor(() => scene.lines.length > 0, 'a line');
    let before = scene.lines.length;
    const inBurst = Math.ceil((burst + perSecond) / costOfLine) + 2;
    assert.ok(before <= inBurst, `${before} lines at once`);
    for (let second = 0; scene.lines.length < lines; second += 1) {
      assert.ok(second < 600, `only ${scene.lines.length} lines`);
      await scene.clock.advance(1000);
      const told = scene.lines.length - before;
      before = scene.lines.length;
      assert.ok(told <= (second === 0 ? inBurst : max), `${told} lines in second ${second}`);
    }
  }

  it('decodes no more short lines than allowed, and eventually all of them', async () => {
    scene.peer.write('{}\n'.repeat(600));
    await delivers(600, lineCost);
    assert.ok(scene.lines.every((line) => line === '{}'));
  });

  it('decodes no more long lines than allowed, and eventually all of them', async () => {
    const line = 'x'.repeat(30_000);
    scene.peer.write(`${line}\n`.repeat(20));
    await delivers(20, line.length);
    assert.ok(scene.lines.every((told) => told === line));
  });

  it('charges each TLS record, however short', async () => {
    await inRecords(scene.peer, '\n'.repeat(400));
    await delivers(400, readCost + lineCost);
  });

  it('delivers all lines before it reports that the other side is gone', async () => {
    scene.peer.end('{}\n'.repeat(400));
    await delivers(400, lineCost);
    assert.equal(await scene.ended(), 'connection-lost');
    assert.equal(scene.clock.pending, 0);
  });

  it('sends a last frame to a side that floods, and eventually closes', async () => {
    const heard = scene.listen();
    scene.peer.write('{}\n'.repeat(5000));
    await waitFor(() => scene.lines.length > 0, 'a line');
    const closed = scene.socket.close(Buffer.from('bye\n'));
    await waitFor(() => heard.ended, 'the goodbye');
    await scene.clock.advance(defaultLimits.closeTimeoutMs);
    await closed;
    assert.equal(heard.text, 'bye\n');
    assert.equal(scene.clock.pending, 0);
  });

  it('isn’t considered dead while it pauses', async () => {
    scene.peer.write('{}\n'.repeat(4000));
    await delivers(4000, lineCost);
    assert.deepEqual(scene.ends, []);
  });
});

describe('a hub flooded by one member', () => {
  let hub: HubScene;
  let ann: RawMember & Membership;
  let bo: RawMember & Membership;

  beforeEach(async () => {
    hub = await HubScene.open();
    ann = await hub.member();
    bo = await hub.member();
  });
  afterEach(() => hub.close());

  for (const [what, flood] of floods) {
    it(`relays others’ messages, and disconnects no one: ${what}`, async () => {
      const attacker = await hub.member();
      flood(attacker);
      for (let said = 0; said < 20; said += 1) {
        const [from, to] = said % 2 === 0 ? [ann, bo] : [bo, ann];
        from.send({ type: 'say', id: `s${said}`, text: `heard ${said}` });
        await to.receivesText(`heard ${said}`);
      }
      assert.ok(!ann.closed && !bo.closed);
      const heard = hub.room.requests.filter(({ id }) => id === attacker.id).length;
      assert.ok(heard <= 1000, `${heard} requests of the attacker`);
    });
  }

  it('refuses an oversized frame of a short type, and disconnects a member that sends many', async () => {
    const attacker = await hub.member();
    const long = fatPing(1000);
    assert.ok(long.length > defaultLimits.shortLineBytes);
    attacker.write(long);
    assert.equal((await attacker.receives('refused')).code, 'bad-frame');
    attacker.write(long.repeat(20));
    assert.equal((await attacker.receives('bye', () => true)).code, 'too-many-errors');
  });

  it('reads a first line only up to the length of a claim', async () => {
    const stranger = await hub.stranger();
    stranger.write(`{"type":"join","x":"${'x'.repeat(defaultLimits.shortLineBytes)}`);
    assert.equal((await stranger.receives('bye')).code, 'line-too-long');
  });
});

describe('the budget of a member', () => {
  it('covers the requests that a member may make', () => {
    const clock = { now: () => 0, after: () => ({ dispose() {} }) };
    const few = memberReadLimiter(clock, { ...defaultLimits, messageBurst: 1 });
    const many = memberReadLimiter(clock, { ...defaultLimits, messageBurst: 1000 });
    assert.ok(few.read(64 * 1024) > 0);
    assert.equal(many.read(64 * 1024), 0);
  });
});
