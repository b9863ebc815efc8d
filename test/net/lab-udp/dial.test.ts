import assert from 'node:assert/strict';
import { dialLabUdp } from '../../../src/net/lab-udp/dial';
import { listenLabUdp } from '../../../src/net/lab-udp/udp-server';
import { bindUdp, type DatagramPort } from '../../../src/net/socket/udp';
import type { LabFrame } from '../../../src/protocol/lab-link';
import { defaultLimits } from '../../../src/protocol/limits';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { RoomServer } from '../../../src/protocol/room-server';
import { noTap } from '../../../src/protocol/wire-event';
import { systemClock } from '../../../src/util/clock';
import { seededRandom } from '../../../src/util/seeded-random';
import { FakeClock } from '../../helpers/fake-clock';
import { LossyRelay } from '../../helpers/lossy-relay';
import { waitFor } from '../../helpers/wait-for';

const deps = { clock: systemClock, limits: defaultLimits, tap: noTap };
const never = new AbortController().signal;

describe('joining a lab room over UDP', () => {
  const ports: DatagramPort[] = [];
  const hubs: RoomServer[] = [];

  afterEach(async () => {
    await Promise.all(ports.splice(0).map((port) => port.close()));
    await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  });

  /** A program that answers every datagram with these bytes, or not at all. */
  async function program(answer?: Buffer): Promise<number> {
    const port = await bindUdp({ address: '127.0.0.1', port: 0 });
    ports.push(port);
    if (answer) port.onDatagram(({ from }) => port.send(answer, from));
    return port.address.port;
  }

  async function hub(address = '127.0.0.1'): Promise<RoomServer> {
    const server = await listenLabUdp({ address, port: 0 }, deps);
    hubs.push(server);
    return server;
  }

  it('is refused where nothing is listening', async () => {
    const port = await program();
    await ports.pop()?.close();
    const dialing = dialLabUdp({ host: '127.0.0.1', port }, never, deps);
    await assert.rejects(dialing, { name: 'NetError', code: 'refused' });
  });

  it('gives up after 45 s without an answer', async () => {
    const clock = new FakeClock();
    const dialing = dialLabUdp({ host: '127.0.0.1', port: await program() }, never, {
      ...deps,
      clock,
    });
    const failed = assert.rejects(dialing, { name: 'NetError', code: 'timed-out' });
    await clock.advance(45_000);
    await failed;
    assert.equal(clock.pending, 0);
  });

  it('stops when it’s cancelled, before and while it waits', async () => {
    const clock = new FakeClock();
    const port = await program();
    const cancel = new AbortController();
    const dialing = dialLabUdp({ host: '127.0.0.1', port }, cancel.signal, { ...deps, clock });
    cancel.abort();
    await assert.rejects(dialing, { name: 'NetError', code: 'cancelled' });
    await assert.rejects(dialLabUdp({ host: '127.0.0.1', port }, cancel.signal, deps), {
      code: 'cancelled',
    });
    assert.equal(clock.pending, 0);
  });

  it('says when a program speaks something else, or another version', async () => {
    const other = await program(Buffer.from('HTTP/1.1 400 Bad Request'));
    await assert.rejects(dialLabUdp({ host: '127.0.0.1', port: other }, never, deps), {
      code: 'not-chat',
    });
    const newer = await program(Buffer.from('D2'.padEnd(32, 'x')));
    await assert.rejects(dialLabUdp({ host: '127.0.0.1', port: newer }, never, deps), {
      code: 'other-version',
    });
  });

  it('finds a hub by name, over IPv4 or IPv6, and enters once', async () => {
    const server = await hub('::');
    const names: string[] = [];
    server.onGuest(({ name }) => names.push(name));
    const link = await dialLabUdp({ host: 'localhost', port: server.port }, never, deps);
    assert.deepEqual(names, [link.localName]);
    await link.leave();
  });

  it('stays in a room at 30 % loss, where both sides get everything', async () => {
    const server = await hub();
    const said: string[] = [];
    const tries: number[] = [];
    server.onGuest((guest) => {
      guest.onRequest((request) => {
        if (request.type === 'say') said.push(request.text);
      });
      guest.admit({} as Parameters<typeof guest.admit>[0]);
      guest.listen();
    });
    server.onTransit?.(({ transit }) => tries.push(transit.tries ?? 1));
    const relay = await LossyRelay.listen({
      ...{ target: server.port, random: seededRandom(21) },
      ...{ loss: 0.3, duplicates: 0.02, delayMs: [1, 10] },
    });
    try {
      const link = await dialLabUdp({ host: '127.0.0.1', port: relay.port }, never, deps);
      const frames: LabFrame[] = [];
      link.onFrame((frame) => frames.push(frame));
      link.start();
      const texts = Array.from({ length: 30 }, (_, index) => `${index} ${'多'.repeat(index * 40)}`);
      const sent = Promise.all(texts.map((text) => link.say(text)));
      for (const [index, text] of texts.entries()) {
        const entry = { type: 'message', author: 'm0', name: server.hostName, id: '' } as const;
        server.publish({ ...entry, seq: index + 1, time: 0, text } satisfies RoomEntry);
      }
      const heard = () => frames.flatMap((each) => (each.type === 'message' ? [each.text] : []));
      await waitFor(() => heard().length === texts.length, 'the client has everything');
      assert.deepEqual(heard(), texts);
      const transits = await sent;
      assert.deepEqual(said, texts);
      assert.ok(transits.some((each) => (each.tries ?? 1) > 1 && (each.delayMs ?? 0) > 0));
      assert.ok(tries.some((count) => count > 1));
      await link.leave();
    } finally {
      relay.dispose();
    }
  });
});
