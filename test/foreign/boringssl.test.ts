import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GuestNews } from '../helpers/deskmate/guest-program';
import {
  GuestProgram,
  type RoomProgram,
  type Runtime,
  startRoom,
} from '../helpers/deskmate/programs';
import { createIdentity, Listener } from '../helpers/deskmate/tls-server';
import { waitFor } from '../helpers/wait-for';

const libraries: Readonly<Record<Runtime, string>> = { Node: 'OpenSSL', Bun: 'BoringSSL' };

const stranger = 'A'.repeat(43);

/** What the guest tells next has to be a frame. */
async function frame(guest: GuestProgram) {
  const news = await guest.news();
  assert.equal(news.type, 'frame', JSON.stringify(news));
  return (news as Extract<GuestNews, { type: 'frame' }>).frame;
}

async function welcome(guest: GuestProgram) {
  const first = await frame(guest);
  assert.equal(first.type, 'welcome', JSON.stringify(first));
  return first as Extract<typeof first, { type: 'welcome' }>;
}

async function message(guest: GuestProgram) {
  const entry = await frame(guest);
  assert.equal(entry.type, 'message', JSON.stringify(entry));
  const { seq, author, name, text } = entry as Extract<typeof entry, { type: 'message' }>;
  return { seq, author, name, text };
}

// The desktop editor's TLS is BoringSSL; the one of Node, and of editors in a browser, is OpenSSL.
for (const [hub, client] of [
  ['Bun', 'Node'],
  ['Node', 'Bun'],
  ['Bun', 'Bun'],
] as const) {
  describe(`a guest with ${libraries[client]} and a hub with ${libraries[hub]}`, () => {
    let room: RoomProgram;
    let guest: GuestProgram;

    before(async () => {
      [room, guest] = await Promise.all([startRoom(hub), GuestProgram.start(client)]);
    });

    after(() => {
      room?.dispose();
      guest?.dispose();
    });

    const place = () => ({ addresses: ['127.0.0.1'], port: room.port, pin: room.pin });

    it('are what they are said to be', () => {
      assert.equal(room.library, libraries[hub]);
      assert.equal(guest.library, libraries[client]);
    });

    it('agree on handshake, pin and token, lose each other and meet again', async () => {
      const claim = { token: room.token, name: 'Ann' };
      guest.order({ do: 'enter', ticket: { ...place(), claim } });
      assert.deepEqual(await guest.news(), { type: 'entered', address: '127.0.0.1' });
      const { you } = await welcome(guest);
      assert.match(you.key ?? '', /^[A-Za-z0-9_-]{43}$/);
      guest.order({ do: 'say', id: 'a', text: '同桌你好' });
      const said = { seq: 1, author: you.id, name: 'Ann', text: '同桌你好' };
      assert.deepEqual(await message(guest), said);

      guest.order({ do: 'drop' });
      assert.deepEqual(await guest.news(), { type: 'ended', code: 'local' });
      const key = you.key ?? '';
      guest.order({ do: 'enter', ticket: { ...place(), claim: { member: you.id, key, last: 0 } } });
      assert.equal((await guest.news()).type, 'entered');
      assert.deepEqual((await welcome(guest)).you, { id: you.id, name: 'Ann' });
      assert.deepEqual(await message(guest), said);
      // A text of the greatest length goes over many TLS records in both directions.
      const long = 'x'.repeat(32 * 1024);
      guest.order({ do: 'say', id: 'b', text: long });
      assert.deepEqual(await message(guest), { ...said, seq: 2, text: long });
      guest.order({ do: 'leave' });
      assert.deepEqual(await guest.news(), { type: 'ended', code: 'local' });
    });

    it('part over a wrong pin', async () => {
      const ticket = { ...place(), pin: stranger, claim: { token: room.token, name: 'Bob' } };
      guest.order({ do: 'enter', ticket });
      assert.deepEqual(await guest.news(), { type: 'failed', code: 'wrong-pin' });
    });

    it('part over a foreign token and a foreign key', async () => {
      for (const [claim, code] of [
        [{ token: stranger.slice(0, 22), name: 'Bob' }, 'bad-invite'],
        [{ member: 'm1', key: stranger, last: 0 }, 'bad-key'],
      ] as const) {
        guest.order({ do: 'enter', ticket: { ...place(), claim } });
        assert.equal((await guest.news()).type, 'entered');
        assert.deepEqual(await guest.news(), { type: 'ended', code });
      }
    });
  });
}

