import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GuestEvent } from '../helpers/deskmate/guest-program';
import {
  GuestProgram,
  type RoomProgram,
  type Runtime,
  startRoom,
  VoterProgram,
} from '../helpers/deskmate/programs';
import { knockId } from '../helpers/deskmate/raw-knock';
import { createIdentity, Listener } from '../helpers/deskmate/tls-server';
import { waitFor } from '../helpers/wait-for';

const libraries: Readonly<Record<Runtime, string>> = { Node: 'OpenSSL', Bun: 'BoringSSL' };

const stranger = 'A'.repeat(43);

/** Waits for the guest's next event, which must be a frame. */
async function frame(guest: GuestProgram) {
  const event = await guest.nextEvent();
  assert.equal(event.type, 'frame', JSON.stringify(event));
  return (event as Extract<GuestEvent, { type: 'frame' }>).frame;
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

// Desktop editors use BoringSSL; Node, and editors in a browser, use OpenSSL.
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

    it('use these libraries', () => {
      assert.equal(room.library, libraries[hub]);
      assert.equal(guest.library, libraries[client]);
    });

    it('agree on handshake, pin and token, and reconnect after a lost connection', async () => {
      const claim = { token: room.token, name: 'Ann' };
      guest.send({ do: 'enter', ticket: { ...place(), claim } });
      assert.deepEqual(await guest.nextEvent(), { type: 'entered', address: '127.0.0.1' });
      const { you } = await welcome(guest);
      assert.match(you.key ?? '', /^[A-Za-z0-9_-]{43}$/);
      guest.send({ do: 'say', id: 'a', text: '同桌你好' });
      const said = { seq: 1, author: you.id, name: 'Ann', text: '同桌你好' };
      assert.deepEqual(await message(guest), said);

      guest.send({ do: 'drop' });
      assert.deepEqual(await guest.nextEvent(), { type: 'ended', code: 'local' });
      const key = you.key ?? '';
      guest.send({ do: 'enter', ticket: { ...place(), claim: { member: you.id, key, last: 0 } } });
      assert.equal((await guest.nextEvent()).type, 'entered');
      assert.deepEqual((await welcome(guest)).you, { id: you.id, name: 'Ann' });
      assert.deepEqual(await message(guest), said);
      // A text of maximum length takes many TLS records in both directions.
      const long = 'x'.repeat(32 * 1024);
      guest.send({ do: 'say', id: 'b', text: long });
      assert.deepEqual(await message(guest), { ...said, seq: 2, text: long });
      // Files have a protocol of their own on the same port.
      for (const size of [0, 3_000_000]) {
        const own = { member: you.id, key, last: 0 };
        guest.send({ do: 'file', ticket: { ...place(), claim: own }, size });
        assert.deepEqual(await guest.nextEvent(), { type: 'file', same: true });
      }
      guest.send({ do: 'leave' });
      assert.deepEqual(await guest.nextEvent(), { type: 'ended', code: 'local' });
    });

    it('have the same digits for a knock', async () => {
      const places = [{ host: '127.0.0.1', port: room.port }];
      guest.send({ do: 'knock', target: { id: knockId, endpoints: places } });
      const code = await room.nextCode();
      const { pin, token } = room;
      assert.deepEqual(await guest.nextEvent(), { type: 'accepted', code, pin, token });
    });

    it('prove a room code to each other, and a wrong one to none', async () => {
      const { code, pin, port, token } = room;
      const target = { id: knockId, endpoints: [{ host: '127.0.0.1', port }] };
      guest.send({ do: 'code', target, code });
      assert.deepEqual(await guest.nextEvent(), { type: 'accepted', code, pin, token });
      guest.send({ do: 'code', target, code: code === '000000' ? '111111' : '000000' });
      assert.deepEqual(await guest.nextEvent(), { type: 'failed', code: 'wrong-code' });
    });

    it('disconnect on a wrong pin', async () => {
      const ticket = { ...place(), pin: stranger, claim: { token: room.token, name: 'Bob' } };
      guest.send({ do: 'enter', ticket });
      assert.deepEqual(await guest.nextEvent(), { type: 'failed', code: 'wrong-pin' });
    });

    it('disconnect on another room’s token and on another room’s key', async () => {
      for (const [claim, code] of [
        [{ token: stranger.slice(0, 22), name: 'Bob' }, 'bad-invite'],
        [{ member: 'm1', key: stranger, last: 0 }, 'bad-key'],
      ] as const) {
        guest.send({ do: 'enter', ticket: { ...place(), claim } });
        assert.equal((await guest.nextEvent()).type, 'entered');
        assert.deepEqual(await guest.nextEvent(), { type: 'ended', code });
      }
    });
  });
}

