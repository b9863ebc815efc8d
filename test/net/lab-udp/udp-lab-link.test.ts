import assert from 'node:assert/strict';
import { type Datagram, decodeDatagram, encodeDatagram } from '../../../src/net/lab-udp/datagram';
import { dialLabUdp } from '../../../src/net/lab-udp/dial';
import type { UdpLabLink } from '../../../src/net/lab-udp/udp-lab-link';
import { bindUdp, type DatagramPort } from '../../../src/net/socket/udp';
import type { SocketAddress } from '../../../src/protocol/endpoint';
import type { LabFrame } from '../../../src/protocol/lab-link';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import { noTap } from '../../../src/protocol/wire-event';
import { systemClock } from '../../../src/util/clock';
import { waitFor } from '../../helpers/wait-for';

const welcome = { type: 'welcome', name: "('192.0.2.7', 50412)", bare: true } as const;

/** A hub that says whatever a test wants. */
class ScriptedHub {
  private client: { readonly from: SocketAddress; readonly session: Buffer } | undefined;

  constructor(private readonly port: DatagramPort) {
    port.onDatagram(({ bytes, from }) => {
      const decoded = decodeDatagram(bytes);
      if (!decoded.ok || decoded.datagram.type !== 'hello') return;
      this.client = { from, session: Buffer.from(decoded.session) };
      const isNew = decoded.datagram.cookie.every((byte) => byte === 0);
      this.send(isNew ? { type: 'cookie', cookie: Buffer.alloc(16, 1) } : welcome);
    });
  }

  get address(): SocketAddress {
    return this.port.address;
  }

  send(datagram: Datagram): void {
    assert.ok(this.client);
    this.port.send(encodeDatagram(this.client.session, datagram), this.client.from);
  }

  say(number: number, text: string, more = false): void {
    this.send({ type: 'say', number, more, body: Buffer.from(text) });
  }
}

describe('a guest of a lab room over UDP', () => {
  let port: DatagramPort;
  let hub: ScriptedHub;
  let link: UdpLabLink;
  let frames: LabFrame[];
  let ends: LinkEnd[];

  async function join(limits = defaultLimits): Promise<void> {
    port = await bindUdp({ address: '127.0.0.1', port: 0 });
    hub = new ScriptedHub(port);
    frames = [];
    ends = [];
    link = await dialLabUdp(
      { host: '127.0.0.1', port: hub.address.port },
      new AbortController().signal,
      { clock: systemClock, limits, tap: noTap },
    );
    link.onFrame((frame) => frames.push(frame));
    link.onEnd((end) => ends.push(end));
    link.start();
  }

  /** Waits until everything that was sent before has been handled. */
  async function settled(mark: string, number: number): Promise<void> {
    await waitFor(() => {
      hub.say(number, mark);
      return frames.some((each) => each.type === 'message' && each.text === mark);
    }, `${mark} arrives`);
  }

  afterEach(async () => {
    await link.leave();
    await port.close();
  });

  it('has the name that the hub gives it, and reads labels at the beginning only', async () => {
    await join();
    assert.equal(link.localName, "('192.0.2.7', 50412)");
    assert.equal(link.bare, true);
    hub.say(1, "('192.0.2.8', 9)已进入聊天室");
    hub.say(2, "('192.0.2.8', 9):see ('192.0.2.9', 9):not me");
    hub.say(3, "('192.0.2.8', 9)已离开聊天室");
    hub.say(4, "('192.0.2.8', 9)已离开聊天室, or so");
    await settled('end', 5);
    const from = link.remoteName;
    assert.deepEqual(frames.slice(0, 5), [
      { type: 'admitted' },
      { type: 'joined', name: "('192.0.2.8', 9)" },
      { type: 'message', name: "('192.0.2.8', 9)", text: "see ('192.0.2.9', 9):not me" },
      { type: 'left', name: "('192.0.2.8', 9)" },
      { type: 'message', name: from, text: "('192.0.2.8', 9)已离开聊天室, or so" },
    ]);
  });

  it('takes each datagram of a bare room for a message, whatever it says', async () => {
    await join();
    hub.say(1, 'one', true);
    hub.say(2, 'two');
    await settled('end', 3);
    const texts = frames.flatMap((each) => (each.type === 'message' ? [each.text] : []));
    assert.deepEqual(texts.slice(0, 2), ['one', 'two']);
  });

  it('isn’t put back in line by an answer that comes late', async () => {
    await join();
    hub.send({ ...welcome, position: 1 });
    await settled('end', 1);
    assert.equal(
      frames.some(({ type }) => type === 'in-line'),
      false,
    );
  });

  it('drops what exceeds its budget', async () => {
    await join({ ...defaultLimits, guestBytesPerSecond: 100, guestBurstBytes: 10_000 });
    for (let number = 1; number <= 100; number += 1) hub.say(number, `${number}`);
    // What the budget doesn't limit shows that all of it has arrived.
    hub.send({ type: 'bye', reason: 'room-closed' });
    await waitFor(() => ends.length > 0, 'the end arrives');
    const heard = frames.filter(({ type }) => type === 'message').length;
    assert.ok(heard > 5 && heard < 30, `${heard} messages`);
    assert.deepEqual(ends, [{ reason: 'closed' }]);
  });

  it('learns from the hub why it was ended', async () => {
    await join();
    hub.send({ type: 'bye', reason: 'too-slow' });
    await waitFor(() => ends.length > 0, 'the end arrives');
    assert.deepEqual(
      ends.map((end) => end.reason === 'lost' && end.error.code),
      ['too-slow'],
    );
  });
});
