import assert from 'node:assert/strict';
import path from 'node:path';
import { buildCommandLine } from '../../../scripts/build';
import { findNatsServers } from '../../../scripts/nats-server';
import { createNetwork } from '../../../src/net/network';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits } from '../../../src/protocol/limits';
import type { NetError } from '../../../src/protocol/net-error';
import { systemClock } from '../../../src/util/clock';
import { ChangeableClock } from '../../helpers/changeable-clock';
import { NatsCluster } from '../../helpers/nats/cluster';
import type { NatsNode } from '../../helpers/nats/node';
import { natsSuite } from '../../helpers/nats/suite';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';
import { StreamMember, WideScene } from '../../helpers/wide-scene';
import { wideFileContract } from './file-contract';
import { wideStreamContract } from './stream-contract';

const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });

/** Programs load the client from a bundle, which leaves out parts of it. */
function bundledStream(cluster: () => NatsCluster): void {
  const folder = temporaryFolder();

  it('is the same through the network of rooms, and through the bundle', async () => {
    const outdir = folder();
    await buildCommandLine(outdir);
    const bundle: typeof import('../../../src/net/wide/wide') = require(
      path.join(outdir, 'wide.js'),
    );
    const networks = [
      bundle.createWideNetwork({ clock: systemClock, limits: defaultLimits }),
      await createNetwork({ clock: systemClock }).wide(),
    ];
    for (const each of networks) {
      const room = await WideScene.create(each, cluster().access);
      const ann = (await room.join()).start();
      for (let count = 0; count < 20; count += 1) await ann.say(`${count}`);
      const ben = (await room.join()).start();
      await ben.read(20);
      ben.checkOrder();
      room.dispose();
    }
  });
}

describe('a stream of a wide room, on the oldest JetStream server', () => {
  const cluster = natsSuite();
  wideStreamContract(() => ({ network, server: cluster().access }));
  wideFileContract(() => ({ network, server: cluster().access }));
  bundledStream(cluster);
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
  bundledStream(cluster);
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

  it('ends when its server stays silent', async () => {
    const clock = new ChangeableClock();
    const ticket = scene.ticket();
    const signal = new AbortController().signal;
    const stream = await createWideNetwork({ clock, limits: defaultLimits }).open(ticket, signal);
    const ann = new StreamMember(stream, ticket).start();
    await ann.say('1');
    cluster().pause(node());
    // A time that a busy computer can't need for an answer.
    clock.runAt(30);
    try {
      await waitFor(() => ann.ends.length > 0, 'the end');
    } finally {
      clock.runAt(1);
      cluster().resume(node());
    }
    const [end] = ann.ends;
    assert.equal(end?.reason === 'lost' && end.error.code, 'timed-out');
    await assert.rejects(ann.say('2'), { name: 'NetError', code: 'timed-out' });
  });

  it('stays open as long as its server answers', async () => {
    const patient = createWideNetwork({
      clock: systemClock,
      limits: { ...defaultLimits, heartbeatMs: 50 },
    });
    const ticket = scene.ticket();
    const stream = await patient.open(ticket, new AbortController().signal);
    const ann = new StreamMember(stream, ticket).start();
    const opened = stream.heardAt;
    await waitFor(() => stream.heardAt > opened + 1000, 'a second of heartbeats');
    assert.deepEqual(ann.ends, []);
    stream.drop();
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
