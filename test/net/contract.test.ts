import assert from 'node:assert/strict';
import { waitMs } from '../../scripts/limits.json';
import { createNetwork } from '../../src/net/network';
import type { GuestLink, Seat } from '../../src/protocol/guest-link';
import type { LabLink } from '../../src/protocol/lab-link';
import { defaultLimits } from '../../src/protocol/limits';
import type { LogFeed } from '../../src/protocol/log-feed';
import type { LinkEnd } from '../../src/protocol/net-error';
import type { Network } from '../../src/protocol/network';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { RoomKind, Wire } from '../../src/protocol/room-kinds';
import type { RoomServer } from '../../src/protocol/room-server';
import { type Clock, systemClock } from '../../src/util/clock';
import { toDisposable } from '../../src/util/disposable';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { feedOf } from '../helpers/deskmate/line-feed';
import { LossyRelay } from '../helpers/lossy-relay';
import { waitFor } from '../helpers/wait-for';

/** A guest's end of the connection, in either protocol. */
interface Guest {
  /** Texts of others. */
  readonly heard: readonly string[];
  readonly ends: readonly LinkEnd[];
  say(text: string): void;
  leave(): Promise<void>;
}

/** A network that can break. */
interface Relay {
  readonly port: number;
  sever(): void;
  dispose(): void;
}

interface Transport {
  readonly kind: RoomKind;
  readonly network: Network;
  relay(target: number): Promise<Relay>;
  enter(server: RoomServer, port: number): Promise<Guest>;
}

/**
 * A timer that fires late lets sockets read first. Guest and room share this process, and a lab room treats two
 * messages that it reads at once as one.
 */
const clock: Clock = {
  now: systemClock.now,
  after(ms, callback) {
    let turn: NodeJS.Immediate | undefined;
    const timer = systemClock.after(ms, () => {
      turn = setImmediate(callback);
    });
    return toDisposable(() => {
      timer.dispose();
      clearImmediate(turn);
    });
  },
};

// A busy machine must not cut a goodbye short.
const limits = { ...defaultLimits, closeTimeoutMs: waitMs };
const network = createNetwork({ clock, limits });
/** Over UDP, only silence shows that a connection broke. */
const impatient = createNetwork({ clock, limits: { ...limits, heartbeatMs: 300, deadMs: 3000 } });
const never = new AbortController().signal;

const streamRelay = (target: number): Promise<Relay> =>
  ChaosProxy.listen({ target, random: () => 0, everyMs: 0, faultMs: 0 });

/** A guest of any lab room. */
function labGuest(link: LabLink): Guest {
  const heard: string[] = [];
  const ends: LinkEnd[] = [];
  link.onFrame((frame) => frame.type === 'message' && heard.push(frame.text));
  link.onEnd((end) => ends.push(end));
  link.start();
  return {
    heard,
    ends,
    say: (text) => void link.say(text).catch(() => {}),
    leave: () => link.leave(),
  };
}

/** By wire, so that a new wire doesn't compile without its guest. Nobody listens for wide rooms. */
const transports: Readonly<Record<Exclude<Wire, 'deskmate/wide'>, Transport>> = {
  'lab-tcp': {
    kind: 'lab-hub',
    network,
    relay: streamRelay,
    enter: async (_, port) =>
      labGuest(await network.connectLab({ host: '127.0.0.1', port }, never)),
  },
  'lab-udp': {
    kind: 'lab-udp',
    network: impatient,
    relay: (target) => LossyRelay.listen({ target, random: () => 0 }),
    enter: async (_, port) =>
      labGuest(await impatient.connectLab({ host: '127.0.0.1', port, wire: 'lab-udp' }, never)),
  },
  'deskmate/1': {
    kind: 'group',
    network,
    relay: streamRelay,
    async enter({ access }, port) {
      assert.ok(access, 'an invite room controls access');
      const claim = { token: access.state.token, name: 'Guest' };
      const ticket = { addresses: ['127.0.0.1'], port, pin: access.pin, claim };
      const link = await network.connectByInvite(ticket, never);
      const heard: string[] = [];
      const ends: LinkEnd[] = [];
      let own = '';
      let made = 0;
      link.onFrame((frame) => {
        if (frame.type === 'welcome') own = frame.you.id;
        if (frame.type === 'message' && frame.author !== own) heard.push(frame.text);
      });
      link.onEnd((end) => ends.push(end));
      link.start();
      return {
        heard,
        ends,
        say: (text) => {
          made += 1;
          link.send({ type: 'say', id: `s${made}`, text });
        },
        leave: () => link.leave(),
      };
    },
  },
};

/** The simplest possible room. */
class TestRoom {
  readonly guests: GuestLink[] = [];
  readonly said: string[] = [];
  readonly ends: LinkEnd[] = [];
  private readonly log: RoomEntry[] = [];
  readonly feed: LogFeed;

  constructor(readonly server: RoomServer) {
    const { log } = this;
    this.feed = feedOf(
      () => log,
      () => log.length,
    );
    server.onGuest((guest) => {
      this.guests.push(guest);
      guest.onRequest((request) => request.type === 'say' && this.said.push(request.text));
      guest.onEnd((end) => this.ends.push(end));
    });
  }

  /** Waits for guest number `index` to connect. */
  guest(index: number): Promise<GuestLink> {
    return waitFor(() => this.guests[index], `guest ${index}`);
  }

  admit(guest: GuestLink): void {
    const id = `m${this.guests.indexOf(guest) + 1}`;
    const room: Seat['room'] = { name: 'Contract', kind: 'group', most: 16 };
    guest.admit({
      id,
      name: guest.name,
      room,
      members: [],
      feed: this.feed,
      store: () => true,
    });
    guest.listen();
  }

