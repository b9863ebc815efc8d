import assert from 'node:assert/strict';
import { findNatsServers } from '../../../scripts/nats-server';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits } from '../../../src/protocol/limits';
import type { StreamEntry } from '../../../src/protocol/wide';
import { systemClock } from '../../../src/util/clock';
import { ChangeableClock } from '../../helpers/changeable-clock';
import { natsSuite } from '../../helpers/nats/suite';
import { SilentNetwork } from '../../helpers/silent-network';
import { waitFor } from '../../helpers/wait-for';
import type { WideMember } from '../../helpers/wide-member';
import { WideRoom } from '../../helpers/wide-room';

const dayMs = 24 * 60 * 60_000;
const limits = defaultLimits;

describe('a wide room on a cluster with failures', () => {
  const cluster = natsSuite(async () => {
    const newest = (await findNatsServers()).at(-1);
    return { nodes: 3, ...(newest && { server: newest }) };
  });
  const network = createWideNetwork({ clock: systemClock, limits });
  let room: WideRoom;
  let silent: SilentNetwork | undefined;

  beforeEach(async () => {
    room = await WideRoom.create(network, cluster().access);
  });

  afterEach(async () => {
    await room?.dispose();
    await silent?.dispose();
    silent = undefined;
    await cluster().restart(...cluster().nodes);
  });

  const join = (...names: readonly string[]) => Promise.all(names.map((name) => room.join(name)));

  /** A member behind a network of its own. */
  const joinBehind = async (name: string, clock: ChangeableClock) => {
    silent = await SilentNetwork.before(cluster().access.nodes.slice(0, 1));
    const own = createWideNetwork({ clock, limits });
    return { member: await room.join(name, { network: own, nodes: silent.nodes }), net: silent };
  };

  it('goes on after all nodes were killed at once', async () => {
    const talk = room.talk(...(await join('Ann', 'Ben', 'Cy')));
    await talk.goesOn();
    await Promise.all(cluster().nodes.map((node) => cluster().kill(node)));
    await waitFor(() => talk.members.every(({ isWaiting }) => isWaiting), 'all are told');
    await cluster().restart(...cluster().nodes);
    await talk.goesOn();
    await room.quiet();
    room.check();
  });

  it('can be read without a quorum; what is said waits, and goes out when the quorum is back', async () => {
    const [node, ...others] = cluster().nodes;
    assert.ok(node);
    const nodes = [node.endpoint];
    const [ann, ben] = [await room.join('Ann', { nodes }), await room.join('Ben', { nodes })];
    for (const text of ['1', '2', '3']) await ann.say(text);
    await ben.read(3);
    const late = await room.open({ nodes });
    await waitFor(
      async () => (await node.stream(room.stream))?.last === 3,
      'the node has everything',
    );
    await Promise.all(others.map((other) => cluster().kill(other)));
    const said = [ann.say('waits'), ben.say('too')];
    await waitFor(() => ann.isWaiting && ben.isWaiting, 'they are told');
    const read: StreamEntry[] = [];
    late.onEntries((entries) => read.push(...entries));
    late.start(0);
    await waitFor(() => read.length === 3, 'it can be read');
    ann.stream?.tell('Ann', { type: 'typing' });
    await waitFor(() => ben.statuses.length === 1, 'members hear each other');
    assert.deepEqual([ann.pending, ben.pending], [1, 1]);
    assert.deepEqual([ann.ends, ben.ends], [[], []]);
    await cluster().restart(...others);
    await Promise.all(said);
    await waitFor(() => !ann.isWaiting && !ben.isWaiting, 'they are told that it goes on');
    await waitFor(() => read.length === 5, 'who came late reads on');
    await room.quiet();
    room.check();
  });

  it('keeps what a member says whose network is cut for a minute', async () => {
    const clock = new ChangeableClock();
    const [ann] = await join('Ann');
    const { member: ben, net } = await joinBehind('Ben', clock);
    assert.ok(ann);
    await ann.say('before');
    await ben.read(1);
    net.cut();
    const cutAt = clock.now();
    const said = ben.say('meanwhile');
    await ann.say('unheard');
    clock.runAt(10);
    await waitFor(() => ben.ends.length > 0 && clock.now() >= cutAt + 60_000, 'a minute is over');
    clock.runAt(1);
    assert.equal(ben.isWaiting, true);
    assert.deepEqual([ben.last, ben.pending], [1, 1]);
    await ann.say('unheard, too');
    net.restore();
    await said;
    await room.quiet();
    room.check();
    assert.equal(ben.asked.length + ann.asked.length, ben.last, 'nothing came twice');
    assert.deepEqual(ann.ends, []);
  });

  it('isn’t held up by a member that stops reading, which catches up', async () => {
    const node = cluster().nodes[0];
    assert.ok(node);
    const [ann, ben] = await join('Ann', 'Ben');
    const { member: slow, net } = await joinBehind('Cy', new ChangeableClock());
    assert.ok(ann && ben);
    await ann.say('before');
    await slow.read(1);
    const before = await node.slowConsumers();
    net.stopReading();
    // More than the buffers between hold, and then a little all the time.
    await Promise.all(Array.from({ length: 400 }, () => ann.say('x'.repeat(60_000))));
    await waitFor(async () => {
      await ann.say('more');
      return (await node.slowConsumers()) > before;
    }, 'the server gives it up');
    await ann.say('after');
    const { length } = ann.asked;
    await ben.read(length);
    assert.ok(slow.last < length, 'it has not read everything');
    net.restore();
    await slow.read(length);
    await room.quiet();
    room.check();
  });

  it('doesn’t mind clocks that are a day wrong, or set while it runs', async () => {
    const clocks = [new ChangeableClock(dayMs), new ChangeableClock(-dayMs)];
    const others = await Promise.all(
      clocks.map((clock, at) =>
        room.join(`P${at}`, { network: createWideNetwork({ clock, limits }) }),
      ),
    );
    const members = [...(await join('Ann')), ...others];
    const all = async (text: string) => {
      await Promise.all(members.map((member) => member.say(text)));
      const last = Math.max(...members.flatMap(({ asked }) => asked.map(({ seq = 0 }) => seq)));
      for (const member of members) await member.read(last);
      await hearEachOther(members, text);
    };
    await all('first');
    for (const [at, clock] of clocks.entries()) clock.shift(at === 0 ? -dayMs : dayMs);
    await all('set');
    for (const [at, clock] of clocks.entries()) clock.shift(at === 0 ? dayMs : -dayMs);
    await all('set back');
    await room.quiet();
    room.check();
  });
});

