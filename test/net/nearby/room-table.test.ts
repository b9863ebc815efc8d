import assert from 'node:assert/strict';
import { type DnsRecord, encodeMessage } from '../../../src/net/nearby/dns-message';
import { maxRooms, maxRoomsPerSource, RoomTable } from '../../../src/net/nearby/room-table';
import type { AnnouncedRoom } from '../../../src/protocol/announcement';
import { announced, announcingRecords, decoded, nearbyId, responseOf } from '../../helpers/nearby';

const start = 1_700_000_000_000;
/** The id of questions to one computer. */
const question = 7;

describe('RoomTable', () => {
  let table: RoomTable;
  beforeEach(() => {
    table = new RoomTable(() => question);
  });

  function take(records: readonly DnsRecord[], source = '10.0.0.7', at = 0): boolean {
    return table.take(decoded(responseOf(records)), {
      ...{ source, now: start + at },
      isNear: (address) => /^(?:10\.0\.|192\.168\.1\.|fd00:|fe80:)/.test(address),
    });
  }

  function hear(
    change: Partial<AnnouncedRoom> = {},
    source = '10.0.0.7',
    { at = 0, ttl = 120, addresses = [source] } = {},
  ): boolean {
    return take(announcingRecords(announced(change), addresses, ttl), source, at);
  }

  const shown = () =>
    table.rooms.map(
      ({ name, endpoints }) => `${name} ${endpoints.map(({ host }) => host).join(' ')}`,
    );

  it('has a room as its host announces it', () => {
    assert.equal(hear(), true);
    const { address, ...room } = announced();
    const endpoints = [{ host: '10.0.0.7', port: 5000 }];
    assert.deepEqual(table.rooms, [{ ...room, key: `${nearbyId} 10.0.0.7`, endpoints }]);
    assert.equal(hear({}, '10.0.0.7', { at: 1000 }), false);
    assert.equal(address, '::');
  });

  it('shows the lock when it changes', () => {
    hear();
    assert.equal(hear({ locked: true }), true);
    assert.deepEqual(
      table.rooms.map(({ locked }) => locked),
      [true],
    );
  });

  it('drops a room after its lifetime, which is 120 s at most', () => {
    hear({}, '10.0.0.7', { ttl: 4_000_000 });
    assert.equal(table.expire(start + 119_999), false);
    assert.equal(table.expire(start + 120_000), true);
    assert.deepEqual(table.rooms, []);
    hear({}, '10.0.0.7', { ttl: 10 });
    assert.equal(table.expire(start + 10_000), true);
  });

  it('keeps a room for the longer of two lifetimes', () => {
    hear({}, '10.0.0.7', { ttl: 120 });
    hear({}, '10.0.0.7', { ttl: 10, at: 1000 });
    assert.equal(table.expire(start + 100_000), false);
    assert.equal(table.expire(start + 120_000), true);
  });

  it('asks for a room again once, at 80% of its lifetime', () => {
    hear();
    assert.equal(table.next, start + 96_000);
    assert.equal(table.due(start + 95_999).size, 0);
    const instance = `dm-${nearbyId}._deskmate._tcp.local`;
    const due = [['10.0.0.7', { id: question, instances: [instance] }]];
    assert.deepEqual([...table.due(start + 96_000)], due);
    assert.equal(table.due(start + 97_000).size, 0);
    assert.equal(table.next, start + 120_000);
    hear({}, '10.0.0.7', { at: 100_000 });
    assert.equal(table.next, start + 196_000);
  });

  it('drops a room at its goodbye, and no other one', () => {
    hear();
    hear({ id: 'ffffffffffffffff', name: 'Other' });
    assert.equal(hear({}, '10.0.0.7', { ttl: 0 }), true);
    assert.deepEqual(shown(), ['Other 10.0.0.7']);
    assert.equal(hear({}, '10.0.0.7', { ttl: 0 }), false);
  });

  it('isn’t moved by another computer’s goodbye or announcement', () => {
    hear();
    assert.equal(hear({}, '10.0.0.66', { ttl: 0 }), false);
    hear({ name: 'Forged', port: 6666 }, '10.0.0.66');
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7', 'Forged 10.0.0.66']);
    hear({ name: 'Forged', port: 6666 }, '10.0.0.66', { ttl: 0 });
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7']);
  });

  it('has a row of its own for a copy of an announcement, which changes nothing of the first', () => {
    hear();
    const [first] = table.rooms;
    hear({}, '10.0.0.66', { at: 1000 });
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7', 'Lab 3 10.0.0.66']);
    assert.deepEqual(table.rooms[0], first);
    // Naming the host doesn't help: the host doesn't name the copy.
    hear({}, '10.0.0.66', { at: 2000, addresses: ['10.0.0.7', '10.0.0.66'] });
    hear({}, 'fe80::66%eth0', { at: 2000, addresses: ['10.0.0.7', '10.0.0.66', 'fe80::7'] });
    assert.deepEqual(table.rooms[0], first);
    const keys = table.rooms.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
    hear({}, '10.0.0.66', { ttl: 0 });
    assert.deepEqual(table.rooms[0], first);
  });

  it('never leads to a copy that names only the host itself and came first', () => {
    hear({}, 'fe80::66%eth0', { addresses: ['10.0.0.7', '10.0.0.66'] });
    hear();
    assert.equal(table.rooms[0]?.endpoints[0].host, '10.0.0.7');
  });

  it('joins the addresses of one room that name each other: IPv4 before link-local', () => {
    const addresses = ['10.0.0.7', '192.168.1.7', 'fd00::7', '2001:db8::7', 'fe80::7'];
    for (const source of ['fe80::7%eth0', '10.0.0.7', '2001:db8::7']) {
      hear({}, source, { addresses });
    }
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7 2001:db8::7 fe80::7%eth0 192.168.1.7 fd00::7']);
  });

  it('drops an address that the host no longer has, and none that the other didn’t vouch for', () => {
    const was = ['10.0.0.7', 'fe80::7'];
    const is = ['10.0.0.9', 'fe80::7'];
    for (const source of ['fe80::7%eth0', '10.0.0.7']) hear({}, source, { addresses: was });
    for (const addresses of [was, is]) hear({}, 'fe80::66%eth0', { addresses });
    assert.match(shown()[0] ?? '', /^Lab 3 10\.0\.0\.7 /);
    for (const source of ['fe80::7%eth0', '10.0.0.9']) hear({}, source, { addresses: is });
    assert.equal(shown()[0], 'Lab 3 10.0.0.9 fe80::7%eth0');
  });

  it('leads to the IPv4 address of a room without IPv6, also if it was heard over IPv6 only', () => {
    hear({}, 'fe80::7%eth0', { addresses: ['10.0.0.7'] });
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7']);
    hear({}, '10.0.0.7');
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7']);
  });

  it('takes at most four addresses from an announcement, all of the network that it came through', () => {
    const addresses = [
      '8.8.8.8',
      '127.0.0.1',
      '224.0.0.1',
      '::1',
      '0.0.0.0',
      '255.255.255.255',
      '192.168.9.1',
    ];
    const local = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'];
    hear({}, '10.0.0.7', { addresses: [...addresses, ...local] });
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4']);
  });

  it(`keeps ${maxRoomsPerSource} rooms of one address`, () => {
    for (let at = 0; at < 10; at += 1) hear({ id: `000000000000000${at}`, name: `${at}` });
    assert.equal(table.rooms.length, maxRoomsPerSource);
    // A room that it has can still change.
    assert.equal(hear({ id: '0000000000000001', name: 'New' }), true);
  });

  it(`keeps ${maxRooms} rooms`, () => {
    for (let at = 0; at < 300; at += 1) {
      hear({ id: at.toString(16).padStart(16, '0'), name: `${at}` }, `10.0.${at >> 8}.${at & 255}`);
    }
    assert.equal(table.rooms.length, maxRooms);
    assert.equal(table.rooms[0]?.name, '0');
  });

  const idOf = (at: number) => at.toString(16).padStart(16, '0');

  /** Rooms that nobody is at, each from an address of its own. */
  function flood(count: number, at: number, first = 1000): void {
    for (let each = first; each < first + count; each += 1) {
      const source = `10.0.${each >> 8}.${each & 255}`;
      hear({ id: idOf(each), name: 'Forged' }, source, { at });
    }
  }

  /** A computer's reply to a question that only it got. */
  function answer(change: Partial<AnnouncedRoom>, source: string, at: number, id = question) {
    const records = announcingRecords(announced(change), [source], 10);
    const bytes = encodeMessage({ id, isResponse: true, questions: [], records });
    return table.take(decoded(bytes), { source, now: start + at, isNear: () => true });
  }

  it('gives the place of a room that its computer no longer announces to a newer one', () => {
    const room = (at: number) => ({ id: idOf(at), name: `${at}` });
    for (let at = 1; at <= 4; at += 1) hear(room(at));
    hear(room(5), '10.0.0.7', { at: 1000 });
    const asked = [1000, 2000, 4000].map((at) => table.due(start + at).get('10.0.0.7'));
    assert.deepEqual(
      asked.map((each) => each?.instances.length),
      [4, 4, 4],
    );
    for (const at of [1, 3, 4]) hear(room(at), '10.0.0.7', { at: 1500, ttl: 10 });
    hear(room(5), '10.0.0.7', { at: 5999 });
    assert.deepEqual(shown().join(), '1 10.0.0.7,2 10.0.0.7,3 10.0.0.7,4 10.0.0.7');
    hear(room(5), '10.0.0.7', { at: 6000 });
    assert.deepEqual(shown().join(), '1 10.0.0.7,3 10.0.0.7,4 10.0.0.7,5 10.0.0.7');
    // The others are there.
    hear(room(6), '10.0.0.7', { at: 7000 });
    assert.equal(table.rooms.at(-1)?.name, '5');
  });

  it('shows a room that answers rather than many that don’t', () => {
    flood(100, 0);
    hear({}, '10.0.0.7', { at: 10 });
    assert.ok(!shown().includes('Lab 3 10.0.0.7'));
    // Those that are too many are asked, a few in each second.
    const seconds = [0, 1, 2, 3, 4, 5].map((second) => table.due(start + second * 1000 + 10));
    assert.ok(seconds.every((due) => due.size <= 3 * 24));
    assert.ok(seconds.some((due) => due.get('10.0.0.7')?.id === question));
    assert.equal(answer({}, '10.0.0.7', 6000, question + 1), false);
    assert.equal(answer({}, '10.0.0.7', 6000), true);
    assert.equal(table.rooms.length, maxRooms);
    assert.ok(shown().includes('Lab 3 10.0.0.7'));
  });

  it('lets no flood push out a room that answers, however long it is', () => {
    hear();
    flood(100, 0);
    answer({}, '10.0.0.7', 10);
    for (let at = 5000; at < 300_000; at += 5000) {
      flood(20, at, 1000 + ((at / 100) % 1500));
      table.due(start + at);
      if (at % 60_000 === 0) answer({}, '10.0.0.7', at);
      if (at % 60_000 === 0) hear({}, '10.0.0.7', { at });
      table.expire(start + at);
      assert.equal(table.rooms[0]?.name, 'Lab 3', `after ${at} ms`);
    }
  });

  it('takes a new room into a full table once others have not answered', () => {
    flood(300, 0);
    hear({}, '10.0.0.7', { at: 1000 });
    answer({}, '10.0.0.7', 1000);
    assert.ok(!shown().includes('Lab 3 10.0.0.7'));
    hear({}, '10.0.0.7', { at: 20_000 });
    answer({}, '10.0.0.7', 20_001);
    assert.ok(shown().includes('Lab 3 10.0.0.7'));
  });

  it('waits for the parts of a room, and asks for them', () => {
    const [service, location, fields] = announcingRecords(announced());
    assert.ok(service && location && fields);
    assert.equal(take([service]), false);
    assert.equal(table.due(start).size, 1);
    assert.equal(take([location]), false);
    assert.equal(take([fields]), true);
    assert.deepEqual(shown(), ['Lab 3 10.0.0.7']);
    assert.equal(table.next, start + 96_000);
  });

  it('asks for missing parts three times, however often the room is announced', () => {
    const [service] = announcingRecords(announced());
    assert.ok(service);
    const asked: number[] = [];
    for (let at = 0; at < 10_000; at += 10) {
      take([service], '10.0.0.7', at);
      if (table.due(start + at).size > 0) asked.push(at);
    }
    assert.deepEqual(asked, [0, 1000, 3000]);
  });

  it('reads the strings of a room once for each message', () => {
    let read = 0;
    const texts = [Buffer.from('v=1')];
    texts[Symbol.iterator] = function* () {
      read += 1;
      for (let at = 0; at < this.length; at += 1) yield this[at] as Buffer<ArrayBuffer>;
      return undefined;
    };
    const records = announcingRecords(announced());
    const [service] = records;
    assert.ok(service);
    const hostile = records.map((record) =>
      record.type === 'TXT' ? { ...record, texts } : record,
    );
    const message = decoded(responseOf([]));
    const origin = { source: '10.0.0.7', now: start, isNear: () => true };
    const many = Array.from({ length: 100 }, () => service);
    table.take({ ...message, records: [...hostile, ...many] }, origin);
    assert.equal(read, 1);
  });

  it('lets computers with many IPv6 addresses hide no room of an IPv4 address', () => {
    for (let at = 0; at < 300; at += 1) {
      const id = at.toString(16).padStart(16, '0');
      hear({ id, name: `${at}` }, `fe80::${at.toString(16)}%eth0`, { addresses: ['10.0.0.66'] });
    }
    hear();
    assert.ok(shown().includes('Lab 3 10.0.0.7'));
    assert.equal(table.rooms.length, maxRooms / 4 + 1);
  });

  it('ignores parts of rooms that nobody announces', () => {
    const [, location, fields] = announcingRecords(announced());
    assert.ok(location && fields);
    take([location, fields]);
    assert.equal(table.next, undefined);
  });

  const fields = (texts: readonly string[]): DnsRecord[] => {
    const records = announcingRecords(announced());
    return records.map((record) =>
      record.type === 'TXT'
        ? { ...record, texts: texts.map((text) => Buffer.from(text, 'latin1')) }
        : record,
    );
  };
  const good = ['v=1', `id=${nearbyId}`, 'k=pair', 'n=Lab 3', 'h=Ann'];

  const forged: readonly [string, readonly string[]][] = [
    ['no fields', []],
    ['empty fields', ['', '=', '==', 'v']],
    ['another version', ['v=2', ...good.slice(1)]],
    ['the id of another room', ['v=1', 'id=ffffffffffffffff', ...good.slice(2)]],
    ['a kind that isn’t known', ['v=1', good[1] ?? '', 'k=__proto__']],
    ['no kind', good.filter((field) => !field.startsWith('k'))],
  ];
  for (const [what, texts] of forged) {
    it(`shows no room with ${what}`, () => {
      take(fields(texts));
      assert.deepEqual(table.rooms, []);
    });
  }

  it('shows no room with port 0', () => {
    hear({ port: 0 });
    assert.deepEqual(table.rooms, []);
  });

  it('takes the first of two fields, and no flag or field of a later version', () => {
    take(fields([...good, 'N=Second', 'f=beta,locked', 'z=1', '__proto__=1', 'toString']));
    const [room] = table.rooms;
    assert.deepEqual([room?.name, room?.locked], ['Lab 3', true]);
  });

  it('cleans names: no controls, no direction, no length', () => {
    const evil = '\u202e\u0007$(bug)[x](command:y)\n\u200b';
    const long = 'x'.repeat(250);
    const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    take(fields(['v=1', good[1] ?? '', 'k=group', bytes(`n=${evil}`), `h=${long}`]));
    assert.equal(table.rooms[0]?.name, '$(bug)[x](command:y)');
    assert.equal(table.rooms[0]?.host.length, 32);
    take(fields(['v=1', good[1] ?? '', 'k=group', 'n=\xff\xfe', 'h=\xff']));
    assert.deepEqual([table.rooms[0]?.name, table.rooms[0]?.host], ['', 'Guest']);
  });

  it('ignores names that only look like a room’s', () => {
    for (const target of ['dm-xyz._deskmate._tcp.local', `dm-${nearbyId}.local`, '', 'dm-']) {
      take([{ name: '_deskmate._tcp.local', type: 'PTR', target, ttl: 120, flush: false }]);
    }
    assert.equal(table.next, undefined);
  });
});
