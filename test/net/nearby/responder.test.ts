import assert from 'node:assert/strict';
import {
  type DnsQuestion,
  type DnsRecord,
  encodeMessage,
} from '../../../src/net/nearby/dns-message';
import { Responder } from '../../../src/net/nearby/responder';
import { FakeClock } from '../../helpers/fake-clock';
import { MemoryComputer, MemoryLan } from '../../helpers/memory-links';
import { announced, announcingRecords, decoded, nearbyId } from '../../helpers/nearby';

const quiet = { info() {}, warn() {}, error() {} };
const service = '_deskmate._tcp.local';

describe('Responder', () => {
  let lan: MemoryLan;
  let clock: FakeClock;
  let host: MemoryComputer;
  let responder: Responder;

  beforeEach(() => {
    lan = new MemoryLan();
    clock = new FakeClock();
    host = new MemoryComputer(lan, '10.0.0.7');
    responder = new Responder({ links: host, clock, logger: quiet, random: () => 0.5 });
  });
  afterEach(() => responder.dispose());

  /** Announces a room, and forgets what was sent for that. */
  async function announce(change: Parameters<typeof announced>[0] = {}): Promise<void> {
    responder.announce(announced(change));
    await clock.advance(3000);
    lan.sent.length = 0;
  }

  function ask(
    question: Partial<DnsQuestion> = {},
    { from = '10.0.0.8', port = 5353, id = 0, known = [] as readonly DnsRecord[] } = {},
  ): void {
    const questions = [{ name: service, type: 'PTR', unicast: false, ...question } as const];
    const bytes = encodeMessage({ id, isResponse: false, questions, records: known });
    lan.inject(bytes, from, { port });
    lan.sent.shift();
  }

  const kinds = (bytes: Uint8Array) =>
    decoded(bytes)
      .records.map(({ type }) => type)
      .join(' ');
  const lifetimes = () => lan.sent.map(({ bytes }) => decoded(bytes).records[0]?.ttl);

  it('has no sockets and no timers without a room', async () => {
    responder.announce(undefined);
    await clock.advance(60_000);
    assert.deepEqual([host.opened, lan.sent.length, clock.pending], [0, 0, 0]);
    await announce();
    responder.announce(undefined);
    await clock.advance(60_000);
    assert.deepEqual([lan.sockets.size, clock.pending], [0, 0]);
  });

  it('announces a room twice, with nothing about the computer', async () => {
    responder.announce(announced({ locked: true }));
    await clock.advance(60_000);
    assert.deepEqual(
      lan.sent.map(({ to }) => to),
      ['group', 'group'],
    );
    const { records, isResponse, id } = decoded(lan.sent[0]?.bytes ?? Buffer.of());
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

  it('says goodbye', async () => {
    await announce();
    responder.announce(undefined);
    assert.deepEqual(lifetimes(), [0]);
    assert.equal(lan.sent[0]?.to, 'group');
  });

  it('says what changes, and keeps its sockets', async () => {
    await announce();
    const { opened } = host;
    responder.announce(announced());
    assert.equal(lan.sent.length, 0);
    responder.announce(announced({ locked: true }));
    assert.equal(lan.sent.length, 1);
    assert.equal(host.opened, opened);
    responder.announce(announced({ id: 'ffffffffffffffff' }));
    assert.deepEqual(lifetimes(), [120, 0]);
  });

  for (const address of ['127.0.0.1', '::1', '10.0.0.99']) {
    it(`announces nothing for a room on ${address}`, async () => {
      await announce({ address });
      responder.announce(undefined);
      assert.deepEqual([host.opened, lan.sent.length], [0, 0]);
    });
  }

  it('replies to all after a short while, once for many', async () => {
    await announce();
    for (let asked = 0; asked < 50; asked += 1) ask();
    assert.equal(lan.sent.length, 0);
    await clock.advance(120);
    assert.equal(lan.sent.length, 1);
    assert.equal(lan.sent[0]?.to, 'group');
    // At most once a second.
    ask();
    await clock.advance(900);
    assert.equal(lan.sent.length, 1);
    await clock.advance(100);
    assert.equal(lan.sent.length, 2);
  });

  it('replies at once to the computer alone that wants it so', async () => {
    await announce();
    ask({ unicast: true });
    assert.deepEqual(
      lan.sent.map(({ to }) => to),
      [{ address: '10.0.0.8', port: 5353 }],
    );
    assert.deepEqual(lifetimes(), [120]);
  });

  it('replies to a program that isn’t on port 5353 as such a program needs it', async () => {
    await announce();
    ask({}, { port: 40_000, id: 77 });
    const { id, questions, records } = decoded(lan.sent[0]?.bytes ?? Buffer.of());
    assert.deepEqual(lan.sent[0]?.to, { address: '10.0.0.8', port: 40_000 });
    assert.deepEqual([id, questions.length], [77, 1]);
    assert.deepEqual([...new Set(records.map(({ ttl }) => ttl))], [10]);
    assert.ok(records.every(({ flush }) => !flush));
  });

  it('replies once to a question that comes through several sockets', async () => {
    await announce();
    for (let copy = 0; copy < 3; copy += 1) ask({}, { port: 40_000, id: 77 });
    assert.equal(lan.sent.length, 1);
    await clock.advance(1000);
    ask({}, { port: 40_000, id: 77 });
    assert.equal(lan.sent.length, 2);
  });

  it('sends at most 100 replies to single computers in a second', async () => {
    await announce();
    for (let id = 0; id < 1000; id += 1) ask({}, { port: 40_000, id });
    assert.equal(lan.sent.length, 100);
    await clock.advance(1000);
    ask({}, { port: 40_000, id: 1001 });
    assert.equal(lan.sent.length, 101);
  });

  it('replies to what is asked', async () => {
    await announce();
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
      ask({ ...question, unicast: true }, { port: 40_000, id: at });
      assert.equal(kinds(lan.sent.pop()?.bytes ?? Buffer.of()), wanted, question.name);
    }
  });

  it('says nothing about anything else', async () => {
    await announce();
    const others: readonly Partial<DnsQuestion>[] = [
      { name: '_ipp._tcp.local' },
      { name: service, type: 'A' },
      { name: `dm-ffffffffffffffff.${service}`, type: 'SRV' },
      { name: `dm-${nearbyId}.local`, type: 'AAAA' },
      { name: 'constructor' },
      { name: '__proto__' },
      { name: '' },
    ];
    for (const question of others) ask({ ...question, unicast: true }, { port: 40_000 });
    // A response isn't a question.
    const records = announcingRecords(announced());
    const reply = { id: 0, isResponse: true, questions: [], records };
    lan.inject(encodeMessage(reply), '10.0.0.8');
    lan.sent.shift();
    await clock.advance(2000);
    assert.deepEqual(lan.sent, []);
  });

  it('says nothing to computers of other networks', async () => {
    await announce();
    ask({}, { from: '192.0.2.1', port: 40_000 });
    ask({}, { from: '10.0.1.8' });
    await clock.advance(2000);
    assert.deepEqual(lan.sent, []);
  });

  it('says nothing to those who know the room', async () => {
    await announce();
    const [known] = announcingRecords(announced(), [], 60);
    assert.ok(known);
    ask({}, { known: [known] });
    await clock.advance(2000);
    assert.deepEqual(lan.sent, []);
    ask({}, { known: [{ ...known, ttl: 59 }] });
    await clock.advance(2000);
    assert.equal(lan.sent.length, 1);
  });

  it('says goodbye and what changes to those who asked alone, too', async () => {
    await announce();
    ask({}, { port: 40_000 });
    lan.sent.length = 0;
    responder.announce(announced({ locked: true }));
    responder.announce(undefined);
    assert.deepEqual(
      lan.sent.map(({ to }) => (to === 'group' ? to : to.port)),
      ['group', 40_000, 'group', 40_000],
    );
    assert.deepEqual(lifetimes(), [120, 10, 0, 0]);
  });

  it('keeps nothing of the replies that it has sent', async () => {
    await announce();
    for (let round = 0; round < 50; round += 1) {
      ask();
      await clock.advance(1000);
    }
    const { current } = responder as unknown as { current: object };
    const sizes = Object.values(current).map((value) =>
      value instanceof Map || value instanceof Set ? value.size : 0,
    );
    assert.ok(Math.max(...sizes) <= 2, `${sizes}`);
    assert.ok(lan.sent.length >= 50);
  });

  it('replies to all within a second, also when the clock is set back', async () => {
    await announce();
    ask();
    await clock.advance(1000);
    lan.sent.length = 0;
    const now = clock.now.bind(clock);
    clock.now = () => now() - 3_600_000;
    ask();
    await clock.advance(1000);
    assert.equal(lan.sent.length, 1);
  });

  it('replies to two questions that come right after each other', async () => {
    await announce();
    ask({ name: `dm-${nearbyId}.local`, type: 'A', unicast: true });
    const first = lan.sent.splice(0);
    ask({ unicast: true });
    assert.deepEqual(
      [...first, ...lan.sent].map(({ bytes }) => kinds(bytes)),
      ['A', 'PTR SRV TXT A'],
    );
  });

  it('repeats only questions about its room', async () => {
    await announce();
    const questions = [
      { name: 'a\\.b.local', type: 'A', unicast: false },
      { name: service, type: 'PTR', unicast: false },
    ] as const;
    const bytes = encodeMessage({ id: 5, isResponse: false, questions, records: [] });
    lan.inject(bytes, '10.0.0.8', { port: 40_000 });
    lan.sent.shift();
    const reply = decoded(lan.sent[0]?.bytes ?? Buffer.of());
    assert.deepEqual(reply.questions, [questions[1]]);
  });

  it('waits where the adapters can’t be read', async () => {
    const { list } = host;
    const words: string[] = [];
    const logger = { ...quiet, warn: (text: string) => words.push(text) };
    const blind = {
      open: host.open,
      list: () => {
        throw new Error('uv_interface_addresses');
      },
    };
    const other = new Responder({ links: blind, clock, logger, random: () => 0.5 });
    other.announce(announced());
    await clock.advance(20_000);
    assert.deepEqual([lan.sent.length, words.length], [0, 1]);
    blind.list = list as never;
    await clock.advance(6000);
    assert.equal(lan.sent.length, 2);
    other.dispose();
  });

  it('follows a change of addresses', async () => {
    await announce();
    host.address = '10.0.0.9';
    await clock.advance(5000);
    const [first] = lan.sent;
    const { records } = decoded(first?.bytes ?? Buffer.of());
    assert.equal(first?.from.address, '10.0.0.9');
    assert.ok(records.some((record) => record.type === 'A' && record.address === '10.0.0.9'));
    assert.ok(![...lan.sockets].some(({ address }) => address.address === '10.0.0.7'));
  });

  it('waits for a network, and for one that lets it', async () => {
    host.address = undefined;
    responder.announce(announced());
    await clock.advance(20_000);
    assert.equal(lan.sent.length, 0);
    host.fails = true;
    host.address = '10.0.0.7';
    await clock.advance(20_000);
    assert.equal(lan.sent.length, 0);
    host.fails = false;
    await clock.advance(6000);
    assert.equal(lan.sent.length, 2);
  });

  it('joins its networks anew after sleep', async () => {
    await announce();
    const { opened } = host;
    await clock.advance(20_000);
    assert.equal(host.opened, opened);
    const now = clock.now.bind(clock);
    // Timers stand still while a computer sleeps.
    clock.now = () => now() + 3_600_000;
    await clock.advance(7000);
    assert.equal(host.opened, opened + 1);
    assert.equal(lan.sent.length, 2);
  });

  it('isn’t disturbed by bad packets', async () => {
    await announce();
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(9001), Buffer.alloc(40, 0xc0)]) {
      lan.inject(bytes, '10.0.0.8');
    }
    lan.sent.length = 0;
    ask({ unicast: true });
    assert.equal(lan.sent.length, 1);
  });
});