describe('a guest with BoringSSL', () => {
  let guest: GuestProgram;
  let listener: Listener | undefined;

  before(async () => {
    guest = await GuestProgram.start('Bun');
  });

  afterEach(async () => {
    await listener?.stop();
    listener = undefined;
  });

  after(() => guest?.dispose());

  /** How entering fails at a server that is no room of ours. */
  async function failure(port: number, pin = stranger, connectMs?: number): Promise<string> {
    const claim = { token: stranger.slice(0, 22), name: 'Ann' };
    const ticket = { addresses: ['127.0.0.1'], port, pin, claim };
    guest.order({ do: 'enter', ticket, ...(connectMs !== undefined && { connectMs }) });
    const news = await guest.news();
    assert.equal(news.type, 'failed', JSON.stringify(news));
    return news.type === 'failed' ? news.code : '';
  }

  it('tells a host with another certificate nothing', async () => {
    const { pair } = await createIdentity();
    listener = await Listener.tls(pair);
    assert.equal(await failure(listener.port), 'wrong-pin');
    await waitFor(() => listener?.closed === 1, 'the server sees the end');
    assert.equal(listener.heard, '');
  });

  it('knows what is no deskmate/1', async () => {
    const { pair, pin } = await createIdentity();
    const tls12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
    for (const [starting, code] of [
      [Listener.plain((socket) => socket.pipe(socket)), 'no-encryption'],
      [Listener.plain((socket) => socket.write('220 mail.example ready\r\n')), 'no-encryption'],
      [Listener.tls(pair, tls12), 'no-encryption'],
      [Listener.tls(pair, { ALPNProtocols: [] }), 'no-encryption'],
      [Listener.tls(pair, { ALPNProtocols: ['deskmate/2'] }), 'other-version'],
      [Listener.plain((socket) => socket.end()), 'closed-at-once'],
    ] as const) {
      const server = await starting;
      try {
        assert.equal(await failure(server.port, pin), code);
        assert.equal(server.heard, '');
      } finally {
        await server.stop();
      }
    }
  });

  it('gives up a server that says nothing', async () => {
    listener = await Listener.plain();
    assert.equal(await failure(listener.port, stranger, 300), 'timed-out');
    await waitFor(() => listener?.closed === 1, 'the connection is closed');
  });
});

describe('a hub with BoringSSL', () => {
  let room: RoomProgram;
  let guest: GuestProgram;

  before(async () => {
    [room, guest] = await Promise.all([startRoom('Bun'), GuestProgram.start('Node')]);
  });

  after(() => {
    room?.dispose();
    guest?.dispose();
  });

  /** What somebody hears who connects in another way and talks: until the hub closes it. */
  async function hears(socket: Socket, secured: boolean): Promise<string> {
    let heard = '';
    let closed = false;
    const say = () => socket.write(`{"type":"join","version":1,"token":"${room.token}"}\n`);
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    // How it fails is the library's business; that it does, the caller's.
    socket.on('error', () => {});
    socket.on('close', () => {
      closed = true;
    });
    socket.once(secured ? 'secureConnect' : 'connect', say);
    await waitFor(() => closed, 'the hub closes the connection');
    return heard;
  }

  it('turns away who does not speak TLS 1.3 for deskmate/1, and goes on', async () => {
    const host = '127.0.0.1';
    const options = { host, port: room.port, ca: [], rejectUnauthorized: false };
    const alpn = { ALPNProtocols: ['deskmate/1'] };
    assert.equal(await hears(connectTls({ ...options, ...alpn, maxVersion: 'TLSv1.2' }), true), '');
    assert.equal(await hears(connectTls(options), true), '');
    assert.equal(await hears(connectTls({ ...options, ALPNProtocols: ['h2'] }), true), '');
    assert.doesNotMatch(await hears(connect(room.port, host), false), /deskmate|welcome|bye/);

    const claim = { token: room.token, name: 'Ann' };
    const ticket = { addresses: [host], port: room.port, pin: room.pin, claim };
    guest.order({ do: 'enter', ticket });
    assert.equal((await guest.news()).type, 'entered');
    assert.equal((await welcome(guest)).you.name, 'Ann');
  });
});