describe('a wide room on a cluster of the oldest nats-server', () => {
  const cluster = natsSuite({ nodes: 3 });
  const network = createWideNetwork({ clock: systemClock, limits });
  let room: WideRoom;

  before(async () => {
    room = await WideRoom.create(network, cluster().access);
  });

  after(() => room?.dispose());

  it('takes nothing for stored that has no majority, though the leader has it', async () => {
    const leader = await cluster().leaderOf(room.stream);
    const ann = await room.join('Ann', { nodes: [leader.endpoint] });
    await ann.say('stored');
    const others = cluster().nodes.filter((node) => node !== leader);
    await Promise.all(others.map((node) => cluster().kill(node)));
    const { told } = ann;
    const said = ann.say('waits');
    await waitFor(() => ann.told > told && ann.isWaiting, 'she is told');
    assert.equal(ann.pending, 1);
    await cluster().restart(...others);
    assert.equal(await said, 2);
    await ann.read(2);
  });
});

/** Each member tells all something, which all others hear. */
async function hearEachOther(members: readonly WideMember[], id: string): Promise<void> {
  for (const member of members) member.stream?.tell(member.name, { type: 'nudge', id });
  const heardBy = ({ statuses }: WideMember) => statuses.filter(({ status }) => status.id === id);
  await waitFor(
    () => members.every((member) => heardBy(member).length === members.length - 1),
    () => `all hear each other: ${JSON.stringify(members.map((each) => heardBy(each).length))}`,
  );
}
