import assert from 'node:assert/strict';
import { type DnsQuestion, encodeMessage } from '../../../src/net/nearby/dns-message';
import { announced, announcingRecords, decoded, nearbyId } from '../../helpers/nearby';
import { responderScene, service } from '../../helpers/responder-scene';

describe('Responder’s replies', () => {
  const scene = responderScene();

  const kinds = (bytes: Uint8Array) =>
    decoded(bytes)
      .records.map(({ type }) => type)
      .join(' ');

  it('replies to all after a short while, once for many', async () => {
    await scene.announce();
    for (let asked = 0; asked < 50; asked += 1) scene.ask();
    assert.equal(scene.lan.sent.length, 0);
    await scene.clock.advance(120);
    assert.equal(scene.lan.sent.length, 1);
    assert.equal(scene.lan.sent[0]?.to, 'group');
    // At most once a second.
    scene.ask();
    await scene.clock.advance(900);
    assert.equal(scene.lan.sent.length, 1);
    await scene.clock.advance(100);
    assert.equal(scene.lan.sent.length, 2);
  });

  it('replies at once to the computer alone that wants it so', async () => {
    await scene.announce();
    scene.ask({ unicast: true });
    assert.deepEqual(
      scene.lan.sent.map(({ to }) => to),
      [{ address: '10.0.0.8', port: 5353 }],
    );
    assert.deepEqual(scene.lifetimes, [120]);
  });

  it('replies to a program that isn’t on port 5353 as such a program needs it', async () => {
    await scene.announce();
    scene.ask({}, { port: 40_000, id: 77 });
    const { id, questions, records } = decoded(scene.lan.sent[0]?.bytes ?? Buffer.of());
    assert.deepEqual(scene.lan.sent[0]?.to, { address: '10.0.0.8', port: 40_000 });
    assert.deepEqual([id, questions.length], [77, 1]);
    assert.deepEqual([...new Set(records.map(({ ttl }) => ttl))], [10]);
    assert.ok(records.every(({ flush }) => !flush));
  });

  it('replies once to a question that comes through several sockets', async () => {
    await scene.announce();
    for (let copy = 0; copy < 3; copy += 1) scene.ask({}, { port: 40_000, id: 77 });
    assert.equal(scene.lan.sent.length, 1);
    await scene.clock.advance(1000);
    scene.ask({}, { port: 40_000, id: 77 });
    assert.equal(scene.lan.sent.length, 2);
  });

  it('sends at most 100 replies to single computers in a second', async () => {
    await scene.announce();
    for (let id = 0; id < 1000; id += 1) scene.ask({}, { port: 40_000, id });
    assert.equal(scene.lan.sent.length, 100);
    await scene.clock.advance(1000);
    scene.ask({}, { port: 40_000, id: 1001 });
    assert.equal(scene.lan.sent.length, 101);
  });

  it('replies to what is asked', async () => {
    await scene.announce();
    const instance = `dm-${nearbyId}.${service}`;
    const target = `dm-${nearbyId}.local`;
    const cases: readonly [Partial<DnsQuestion>, string][] = [
      [{ name: service, type: 'ANY' }, 'PTR SRV TXT A'],
      [{ name: '_services._dns-sd._udp.local' }, 'PTR'],
      [{ name: instance, type: 'SRV' }, 'SRV TXT A'],
      [{ name: instance, type: 'TXT' }, 'SRV TXT A'],
      [{ name: target, type: 'A' }, 'A'],
    ];
    for (const [at, [question, wanted]] of cases.entries()) {
      scene.ask({ ...question, unicast: true }, { port: 40_000, id: at });
      assert.equal(kinds(scene.lan.sent.pop()?.bytes ?? Buffer.of()), wanted, question.name);
    }
  });

  it('says nothing about anything else', async () => {
    await scene.announce();
    const others: readonly Partial<DnsQuestion>[] = [
      { name: '_ipp._tcp.local' },
      { name: service, type: 'A' },
      { name: `dm-ffffffffffffffff.${service}`, type: 'SRV' },
      { name: `dm-${nearbyId}.local`, type: 'AAAA' },
      { name: 'constructor' },
      { name: '__proto__' },
      { name: '' },
    ];
    for (const question of others) scene.ask({ ...question, unicast: true }, { port: 40_000 });
    // A response isn't a question.
    const records = announcingRecords(announced());
    const reply = { id: 0, isResponse: true, questions: [], records };
    scene.lan.inject(encodeMessage(reply), '10.0.0.8');
    scene.lan.sent.shift();
    await scene.clock.advance(2000);
    assert.deepEqual(scene.lan.sent, []);
  });

  it('says nothing to computers of other networks', async () => {
    await scene.announce();
    scene.ask({}, { from: '192.0.2.1', port: 40_000 });
    scene.ask({}, { from: '10.0.1.8' });
    await scene.clock.advance(2000);
    assert.deepEqual(scene.lan.sent, []);
  });

  it('says nothing to those who know the room', async () => {
    await scene.announce();
    const [known] = announcingRecords(announced(), [], 60);
    assert.ok(known);
    scene.ask({}, { known: [known] });
    await scene.clock.advance(2000);
    assert.deepEqual(scene.lan.sent, []);
    scene.ask({}, { known: [{ ...known, ttl: 59 }] });
    await scene.clock.advance(2000);
    assert.equal(scene.lan.sent.length, 1);
  });

  it('says goodbye and what changes to those who asked alone, too', async () => {
    await scene.announce();
    scene.ask({}, { port: 40_000 });
    scene.lan.sent.length = 0;
    scene.responder.announce(announced({ locked: true }));
    scene.responder.announce(undefined);
    assert.deepEqual(
      scene.lan.sent.map(({ to }) => (to === 'group' ? to : to.port)),
      ['group', 40_000, 'group', 40_000],
    );
    assert.deepEqual(scene.lifetimes, [120, 10, 0, 0]);
  });

  it('keeps nothing of the replies that it has sent', async () => {
    await scene.announce();
    for (let round = 0; round < 50; round += 1) {
      scene.ask();
      await scene.clock.advance(1000);
    }
    const { current } = scene.responder as unknown as { current: object };
    const sizes = Object.values(current).map((value) =>
      value instanceof Map || value instanceof Set ? value.size : 0,
    );
    assert.ok(Math.max(...sizes) <= 2, `${sizes}`);
    assert.ok(scene.lan.sent.length >= 50);
  });

  it('replies to all within a second, also when the clock is set back', async () => {
    await scene.announce();
    scene.ask();
    await scene.clock.advance(1000);
    scene.lan.sent.length = 0;
    const now = scene.clock.now.bind(scene.clock);
    scene.clock.now = () => now() - 3_600_000;
    scene.ask();
    await scene.clock.advance(1000);
    assert.equal(scene.lan.sent.length, 1);
  });

  it('replies to two questions that come right after each other', async () => {
    await scene.announce();
    scene.ask({ name: `dm-${nearbyId}.local`, type: 'A', unicast: true });
    const first = scene.lan.sent.splice(0);
    scene.ask({ unicast: true });
    assert.deepEqual(
      [...first, ...scene.lan.sent].map(({ bytes }) => kinds(bytes)),
      ['A', 'PTR SRV TXT A'],
    );
  });

  it('repeats only questions about its room', async () => {
    await scene.announce();
    const questions = [
      { name: 'a\\.b.local', type: 'A', unicast: false },
      { name: service, type: 'PTR', unicast: false },
    ] as const;
    const bytes = encodeMessage({ id: 5, isResponse: false, questions, records: [] });
    scene.lan.inject(bytes, '10.0.0.8', { port: 40_000 });
    scene.lan.sent.shift();
    const reply = decoded(scene.lan.sent[0]?.bytes ?? Buffer.of());
    assert.deepEqual(reply.questions, [questions[1]]);
  });

  it('isn’t disturbed by bad packets', async () => {
    await scene.announce();
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(9001), Buffer.alloc(40, 0xc0)]) {
      scene.lan.inject(bytes, '10.0.0.8');
    }
    scene.lan.sent.length = 0;
    scene.ask({ unicast: true });
    assert.equal(scene.lan.sent.length, 1);
  });
});
