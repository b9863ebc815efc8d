import assert from 'node:assert/strict';
import { Browser } from '../../../src/net/nearby/browser';
import { Responder } from '../../../src/net/nearby/responder';
import type { AnnouncedRoom } from '../../../src/protocol/announcement';
import { DisposableStore } from '../../../src/util/disposable';
import { FakeClock } from '../../helpers/fake-clock';
import { MemoryComputer, MemoryLan } from '../../helpers/memory-links';
import {
  announced,
  announcement,
  announcingRecords,
  decoded,
  responseOf,
} from '../../helpers/nearby';

const quiet = { info() {}, warn() {}, error() {} };

describe('Browser', () => {
  let lan: MemoryLan;
  let clock: FakeClock;
  let store: DisposableStore;

  beforeEach(() => {
    lan = new MemoryLan();
    clock = new FakeClock();
    store = new DisposableStore();
  });
  afterEach(() => {
    store.dispose();
    assert.deepEqual([lan.sockets.size, clock.pending], [0, 0]);
  });

  function browse({
    address = '10.0.0.8',
    remembered = [],
    neighbors = [],
  }: {
    address?: string;
    remembered?: readonly string[];
    neighbors?: readonly string[];
  } = {}) {
    const links = new MemoryComputer(lan, address);
    const parts = { links, clock, logger: quiet, remembered, neighbors: async () => neighbors };
    return store.add(new Browser(parts));
  }

  function host(address: string, change: Partial<AnnouncedRoom> = {}): Responder {
    const links = new MemoryComputer(lan, address);
    const parts = { links, clock, logger: quiet, random: Math.random };
    const responder = store.add(new Responder(parts));
    responder.announce(announced(change));
    return responder;
  }

  const names = (browser: Browser) => browser.rooms.map(({ name }) => name).sort();

  it('finds the rooms that are open already, of several hosts', async () => {
    host('10.0.0.7');
    host('10.0.0.9', { id: 'ffffffffffffffff', name: 'Lab 4', kind: 'lab-hub', host: '' });
    await clock.advance(60_000);
    const browser = browse();
    await clock.advance(200);
    assert.deepEqual(names(browser), ['Lab 3', 'Lab 4']);
  });

  it('shows a room that answers, also if it opens in a flood of announcements', async () => {
    const browser = browse();
    await clock.advance(1000);
    const flood = (round: number) => {
      for (let at = 0; at < 240; at += 1) {
        const id = (1000 * round + at).toString(16).padStart(16, '0');
        const source = `10.0.0.${100 + (at % 150)}`;
        lan.inject(announcement(announced({ id, name: 'Forged' }), [source]), source);
      }
    };
    for (let round = 0; round < 4; round += 1) flood(round);
    host('10.0.0.7');
    await clock.advance(40_000);
    assert.ok(names(browser).includes('Lab 3'));
    for (let round = 4; round < 8; round += 1) {
      flood(round);
      await clock.advance(30_000);
      assert.ok(names(browser).includes('Lab 3'), `round ${round}`);
    }
  });

  it('hears of rooms that open, change and close', async () => {
    const browser = browse();
    let changes = 0;
    store.add(browser.onDidChange(() => (changes += 1)));
    await clock.advance(300_000);
    assert.equal(changes, 0);
    const responder = host('10.0.0.7');
    await clock.advance(100);
    assert.deepEqual(names(browser), ['Lab 3']);
    assert.equal(changes, 1);
    responder.announce(announced({ locked: true }));
    assert.equal(browser.rooms[0]?.locked, true);
    responder.announce(undefined);
    assert.deepEqual(names(browser), []);
    assert.equal(changes, 3);
  });

  it('keeps rooms as long as they are there, and drops them when the host vanishes', async () => {
    host('10.0.0.7');
    const browser = browse();
    await clock.advance(1_000_000);
    assert.deepEqual(names(browser), ['Lab 3']);
    for (const socket of [...lan.sockets]) {
      if (socket.address.address === '10.0.0.7') lan.sockets.delete(socket);
    }
    await clock.advance(121_000);
    assert.deepEqual(names(browser), []);
  });

  it('finds rooms by broadcast within 5 s where multicast doesn’t pass', async () => {
    lan.passes = { multicast: false, broadcast: true, unicast: true };
    const responder = host('10.0.0.7');
    const browser = browse();
    await clock.advance(5000);
    assert.deepEqual(names(browser), ['Lab 3']);
    await clock.advance(600_000);
    assert.deepEqual(names(browser), ['Lab 3']);
    responder.announce(undefined);
    assert.deepEqual(names(browser), []);
  });

  for (const from of ['remembered', 'neighbors'] as const) {
    it(`finds rooms of ${from} within 5 s where only unicast passes`, async () => {
      lan.passes = { multicast: false, broadcast: false, unicast: true };
      const responder = host('10.0.0.7');
      const browser = browse({ [from]: ['192.0.2.1', '10.0.0.7'] });
      await clock.advance(5000);
      assert.deepEqual(names(browser), ['Lab 3']);
      await clock.advance(600_000);
      responder.announce(undefined);
      assert.deepEqual(names(browser), []);
    });
  }

  it('asks the group first, then everybody, then those it knows; never the whole network', async () => {
    lan.passes = { multicast: false, broadcast: false, unicast: false };
    const many = (at: number) => Array.from({ length: 100 }, (_, index) => `10.0.0.${at + index}`);
    browse({ address: '10.0.0.250', remembered: many(1), neighbors: many(101) });
    const sentTo = () => {
      const sent = lan.sent.map(({ to }) => (to === 'group' ? to : to.address));
      lan.sent.length = 0;
      return sent;
    };
    await clock.advance(999);
    assert.deepEqual([...new Set(sentTo())], ['group']);
    await clock.advance(1);
    assert.deepEqual([...new Set(sentTo())], ['group', '10.0.0.255']);
    await clock.advance(1000);
    const asked = sentTo().filter((address) => address !== 'group' && address !== '10.0.0.255');
    assert.deepEqual(asked, [...many(1).slice(0, 16), ...many(101).slice(0, 32)]);
    await clock.advance(60_000);
    // Rounds at 4, 8, 16 and 32 s, then every minute.
    assert.equal(sentTo().filter((address) => address === '10.0.0.255').length, 4);
  });

  it('sends nothing any more once it is closed', async () => {
    host('10.0.0.7');
    const browser = browse();
    await clock.advance(1500);
    browser.dispose();
    lan.sent.length = 0;
    await clock.advance(600_000);
    assert.deepEqual(lan.sent, []);
  });

  it('asks with a question that fits one datagram, whatever it knows', async () => {
    const browser = browse();
    await clock.advance(100);
    for (let at = 0; at < 64; at += 1) {
      const id = at.toString(16).padStart(16, '0');
      lan.inject(announcement(announced({ id }), []), `10.0.0.${100 + at}`);
    }
    assert.equal(browser.rooms.length, 64);
    lan.sent.length = 0;
    await clock.advance(2000);
    const longest = Math.max(...lan.sent.map(({ bytes }) => bytes.length));
    assert.ok(longest > 100 && longest < 1200, `${longest} bytes`);
    const known = lan.sent.map(({ bytes }) => decoded(bytes).records.length);
    assert.equal(Math.max(...known), 16);
  });

  it('sends few questions, whatever others announce', async () => {
    browse();
    await clock.advance(10_000);
    const [service] = announcingRecords(announced());
    assert.ok(service);
    lan.sent.length = 0;
    for (let at = 0; at < 100; at += 1) {
      // A goodbye, and the room again: a new announcement of which a part is missing.
      lan.inject(responseOf([{ ...service, ttl: 0 }]), '10.0.0.66');
      lan.inject(responseOf([service]), '10.0.0.66');
      for (let from = 100; from < 200; from += 1) {
        lan.inject(responseOf([service]), `10.0.0.${from}`);
      }
      await clock.advance(10);
    }
    const own = lan.sent.filter(({ from }) => from.address === '10.0.0.8');
    const to = (address: string) =>
      own.filter(({ to }) => to !== 'group' && to.address === address).length;
    // The second may end within the time.
    assert.ok(own.length <= 64, `${own.length} questions`);
    assert.ok(to('10.0.0.66') <= 2, 'many questions to one computer');
    assert.ok(to('10.0.0.255') <= 2, 'many broadcasts');
  });

  it('isn’t disturbed by packets of other networks and bad ones', async () => {
    const browser = browse();
    await clock.advance(100);
    lan.inject(announcement(announced()), '192.0.2.1');
    lan.inject(Buffer.alloc(30, 0xff), '10.0.0.9');
    assert.deepEqual(names(browser), []);
    lan.inject(announcement(announced()), '10.0.0.9');
    assert.deepEqual(names(browser), ['Lab 3']);
  });
});
