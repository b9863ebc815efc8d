import assert from 'node:assert/strict';
import type { WideNetwork, WideServerAccess } from '../../../src/protocol/wide';
import { waitFor } from '../../helpers/wait-for';
import { WideScene } from '../../helpers/wide-scene';

/** A server of any kind, and the network that connects to it. */
export interface WideSetup {
  readonly network: WideNetwork;
  readonly server: WideServerAccess;
}

/** What a `WideStream` guarantees, whatever is under it. */
export function wideStreamContract(setup: () => WideSetup): void {
  let scene: WideScene;
  const create = async (first?: number) => {
    const { network, server } = setup();
    scene = await WideScene.create(network, server, first);
    return scene;
  };

  afterEach(() => scene?.dispose());

  it('delivers each entry once, in order, to all members, its author included', async () => {
    await create();
    const [ann, ben] = [(await scene.join()).start(), (await scene.join()).start()];
    const seqs = await Promise.all(['1', '2', '3'].map((text) => ann.say(text)));
    seqs.push(await ben.say('4'));
    assert.deepEqual(seqs, [1, 2, 3, 4]);
    for (const member of [ann, ben]) {
      await member.read(4);
      member.checkOrder();
      assert.deepEqual(member.texts, ['1', '2', '3', '4']);
      assert.deepEqual(member.alarms, []);
    }
    assert.deepEqual(ann.entries, ben.entries);
    assert.deepEqual(ann.stream.chain, ben.stream.chain);
    assert.equal(ann.opened[0]?.author, ann.stream.member);
    assert.equal(ann.opened[3]?.author, ben.stream.member);
    assert.equal(ann.opened[0]?.name, 'Ann');
  });

  it('gives a newcomer all entries, and what comes meanwhile', async () => {
    await create();
    const ann = (await scene.join()).start();
    for (let count = 1; count <= 30; count += 1) await ann.say(`${count}`);
    const ben = await scene.join();
    assert.deepEqual([ben.stream.first, ben.stream.last], [1, 30]);
    const said = Promise.all(['31', '32'].map((text) => ann.say(text)));
    ben.start();
    await said;
    await ben.read(32);
    ben.checkOrder();
    assert.deepEqual(
      ben.texts,
      Array.from({ length: 32 }, (_, index) => `${index + 1}`),
    );
    await ann.read(32);
    assert.deepEqual(ben.stream.chain, ann.stream.chain);
    assert.deepEqual(ben.alarms, []);
  });

  it('goes on after the number that a member has', async () => {
    await create();
    const ann = (await scene.join()).start();
    for (const text of ['1', '2', '3']) await ann.say(text);
    await ann.read(3);
    const point = ann.stream.chain;
    await ann.say('4');
    const back = (await scene.join(ann.ticket)).start(3, point);
    await back.read(1);
    back.checkOrder(4);
    assert.deepEqual(back.texts, ['4']);
    await ann.read(4);
    assert.deepEqual(back.stream.chain, ann.stream.chain);
    assert.deepEqual(back.alarms, []);
  });

  it('starts the numbers where the stream before ended', async () => {
    await create(501);
    const ann = await scene.join();
    assert.deepEqual([ann.stream.first, ann.stream.last], [501, 500]);
    ann.start(500);
    assert.equal(await ann.say('first'), 501);
    await ann.read(1);
    ann.checkOrder(501);
  });

  it('stores a repeat once', async () => {
    await create();
    const ann = (await scene.join()).start();
    assert.equal(await ann.say('once', 'same'), 1);
    assert.equal(await ann.say('once', 'same'), 1);
    assert.equal(await ann.say('other', 'other'), 2);
    await ann.read(2);
    assert.deepEqual(ann.texts, ['once', 'other']);
  });

  it('passes on what isn’t stored, to all or to one', async () => {
    await create();
    const [ann, ben, eve] = [
      (await scene.join()).start(),
      (await scene.join()).start(),
      (await scene.join()).start(),
    ];
    ann.stream.tell('Ann', { type: 'typing' });
    await waitFor(() => ben.statuses.length > 0 && eve.statuses.length > 0, 'a status');
    assert.deepEqual(ben.statuses, [
      { author: ann.stream.member, name: 'Ann', status: { type: 'typing' } },
    ]);
    ben.stream.tell('Ben', { type: 'nudge', id: 'x' }, ann.stream.member);
    await waitFor(() => ann.statuses.length > 0, 'a nudge');
    assert.deepEqual(ann.statuses[0]?.status, { type: 'nudge', id: 'x' });
    // What comes later shows that the nudge went to nobody else.
    ben.stream.tell('Ben', { type: 'typing' });
    await waitFor(() => eve.statuses.length === 2, 'another status');
    assert.deepEqual(eve.statuses[1]?.status, { type: 'typing' });
    assert.equal(ben.statuses.length, 1);
  });

  it('creates a stream once, and knows which don’t exist', async () => {
    await create();
    const ann = (await scene.join()).start();
    await ann.say('kept');
    const { ownerKey, replicas } = scene.server;
    const again = { ...scene.ticket(scene.room.key), ownerKey, replicas, first: 1 };
    await scene.network.create(again, new AbortController().signal);
    assert.equal((await scene.join()).stream.last, 1);
    const other = { ...scene.ticket(), epoch: { number: 2, token: scene.network.newToken() } };
    await assert.rejects(scene.join(other), { name: 'NetError', code: 'room-closed' });
  });

  it('ends once, and rejects what wasn’t stored', async () => {
    await create();
    const ann = (await scene.join()).start();
    await ann.say('stored');
    ann.stream.drop();
    ann.stream.drop();
    assert.deepEqual(ann.ends, [{ reason: 'local' }]);
    await assert.rejects(ann.say('late'), { name: 'NetError', code: 'connection-lost' });
    await ann.stream.close();
    assert.equal(ann.ends.length, 1);
  });

  it('closes after what is under way', async () => {
    await create();
    const ann = (await scene.join()).start();
    const ben = (await scene.join()).start();
    const said = Promise.all(['1', '2', '3'].map((text) => ann.say(text)));
    await ann.stream.close();
    assert.deepEqual(await said, [1, 2, 3]);
    assert.deepEqual(ann.ends, [{ reason: 'local' }]);
    await ben.read(3);
  });

  it('connects nobody to another authority, and stops when it is told to', async () => {
    await create();
    const { server, ...ticket } = scene.ticket();
    const authority = Buffer.alloc(32, 9).toString('base64url');
    await assert.rejects(scene.join({ ...ticket, server: { ...server, authority } }), {
      name: 'NetError',
      code: 'wrong-pin',
    });
    const stop = new AbortController();
    const joining = scene.join(scene.ticket(), { signal: stop.signal });
    stop.abort();
    await assert.rejects(joining, { name: 'NetError', code: 'cancelled' });
  });
}
