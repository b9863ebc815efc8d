import assert from 'node:assert/strict';
import { findNatsServers } from '../../../scripts/nats-server';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits } from '../../../src/protocol/limits';
import type { NetError } from '../../../src/protocol/net-error';
import { systemClock } from '../../../src/util/clock';
import { NatsCluster } from '../../helpers/nats/cluster';
import type { NatsNode } from '../../helpers/nats/node';
import { natsSuite } from '../../helpers/nats/suite';
import { waitFor } from '../../helpers/wait-for';
import { WideScene } from '../../helpers/wide-scene';
import { wideFileContract } from './file-contract';
import { wideStreamContract } from './stream-contract';

const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });

describe('a stream of a wide room, on the oldest JetStream server', () => {
  const cluster = natsSuite();
  wideStreamContract(() => ({ network, server: cluster().access }));
  wideFileContract(() => ({ network, server: cluster().access }));
});

describe('a stream of a wide room, on the newest JetStream server', () => {
  const newest = async () => {
    const server = (await findNatsServers()).at(-1);
    assert.ok(server);
    return { server };
  };
  const cluster = natsSuite(newest);
  wideStreamContract(() => ({ network, server: cluster().access }));
  wideFileContract(() => ({ network, server: cluster().access }));
});

describe('a wide room on a JetStream server', () => {
  const cluster = natsSuite();
  const node = () => cluster().nodes[0] as NatsNode;
  let scene: WideScene;

  beforeEach(async () => {
    scene = await WideScene.create(network, cluster().access);
  });

  afterEach(() => scene.dispose());

  it('carries 1,000 entries of two members, of mixed sizes, without a loss', async () => {
    const [ann, ben] = [(await scene.join()).start(), (await scene.join()).start()];
    const text = (at: number) => `${at} ${'x'.repeat(at % 50 === 0 ? 60_000 : (at * 37) % 900)}`;
    const half = 500;
    const said = [ann, ben].map(async (member, which) => {
      for (let at = 0; at < half; at += 1) await member.say(text(which * half + at));
    });
    await Promise.all(said);
    const late = (await scene.join()).start();
    for (const member of [ann, ben, late]) {
      await member.read(2 * half);
      member.checkOrder();
      assert.deepEqual(member.alarms, []);
      assert.deepEqual(member.entries, ann.entries);
    }
    const all = Array.from({ length: 2 * half }, (_, at) => text(at));
    assert.deepEqual(new Set(ann.texts), new Set(all));
    assert.deepEqual(late.stream.chain, ann.stream.chain);
  });

  it('is lost when its server is killed, and goes on when it is back', async () => {
    const ann = (await scene.join()).start();
    for (const text of ['1', '2', '3']) await ann.say(text);
    await ann.read(3);
    await cluster().kill(node());
    await waitFor(() => ann.ends.length > 0, 'the end');
    const [end] = ann.ends;
    assert.equal(end?.reason, 'lost');
    await assert.rejects(ann.say('4', 'fourth'), { name: 'NetError' });
    await assert.rejects(scene.join(ann.ticket), { name: 'NetError', code: 'refused' });
    await cluster().restart(node());
    const back = (await scene.join(ann.ticket)).start(3, ann.stream.chain);
    assert.equal(await back.say('4', 'fourth'), 4);
    await back.read(1);
    assert.deepEqual(back.texts, ['4']);
    assert.deepEqual([...ann.alarms, ...back.alarms], []);
    assert.equal(ann.ends.length, 1);
  });

  it('waits while its server stands still, and stores once what was under way', async () => {
    const ann = (await scene.join()).start();
    await ann.say('1');
    cluster().pause(node());
    const said = ann.say('2');
    await waitFor(() => !ann.stream.isWritable, 'the notice that nothing is stored');
    cluster().resume(node());
    assert.equal(await said, 2);
    assert.equal(ann.stream.isWritable, true);
    assert.deepEqual(ann.writable, [false, true]);
    await ann.read(2);
    assert.deepEqual(ann.texts, ['1', '2']);
  });

  it('lets nobody in whom the account doesn’t know', async () => {
    const other = await NatsCluster.start();
    try {
      const { account, memberKey } = other.access;
      const { server, ...ticket } = scene.ticket();
      for (const wrong of [{ account }, { memberKey }, { account, memberKey }]) {
        await assert.rejects(scene.join({ ...ticket, server: { ...server, ...wrong } }), {
          name: 'NetError',
          code: 'not-permitted',
        });
      }
    } finally {
      await other.dispose();
    }
  });

  it('gives nobody rights to another room', async () => {
    const other = await WideScene.create(network, cluster().access);
    const ann = (await other.join()).start();
    await ann.say('secret');
    // Without the token, its name can't be known; with a wrong one, there is no such stream.
    await assert.rejects(
      scene.join({ ...other.ticket(), pin: scene.room.pin }),
      (error: NetError) => error.code === 'room-closed',
    );
    other.dispose();
  });

  it('refuses an entry that is too long for its stream, and keeps the connection', async () => {
    const ann = (await scene.join()).start();
    await assert.rejects(ann.say('x'.repeat(70_000)), { name: 'NetError', code: 'failed' });
    assert.equal(await ann.say('short'), 1);
  });
});
