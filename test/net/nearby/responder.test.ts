import assert from 'node:assert/strict';
import { Responder } from '../../../src/net/nearby/responder';
import { silentLogger } from '../../../src/util/logger';
import { MemoryComputer } from '../../helpers/memory-links';
import { announced, decoded, nearbyId } from '../../helpers/nearby';

import { responderScene, service } from '../../helpers/responder-scene';

describe('Responder', () => {
  const scene = responderScene();

  it('has no sockets and no timers without a room', async () => {
    scene.responder.announce(undefined);
    await scene.clock.advance(60_000);
    assert.deepEqual([scene.host.opened, scene.lan.sent.length, scene.clock.pending], [0, 0, 0]);
    await scene.announce();
    scene.responder.announce(undefined);
    await scene.clock.advance(60_000);
    assert.deepEqual([scene.lan.sockets.size, scene.clock.pending], [0, 0]);
  });

  it('announces a room twice, with nothing about the computer', async () => {
    scene.responder.announce(announced({ locked: true }));
    await scene.clock.advance(60_000);
    assert.deepEqual(
      scene.lan.sent.map(({ to }) => to),
      ['group', 'group'],
    );
    const { records, isResponse, id } = decoded(scene.lan.sent[0]?.bytes ?? Buffer.of());
    assert.deepEqual([isResponse, id], [true, 0]);
    const instance = `dm-${nearbyId}.${service}`;
    const target = `dm-${nearbyId}.local`;
    const texts = ['v=1', `id=${nearbyId}`, 'k=pair', 'n=Lab 3', 'h=Ann', 'f=locked'];
    assert.deepEqual(
      records.map((record) =>
        record.type === 'TXT'
          ? { ...record, texts: record.texts.map((text) => Buffer.from(text).toString()) }
          : record,
      ),
      [
        { name: service, type: 'PTR', target: instance, ttl: 120, flush: false },
        { name: instance, type: 'SRV', target, port: 5000, ttl: 120, flush: true },
        { name: instance, type: 'TXT', texts, ttl: 120, flush: true },
        { name: target, type: 'A', address: '10.0.0.7', ttl: 120, flush: true },
      ],
    );
  });

  it('names the addresses of all adapters on a network, also of one that comes later', async () => {
    const [first, second] = ['10.0.0.7', undefined].map(
      (address) => new MemoryComputer(scene.lan, address),
    );
    assert.ok(first && second);
    const { clock } = scene;
    const links = { list: () => [...first.list(), ...second.list()], open: first.open };
    const responder = new Responder({ links, clock, logger: silentLogger, random: () => 0.5 });
    responder.announce(announced());
    const named = () =>
      scene.lan.sent
        .splice(0)
        .map(({ bytes }) =>
          decoded(bytes).records.flatMap((record) =>
            record.type === 'A' && record.ttl > 0 ? [record.address] : [],
          ),
        );
    await clock.advance(3000);
    assert.deepEqual(named(), [['10.0.0.7'], ['10.0.0.7']]);
    second.address = '10.0.0.9';
    await clock.advance(10_000);
    assert.deepEqual(named().slice(-2), [
      ['10.0.0.9', '10.0.0.7'],
      ['10.0.0.7', '10.0.0.9'],
    ]);
    responder.dispose();
  });

  it('says goodbye', async () => {
    await scene.announce();
    scene.responder.announce(undefined);
    assert.deepEqual(scene.lifetimes, [0]);
    assert.equal(scene.lan.sent[0]?.to, 'group');
  });

  it('says what changes, and keeps its sockets', async () => {
    await scene.announce();
    const { opened } = scene.host;
    scene.responder.announce(announced());
    assert.equal(scene.lan.sent.length, 0);
    scene.responder.announce(announced({ locked: true }));
    assert.equal(scene.lan.sent.length, 1);
    assert.equal(scene.host.opened, opened);
    scene.responder.announce(announced({ id: 'ffffffffffffffff' }));
    assert.deepEqual(scene.lifetimes, [120, 0]);
  });

  for (const address of ['127.0.0.1', '::1', '10.0.0.99']) {
    it(`announces nothing for a room on ${address}`, async () => {
      await scene.announce({ address });
      scene.responder.announce(undefined);
      assert.deepEqual([scene.host.opened, scene.lan.sent.length], [0, 0]);
    });
  }

  it('waits where the adapters can’t be read', async () => {
    const { list } = scene.host;
    const words: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => words.push(text) };
    const blind = {
      open: scene.host.open,
      list: () => {
        throw new Error('uv_interface_addresses');
      },
    };
    const other = new Responder({ links: blind, clock: scene.clock, logger, random: () => 0.5 });
    other.announce(announced());
    await scene.clock.advance(20_000);
    assert.deepEqual([scene.lan.sent.length, words.length], [0, 1]);
    blind.list = list as never;
    await scene.clock.advance(6000);
    assert.equal(scene.lan.sent.length, 2);
    other.dispose();
  });

  it('follows a change of addresses', async () => {
    await scene.announce();
    scene.host.address = '10.0.0.9';
    await scene.clock.advance(5000);
    const [first] = scene.lan.sent;
    const { records } = decoded(first?.bytes ?? Buffer.of());
    assert.equal(first?.from.address, '10.0.0.9');
    assert.ok(records.some((record) => record.type === 'A' && record.address === '10.0.0.9'));
    assert.ok(![...scene.lan.sockets].some(({ address }) => address.address === '10.0.0.7'));
  });

  it('waits for a network, and for one that lets it', async () => {
    scene.host.address = undefined;
    scene.responder.announce(announced());
    await scene.clock.advance(20_000);
    assert.equal(scene.lan.sent.length, 0);
    scene.host.fails = true;
    scene.host.address = '10.0.0.7';
    await scene.clock.advance(20_000);
    assert.equal(scene.lan.sent.length, 0);
    scene.host.fails = false;
    await scene.clock.advance(6000);
    assert.equal(scene.lan.sent.length, 2);
  });

  it('joins its networks anew after sleep', async () => {
    await scene.announce();
    const { opened } = scene.host;
    await scene.clock.advance(20_000);
    assert.equal(scene.host.opened, opened);
    const now = scene.clock.now.bind(scene.clock);
    // Timers stand still while a computer sleeps.
    scene.clock.now = () => now() + 3_600_000;
    await scene.clock.advance(7000);
    assert.equal(scene.host.opened, opened + 1);
    assert.equal(scene.lan.sent.length, 2);
  });
});
