import assert from 'node:assert/strict';
import { epochKeys, userKey } from '../../../src/net/wide/keys';
import { sliceMs } from '../../../src/net/wide/slicer';
import type { Clock } from '../../../src/util/clock';
import { FakeClock } from '../../helpers/fake-clock';
import { MemoryWide } from '../../helpers/wide-memory';
import { StreamMember, WideScene } from '../../helpers/wide-scene';

describe('a stream of a wide room whose server lies', () => {
  let clock: FakeClock;
  let wide: MemoryWide;
  let scene: WideScene;
  let ann: StreamMember;
  let ben: StreamMember;

  beforeEach(async () => {
    clock = new FakeClock();
    wide = new MemoryWide(clock);
    scene = await WideScene.create(wide, wide.server);
    ann = (await scene.join()).start();
    ben = (await scene.join()).start();
  });

  afterEach(() => scene.dispose());

  const log = () => wide.log(scene.ticket());
  const streamName = () => epochKeys(scene.room.token, scene.room.pin).stream;
  const userOf = ({ ticket }: StreamMember) => userKey(ticket.key, streamName()).public;
  const say = async (member: StreamMember, ...texts: string[]) => {
    for (const text of texts) await member.say(text);
    await clock.advance(0);
  };

  it('is found when it shows two histories, by who reads what was written in the other one', async () => {
    await say(ann, '1', '2');
    wide.fork(scene.ticket(), userOf(ben));
    await say(ann, 'only here');
    await say(ben, 'only there');
    assert.deepEqual([ann.alarms, ben.alarms], [[], []]);
    // The server passes on what Ben has written later, to Ann as well.
    await say(ben, 'seen by both');
    const fork = wide.logFor(streamName(), userOf(ben));
    const message = fork?.at(fork.last);
    assert.ok(message);
    log().store(message);
    await say(ann, 'next');
    assert.deepEqual(ann.texts, ['1', '2', 'only here', 'seen by both', 'next']);
    assert.deepEqual(ann.alarms, ['forked']);
  });

  it('is found when it shows two histories, by what members tell each other', async () => {
    await say(ann, '1', '2');
    wide.fork(scene.ticket(), userOf(ben));
    await say(ann, 'here');
    await say(ben, 'there');
    const { seq: last, hash: chain } = ben.stream.chain ?? {};
    ben.stream.tell('Ben', { type: 'here', last, chain });
    await clock.advance(0);
    assert.deepEqual(ann.alarms, ['forked']);
  });

  it('is found when it withholds an entry in the middle', async () => {
    wide.shows = ({ seq }, user) => seq !== 2 || user !== userOf(ben);
    await say(ann, '1', '2', '3');
    await clock.advance(60_000);
    assert.deepEqual(ben.texts, ['1', '3']);
    assert.deepEqual(
      ben.entries.map((entry) => 'rejected' in entry),
      [false, true, false],
    );
    assert.ok(ben.alarms.includes('missing'));
    assert.deepEqual(ann.alarms, []);
  });

  it('is found when it withholds the last entry', async () => {
    await say(ann, '1');
    wide.shows = ({ seq }, user) => seq !== 2 || user !== userOf(ben);
    await say(ann, '2');
    ben.stream.expect(2);
    await clock.advance(70_000);
    assert.deepEqual(ben.texts, ['1']);
    assert.deepEqual(ben.alarms, ['missing']);
  });

  it('is found when it has lost what a member has read', async () => {
    await say(ann, '1', '2', '3');
    const point = ben.stream.chain;
    log().rollBack(2);
    const opening = scene.join(ben.ticket, { seen: 3 });
    await clock.advance(60_000);
    const back = (await opening).start(3, point);
    assert.deepEqual(back.alarms, ['rolled-back']);
    await say(back, 'again');
    assert.deepEqual(back.texts, ['again']);
    assert.equal(back.entries[0]?.seq, 2);
  });

  it('is found when it has exchanged what a member has read', async () => {
    await say(ann, '1', '2', '3');
    const point = ben.stream.chain;
    await say(ann, '4');
    log().swap(1, 2);
    const back = (await scene.join(ben.ticket)).start(0, point);
    await clock.advance(0);
    assert.ok(back.alarms.includes('rolled-back'));
    const newcomer = (await scene.join()).start();
    await clock.advance(0);
    // Its authors say in which order they have read.
    assert.ok(newcomer.alarms.includes('forked') || newcomer.alarms.includes('forged'));
  });

  it('is found when it puts an entry on the subject of another author', async () => {
    await say(ann, '1');
    await say(ben, '2');
    const message = log().at(1);
    assert.ok(message);
    log().store({ ...message, user: userOf(ben), id: 'moved' });
    await say(ann, '3');
    assert.deepEqual(ben.texts, ['1', '2', '3']);
    assert.deepEqual(ben.alarms, ['forged']);
    assert.deepEqual(ben.entries[2], { seq: 3, time: message.time, rejected: true });
  });

  it('can’t make members read what someone without the token writes', async () => {
    log().store({ user: 'UEVE', id: 'x', time: clock.now(), payload: Buffer.from('hello') });
    log().store({ user: userOf(ann), id: '../x', time: clock.now(), payload: Buffer.alloc(500) });
    await say(ann, '1');
    assert.deepEqual(ben.texts, ['1']);
    assert.deepEqual(ben.alarms, []);
    ben.checkOrder();
  });

  it('is found when it sends an entry again', async () => {
    await say(ann, '1', '2');
    log().replay(1);
    await say(ann, '3');
    assert.deepEqual(ben.texts, ['1', '2', '3']);
    assert.deepEqual(ben.alarms, ['replayed']);
    assert.deepEqual(ben.entries[2], { seq: 3, time: clock.now(), rejected: true });
  });

  it('is found when it sends an entry again that the stream has no more', async () => {
    await say(ann, '1');
    const message = log().at(1);
    assert.ok(message);
    // Rejected ones have numbers, too.
    for (let count = 0; count < 10_000; count += 1) {
      log().store({ user: 'UEVE', id: `${count}`, time: clock.now(), payload: Buffer.of(1) });
    }
    log().forgetIds();
    log().store(message);
    const newcomer = (await scene.join()).start();
    await clock.advance(60_000);
    assert.deepEqual(newcomer.texts, []);
    assert.deepEqual(newcomer.alarms, ['replayed']);
  });

  it('can’t change the order by what it passes on', async () => {
    wide.alter = (message) => [message, message, { ...message, seq: message.seq - 1 }];
    wide.passesOn = ({ seq }) => seq % 3 !== 0;
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
    await say(ann, ...texts);
    await clock.advance(60_000);
    for (const member of [ann, ben]) {
      assert.deepEqual(member.texts, texts);
      assert.deepEqual(member.alarms, []);
      member.checkOrder();
    }
  });

  it('is found when it passes an entry on in place of the next one', async () => {
    wide.alter = (message) => [message, { ...message, seq: message.seq + 1 }];
    await say(ann, '1', '2', '3');
    await clock.advance(60_000);
    for (const member of [ann, ben]) {
      assert.deepEqual(member.texts, ['1', '2', '3']);
      assert.deepEqual(member.alarms, ['replayed']);
      member.checkOrder();
    }
  });

  it('can’t repeat a status', async () => {
    await say(ann, '1');
    const engine = [...wide.engines].find(({ user }) => user === userOf(ann));
    assert.ok(engine);
    const sent: Uint8Array[] = [];
    const tell = engine.tell.bind(engine);
    engine.tell = (user, payload) => {
      sent.push(payload);
      tell(user, payload);
    };
    ann.stream.tell('Ann', { type: 'typing' });
    await clock.advance(0);
    const [first] = sent;
    assert.ok(first);
    for (let count = 0; count < 3; count += 1) tell(undefined, first);
    tell(undefined, Buffer.alloc(0));
    tell(undefined, Buffer.alloc(100, 1));
    await clock.advance(0);
    assert.equal(ben.statuses.length, 1);
  });
});