  say(text: string): void {
    const { hostName } = this.server;
    const seq = this.log.length + 1;
    const entry: RoomEntry = {
      type: 'message',
      seq,
      time: 0,
      author: 'm0',
      name: hostName,
      id: `h${seq}`,
      text,
    };
    this.log.push(entry);
    this.server.publish(entry);
  }
}

for (const transport of Object.values(transports)) {
  describe(`the transport of ${transport.kind} rooms`, () => {
    let room: TestRoom;
    let relay: Relay;
    const { kind, network } = transport;

    beforeEach(async () => {
      room = new TestRoom(await network.listen({ kind, address: '127.0.0.1', port: 0 }));
      relay = await transport.relay(room.server.port);
    });

    afterEach(async () => {
      relay.dispose();
      await room.server.close();
    });

    const enter = () => transport.enter(room.server, room.server.port);

    async function admitted(count: number): Promise<Guest[]> {
      const guests: Guest[] = [];
      for (let index = 0; index < count; index += 1) {
        guests.push(await enter());
        room.admit(await room.guest(index));
      }
      return guests;
    }

    it('reports where it listens', () => {
      assert.equal(room.server.address, '127.0.0.1');
      assert.ok(room.server.port > 0);
    });

    it('remembers who came and got in, by address', async () => {
      assert.deepEqual(room.server.arrivals, []);
      await admitted(2);
      const came = room.server.arrivals?.map(({ address, stage }) => `${address} ${stage}`);
      assert.deepEqual(came, ['127.0.0.1 joined']);
    });

    it('doesn’t count someone as joined who was turned away, or who waits in line', async () => {
      const last = () => {
        const { stage, code } = room.server.arrivals?.at(-1) ?? {};
        return [stage, code];
      };
      await enter();
      const first = await room.guest(0);
      assert.notEqual(last()[0], 'joined');
      first.close({ code: 'room-full' });
      assert.deepEqual(last(), ['refused', 'room-full']);
      await enter();
      const second = await room.guest(1);
      second.wait(1);
      assert.deepEqual(last(), ['waits', undefined]);
      room.admit(second);
      assert.deepEqual(last(), ['joined', undefined]);
    });

    it('holds a guest’s messages until the room listens', async () => {
      const guest = await enter();
      guest.say('before');
      const link = await room.guest(0);
      // A later guest that the room listens to at once: when it is heard, the first one's message has arrived.
      const other = await enter();
      room.admit(await room.guest(1));
      other.say('meanwhile');
      await waitFor(() => room.said.includes('meanwhile'), 'the other message arrives');
      assert.deepEqual(room.said, ['meanwhile']);
      room.admit(link);
      await waitFor(() => room.said.length === 2, 'the first message arrives');
      assert.deepEqual(room.said, ['meanwhile', 'before']);
    });

    it('sends to admitted guests, in order, and to no one else', async () => {
      const guests = await admitted(3);
      const outside = await enter();
      await room.guest(3);
      const texts = Array.from({ length: 20 }, (_, index) => `number ${index}, 第${index}条`);
      for (const text of texts) room.say(text);
      for (const guest of guests) {
        await waitFor(() => guest.heard.length === texts.length, 'everything is received');
        assert.deepEqual(guest.heard, texts);
      }
      assert.deepEqual(outside.heard, []);
    });

    it('delivers a guest’s messages in order, up to the last', async () => {
      const [guest] = await admitted(1);
      const texts = Array.from({ length: 5 }, (_, index) => `word ${index}`);
      for (const text of texts) guest?.say(text);
      await guest?.leave();
      await waitFor(() => room.ends.length === 1, 'the guest has left');
      // Over TCP, several can arrive in one read, which is one message then.
      const words = (said: readonly string[]) => said.join('').replaceAll(' ', '');
      assert.equal(words(room.said), words(texts));
      assert.deepEqual(room.ends, [{ reason: 'closed' }]);
    });

    it('ends once for a guest whose connection breaks, admitted or not', async () => {
      await transport.enter(room.server, relay.port);
      await transport.enter(room.server, relay.port);
      room.admit(await room.guest(0));
      await room.guest(1);
      relay.sever();
      await waitFor(() => room.ends.length === 2, 'both ends');
      room.say('anyone there?');
      for (const guest of room.guests) guest.close();
      await room.server.close();
      assert.equal(room.ends.length, 2);
    });

    it('ends at both ends when the room closes one guest, and leaves the others alone', async () => {
      const [first, second] = await admitted(2);
      room.guests[0]?.close();
      room.guests[0]?.close();
      await waitFor(() => first?.ends.length === 1, 'the guest learns that the room has ended');
      await waitFor(() => room.ends.length === 1, 'the room as well');
      assert.notEqual(room.ends[0]?.reason, 'lost');
      room.say('to who is left');
      await waitFor(() => second?.heard.length === 1, 'the other one receives it');
      assert.deepEqual(second?.ends, []);
    });

    it('sends what is queued before it closes, and frees the port', async () => {
      const guests = await admitted(2);
      room.say('the last word');
      await room.server.close();
      for (const guest of guests) {
        await waitFor(() => guest.ends.length === 1, 'the guest learns that the room has ended');
        assert.deepEqual(guest.heard, ['the last word']);
      }
      assert.equal(room.ends.length, 2);
      const { port } = room.server;
      const again = await network.listen({ kind, address: '127.0.0.1', port });
      await again.close();
    });
  });
}