for (const [one, other] of [
  ['Bun', 'Node'],
  ['Node', 'Bun'],
  ['Bun', 'Bun'],
] as const) {
  describe(`a voter with ${libraries[one]} that dials one with ${libraries[other]}`, () => {
    let [dialing, dialed]: VoterProgram[] = [];

    before(async () => {
      [dialing, dialed] = await Promise.all([VoterProgram.start(one), VoterProgram.start(other)]);
    });

    after(() => {
      dialing?.dispose();
      dialed?.dispose();
    });

    it('proves its certificate, and they talk in both directions', async () => {
      assert.ok(dialing && dialed);
      assert.deepEqual([dialing.library, dialed.library], [libraries[one], libraries[other]]);
      const elect = { type: 'elect', term: 2 } as const;
      dialing.send({ to: dialed.at, frame: elect });
      assert.deepEqual(await dialed.nextFrame(), { pin: dialing.at.pin, frame: elect });
      // Without an address, it can only be over the same connection.
      const refused = { type: 'refused', term: 2, own: 7 } as const;
      dialed.send({ to: { ...dialing.at, addresses: [] }, frame: refused });
      assert.deepEqual(await dialing.nextFrame(), { pin: dialed.at.pin, frame: refused });
      // Whoever has an address to send to takes long lines, too.
      dialed.send({ to: dialing.at, frame: refused });
      assert.deepEqual((await dialing.nextFrame()).frame, refused);
      const text = 'x'.repeat(32 * 1024);
      const message = {
        type: 'message',
        time: 1,
        author: 'm1',
        name: 'Bo',
        id: 'b',
        text,
      } as const;
      for (let seq = 1; seq <= 8; seq += 1) {
        dialing.send({ to: dialed.at, frame: { ...message, seq } });
      }
      for (let seq = 1; seq <= 8; seq += 1) {
        assert.deepEqual((await dialed.nextFrame()).frame, { ...message, seq });
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

  /** The error when joining at a server that isn't our room. */
  async function failure(port: number, pin = stranger, connectMs?: number): Promise<string> {
    const claim = { token: stranger.slice(0, 22), name: 'Ann' };
    const ticket = { addresses: ['127.0.0.1'], port, pin, claim };
    guest.send({ do: 'enter', ticket, ...(connectMs !== undefined && { connectMs }) });
    const event = await guest.nextEvent();
    assert.equal(event.type, 'failed', JSON.stringify(event));
    return event.type === 'failed' ? event.code : '';
  }

  it('sends nothing to a host with another certificate', async () => {
    const { pair } = await createIdentity();
    listener = await Listener.tls(pair);
    assert.equal(await failure(listener.port), 'wrong-pin');
    await waitFor(() => listener?.closed === 1, 'the server sees the end');
    assert.equal(listener.heard, '');
  });

  it('recognizes servers that don’t speak deskmate/1', async () => {
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

  it('gives up on a server that sends nothing', async () => {
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

  /** Everything that a client which connects in another way receives until the hub closes the connection. */
  async function receives(socket: Socket, secured: boolean): Promise<string> {
    let heard = '';
    let closed = false;
    const say = () => socket.write(`{"type":"join","version":1,"token":"${room.token}"}\n`);
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    // The error depends on the library; the caller checks that there is one.
    socket.on('error', () => {});
    socket.on('close', () => {
      closed = true;
    });
    socket.once(secured ? 'secureConnect' : 'connect', say);
    await waitFor(() => closed, 'the hub closes the connection');
    return heard;
  }

  it('turns away clients that don’t speak TLS 1.3 for deskmate/1, and keeps working', async () => {
    const host = '127.0.0.1';
    const options = { host, port: room.port, ca: [], rejectUnauthorized: false };
    const alpn = { ALPNProtocols: ['deskmate/1'] };
    assert.equal(
      await receives(connectTls({ ...options, ...alpn, maxVersion: 'TLSv1.2' }), true),
      '',
    );
    assert.equal(await receives(connectTls(options), true), '');
    assert.equal(await receives(connectTls({ ...options, ALPNProtocols: ['h2'] }), true), '');
    assert.doesNotMatch(await receives(connect(room.port, host), false), /deskmate|welcome|bye/);

    const claim = { token: room.token, name: 'Ann' };
    const ticket = { addresses: [host], port: room.port, pin: room.pin, claim };
    guest.send({ do: 'enter', ticket });
    assert.equal((await guest.nextEvent()).type, 'entered');
    assert.equal((await welcome(guest)).you.name, 'Ann');
  });
});