describe('a stream of a wide room whose server stores nothing', () => {
  it('says so, keeps what waits, and stores it once', async () => {
    const clock = new FakeClock();
    const wide = new MemoryWide(clock);
    const scene = await WideScene.create(wide, wide.server);
    const ann = (await scene.join()).start();
    const ben = (await scene.join()).start();
    wide.storing = 'no-quorum';
    const said = [ann.say('1'), ann.say('2')];
    await clock.advance(5000);
    assert.equal(ann.stream.isWritable, false);
    // Stored, though the server doesn't say so: the next try is a repeat.
    wide.storing = 'yes';
    wide.acknowledging = false;
    await clock.advance(20_000);
    assert.deepEqual(ben.texts, ['1']);
    wide.acknowledging = true;
    await clock.advance(20_000);
    assert.deepEqual(await Promise.all(said), [1, 2]);
    assert.equal(ann.stream.isWritable, true);
    assert.deepEqual(ann.writable, [false, true]);
    assert.deepEqual(ben.texts, ['1', '2']);
    scene.dispose();
    assert.equal(clock.pending, 0);
  });

  it('isn’t over because the server says once that there is no such stream', async () => {
    const clock = new FakeClock();
    const wide = new MemoryWide(clock);
    const scene = await WideScene.create(wide, wide.server);
    const ann = (await scene.join()).start();
    const logs = [...wide.logs];
    wide.logs.clear();
    const said = ann.say('1');
    const failed = assert.rejects(said, { name: 'NetError', code: 'connection-lost' });
    await clock.advance(60_000);
    await failed;
    for (const [name, log] of logs) wide.logs.set(name, log);
    assert.equal((await scene.join(ann.ticket)).stream.last, 0);
    scene.dispose();
  });

  it('ends when the connection does, and leaves no timer', async () => {
    const clock = new FakeClock();
    const wide = new MemoryWide(clock);
    const scene = await WideScene.create(wide, wide.server);
    const ann = (await scene.join()).start();
    wide.storing = 'silent';
    const said = ann.say('1');
    const failed = assert.rejects(said, { name: 'NetError', code: 'connection-lost' });
    await clock.advance(1000);
    wide.crash();
    await failed;
    assert.deepEqual(
      ann.ends.map(({ reason }) => reason),
      ['lost'],
    );
    assert.equal(clock.pending, 0);
  });
});

describe('a newcomer in a wide room', () => {
  it('opens 3,000 entries in slices', async () => {
    const filled = new MemoryWide();
    const scene = await WideScene.create(filled, filled.server);
    const ann = await scene.join();
    for (let count = 0; count < 3000; count += 1) await ann.say(`${count}`);
    // Each look at the clock takes 1 ms, and each entry one look: so a slice has as many entries as it may take ms.
    const fake = new FakeClock();
    const slow: Clock = {
      now: () => {
        fake.shift(1);
        return fake.now();
      },
      after: (ms, callback) => fake.after(ms, callback),
    };
    const wide = new MemoryWide(slow);
    for (const [name, each] of filled.logs) wide.logs.set(name, each);
    const ticket = scene.ticket();
    const ben = new StreamMember(await wide.open(ticket, new AbortController().signal), ticket);
    const slices: number[] = [];
    ben.stream.onEntries((entries) => slices.push(entries.length));
    ben.start();
    while (ben.entries.length < 3000) await fake.advance(10);
    ben.checkOrder();
    assert.ok(Math.max(...slices) <= sliceMs, `${Math.max(...slices)}`);
    scene.dispose();
    ben.stream.drop();
  });
});
