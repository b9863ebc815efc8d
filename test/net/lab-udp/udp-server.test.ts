import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { encodeDatagram } from '../../../src/net/lab-udp/datagram';
import { dialLabUdp } from '../../../src/net/lab-udp/dial';
import { listenLabUdp } from '../../../src/net/lab-udp/udp-server';
import { connectUdp, type DatagramPort } from '../../../src/net/socket/udp';
import type { GuestLink } from '../../../src/protocol/guest-link';
import type { LabFrame } from '../../../src/protocol/lab-link';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import type { RoomServer } from '../../../src/protocol/room-server';
import { noTap } from '../../../src/protocol/wire-event';
import { systemClock } from '../../../src/util/clock';
import { seededRandom } from '../../../src/util/seeded-random';
import { noCookie, RawUdpClient } from '../../helpers/lab-udp/raw-udp-client';
import { waitFor } from '../../helpers/wait-for';

const deps = { clock: systemClock, limits: defaultLimits, tap: noTap };
const never = new AbortController().signal;

describe('a lab hub over UDP', () => {
  let hub: RoomServer;
  let guests: GuestLink[];
  let said: string[];
  let ends: LinkEnd[];
  const ports: DatagramPort[] = [];

  async function open(options: { bare?: boolean; limits?: Partial<typeof defaultLimits> } = {}) {
    const { bare = false, limits = {} } = options;
    hub = await listenLabUdp(
      { address: '127.0.0.1', port: 0, bare },
      { ...deps, limits: { ...defaultLimits, ...limits } },
    );
    guests = [];
    said = [];
    ends = [];
    hub.onGuest((guest) => {
      guests.push(guest);
      guest.onRequest((request) => request.type === 'say' && said.push(request.text));
      guest.onEnd((end) => ends.push(end));
    });
  }

  function letIn(guest: GuestLink | undefined): void {
    assert.ok(guest);
    // The hub's transport needs none of it.
    guest.admit({} as Parameters<GuestLink['admit']>[0]);
    guest.listen();
  }

  async function client(session?: Buffer): Promise<RawUdpClient> {
    const port = await connectUdp({ address: hub.address, port: hub.port });
    ports.push(port);
    return new RawUdpClient(port, hub, session);
  }

  /** A client whose hub has handled everything that was sent to it before. */
  async function settled(): Promise<void> {
    const other = await client();
    await other.exchange({ type: 'hello', cookie: noCookie }, 'cookie');
  }

  afterEach(async () => {
    for (const port of ports.splice(0)) await port.close();
    await hub.close();
  });

  it('keeps nothing about who hasn’t sent back a cookie, and never answers with more than came', async () => {
    await open();
    const stranger = await client();
    const hello = encodeDatagram(stranger.session, { type: 'hello', cookie: noCookie });
    const random = seededRandom(1);
    for (let count = 0; count < 2000; count += 1) {
      const session = Buffer.from(Array.from({ length: 8 }, () => Math.floor(random() * 256)));
      const bytes = Buffer.from(hello.subarray(0, random() < 0.5 ? 64 : 96));
      bytes.set(session, 4);
      stranger.sendBytes(bytes);
      stranger.send({ type: 'ping' }, session);
      stranger.send({ type: 'bye', reason: '' }, session);
      stranger.say(count, 'hello');
      if (count % 100 === 0) await settled();
    }
    await settled();
    assert.equal(guests.length, 0);
    assert.ok(stranger.receivedBytes > 0);
    assert.ok(stranger.receivedBytes <= stranger.sentBytes);
    assert.ok(stranger.received.every(({ bytes }) => bytes.length <= 64));
    assert.deepEqual(
      [...new Set(stranger.received.map(({ datagram }) => datagram.type))],
      ['cookie'],
    );
  });

  it('doesn’t accept another address’s or session’s cookie', async () => {
    await open();
    const [one, other] = [await client(), await client()];
    const { cookie } = await one.exchange({ type: 'hello', cookie: noCookie }, 'cookie');
    await other.exchange({ type: 'hello', cookie }, 'cookie');
    one.send({ type: 'hello', cookie }, randomBytes(8));
    await settled();
    assert.equal(guests.length, 0);
  });

  it('lets no one speak in, end or take over the session of another', async () => {
    await open();
    const [victim, attacker] = [await client(), await client()];
    await victim.enter();
    letIn(guests[0]);
    // From another address, even with the right session.
    attacker.send({ type: 'bye', reason: '' }, victim.session);
    attacker.send(
      { type: 'say', number: 1, more: false, body: Buffer.from('forged') },
      victim.session,
    );
    // From the same address, with a wrong session.
    for (let count = 0; count < 1000; count += 1) {
      victim.send({ type: 'bye', reason: '' }, randomBytes(8));
    }
    victim.send({ type: 'hello', cookie: noCookie }, randomBytes(8));
    await settled();
    victim.say(1, 'still here');
    await waitFor(() => said.length === 1, 'the victim is heard');
    assert.deepEqual(said, ['still here']);
    assert.deepEqual(ends, []);
  });

  it('drops what is repeated, and acknowledges it again', async () => {
    await open();
    const guest = await client();
    await guest.enter();
    letIn(guests[0]);
    for (let count = 0; count < 50; count += 1) guest.say(1, 'once');
    await waitFor(
      () => guest.received.filter(({ datagram }) => datagram.type === 'ack').length > 1,
      'acknowledgements come',
    );
    await settled();
    assert.deepEqual(said, ['once']);
  });

  it('holds little of what comes out of order, whatever its numbers', async () => {
    await open();
    const guest = await client();
    await guest.enter();
    letIn(guests[0]);
    for (const number of [65, 66, 1000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0]) {
      guest.say(number, 'beyond');
    }
    await settled();
    const acks = guest.received.flatMap(({ datagram }) =>
      datagram.type === 'ack' ? [datagram] : [],
    );
    assert.ok(acks.every(({ number, bitmap }) => number === 0 && bitmap === 0));
    await waitFor(() => {
      guest.say(1, 'first');
      return said.length > 0;
    }, 'it is heard');
    assert.deepEqual(said, ['first']);
  });

  it('keeps at most 64 KiB of a client in line, and everything arrives when it’s in', async () => {
    await open();
    const link = await dialLabUdp({ host: '127.0.0.1', port: hub.port }, never, deps);
    const frames: LabFrame[] = [];
    link.onFrame((frame) => frames.push(frame));
    link.start();
    guests[0]?.wait(2);
    await waitFor(
      () => frames.some((each) => each.type === 'in-line' && each.position === 2),
      'it knows its position',
    );
    const texts = Array.from({ length: 100 }, (_, index) => `${index} `.padEnd(1000, '.'));
    let acknowledged = 0;
    for (const text of texts)
      void link.say(text).then(() => {
        acknowledged += 1;
      });
    await waitFor(() => acknowledged >= 60, 'the hub keeps what it may');
    assert.ok(acknowledged < 70, `it keeps ${acknowledged} KB`);
    assert.deepEqual(said, []);
    letIn(guests[0]);
    await waitFor(() => said.length === texts.length, 'all of it arrives');
    assert.deepEqual(said, texts);
    assert.ok(frames.some((each) => each.type === 'admitted'));
    await link.leave();
  });

  it('relays a text so that no part of it can look like someone else’s', async () => {
    await open();
    const link = await dialLabUdp({ host: '127.0.0.1', port: hub.port }, never, deps);
    const frames: LabFrame[] = [];
    link.onFrame((frame) => frames.push(frame));
    link.start();
    letIn(guests[0]);
    const author = { type: 'message', time: 0, author: 'm1', id: '', seq: 1 } as const;
    const name = "('10.0.0.9', 5555)";
    // A byte that isn't UTF-8 or text takes three bytes when it's relayed.
    const forged = "('10.0.0.8', 4444):forged ";
    const text = '␀'.repeat(20_000) + forged.repeat(4000);
    hub.publish({ ...author, name, text });
    const messages = () => frames.flatMap((each) => (each.type === 'message' ? [each] : []));
    const heard = () =>
      messages()
        .map((each) => each.text)
        .join('');
    await waitFor(() => heard().length >= text.length, 'all of it arrives');
    assert.equal(heard(), text);
    assert.deepEqual([...new Set(messages().map((each) => each.name))], [name]);
    await link.leave();
  });

  it('tells a client why it can’t come in', async () => {
    await open();
    hub.onGuest((guest) => guest.close({ code: 'line-full' }));
    const dialing = dialLabUdp({ host: '127.0.0.1', port: hub.port }, never, deps);
    await assert.rejects(dialing, { name: 'NetError', code: 'line-full' });
  });

  it('bounds the sessions, in all and from one address', async () => {
    await open({ limits: { udpSessionsPerAddress: 2 } });
    for (let count = 0; count < 2; count += 1) await (await client()).enter();
    const third = await client();
    const { cookie } = await third.exchange({ type: 'hello', cookie: noCookie }, 'cookie');
    const refused = await third.exchange({ type: 'hello', cookie }, 'refused');
    assert.equal(refused.reason, 'room-full');
    assert.equal(guests.length, 2);
  });

  it('takes a program that greets again from the same port for a new client', async () => {
    await open();
    const before = await client();
    await before.enter();
    letIn(guests[0]);
    const again = Buffer.alloc(8, 9);
    const earlier = before.received.length;
    const cookie = await waitFor(() => {
      before.send({ type: 'hello', cookie: noCookie }, again);
      const cookies = before.received
        .slice(earlier)
        .flatMap(({ datagram }) => (datagram.type === 'cookie' ? [datagram.cookie] : []));
      return cookies.at(-1);
    }, 'a cookie comes');
    await waitFor(() => {
      before.send({ type: 'hello', cookie }, again);
      return guests.length === 2;
    }, 'the new session begins');
    assert.deepEqual(ends, [{ reason: 'closed' }]);
  });

  it('takes a HELLO for one client even if network weather doubles it', async () => {
    await open();
    hub.weather?.set({ duplicates: 90, delayMs: 5, jitterMs: 20 });
    const before = await client();
    await before.enter();
    for (let restart = 1; restart < 20; restart += 1) {
      const again = Buffer.alloc(8, restart);
      const earlier = before.received.length;
      const cookie = await waitFor(() => {
        before.send({ type: 'hello', cookie: noCookie }, again);
        return before.received
          .slice(earlier)
          .flatMap(({ bytes, datagram }) =>
            datagram.type === 'cookie' && bytes.subarray(4, 12).equals(again)
              ? [datagram.cookie]
              : [],
          )
          .at(-1);
      }, 'a cookie comes');
      for (let copy = 0; copy < 5; copy += 1) before.send({ type: 'hello', cookie }, again);
      await waitFor(() => guests.length > restart, 'the new session begins');
      await settled();
      assert.equal(guests.length, restart + 1);
      assert.equal(ends.length, restart);
    }
  });

  it('answers another version with REFUSED', async () => {
    await open();
    const newer = await client();
    const hello = encodeDatagram(newer.session, { type: 'hello', cookie: noCookie });
    hello[1] = '2'.charCodeAt(0);
    const reason = await waitFor(() => {
      newer.sendBytes(hello);
      const [first] = newer.received;
      return first?.datagram.type === 'refused' ? first.datagram.reason : undefined;
    }, 'the refusal comes');
    assert.equal(reason, 'other-version');
    const short = Buffer.from(hello.subarray(0, 63));
    await settled();
    const before = newer.received.length;
    newer.sendBytes(short);
    await settled();
    assert.equal(newer.received.length, before);
  });

  it('ends a client that acknowledges nothing', async () => {
    await open({ limits: { queueBytes: 20_000 } });
    const guest = await client();
    await guest.enter();
    letIn(guests[0]);
    const entry = { type: 'message', time: 0, author: 'm0', name: hub.hostName, id: '' } as const;
    for (let seq = 1; seq <= 40; seq += 1) hub.publish({ ...entry, seq, text: 'x'.repeat(1000) });
    await waitFor(() => ends.length === 1, 'it is ended');
    assert.equal(ends[0]?.reason === 'lost' && ends[0].error.code, 'too-slow');
    await waitFor(
      () =>
        guest.received.some(
          ({ datagram }) => datagram.type === 'bye' && datagram.reason === 'too-slow',
        ),
      'it is told',
    );
  });

  it('says what became of a message, but not in a bare room, where it can’t know', async () => {
    for (const bare of [false, true]) {
      await open({ bare });
      hub.weather?.set({ delayMs: 5 });
      const transits: object[] = [];
      hub.onTransit?.(({ transit }) => transits.push(transit));
      const link = await dialLabUdp({ host: '127.0.0.1', port: hub.port }, never, deps);
      const heard: string[] = [];
      link.onFrame((frame) => frame.type === 'message' && heard.push(frame.text));
      link.start();
      letIn(guests[0]);
      const entry = { type: 'message', time: 0, author: 'm0', name: hub.hostName, id: '' } as const;
      hub.publish({ ...entry, seq: 1, text: 'for all' });
      guests[0]?.sayAsHost?.('for you');
      await waitFor(() => heard.length === 2, 'both arrive');
      assert.deepEqual(heard.sort(), ['for all', 'for you']);
      if (!bare) await waitFor(() => transits.length > 0, 'the first one is acknowledged');
      for (const transit of transits) assert.equal('tries' in transit, false);
      await link.leave();
      assert.equal(transits.length, bare ? 0 : 1);
      if (!bare) await hub.close();
    }
  });
});
