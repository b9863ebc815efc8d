import assert from 'node:assert/strict';
import { createAccessControl } from '../../../src/net/deskmate/access-control';
import { listenHub } from '../../../src/net/deskmate/hub-server';
import type { Listener } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import type { VoterPort } from '../../../src/protocol/voter-port';
import { systemClock } from '../../../src/util/clock';
import { MemoryVoters } from '../../helpers/memory-voters';
import { waitFor } from '../../helpers/wait-for';

/** A server's voter port, and how others reach it. */
interface Opened {
  readonly port: VoterPort;
  readonly at: Listener;
  close(): Promise<void>;
}

/** Opens servers, and lets their frames arrive. */
interface Transport {
  open(): Promise<Opened>;
  /** Waits until this holds. */
  until(condition: () => boolean): Promise<void>;
}

function inMemory(): Transport {
  const network = new MemoryVoters();
  let count = 0;
  return {
    async open() {
      count += 1;
      const pin = `${count}`.padStart(43, 'p');
      const port = network.open(pin, 5000 + count);
      const at = { pin, addresses: ['127.0.0.1'], port: 5000 + count };
      return { port, at, close: async () => network.close(port) };
    },
    async until(condition) {
      for (let steps = 0; steps < 1000 && !condition(); steps += 1) network.step();
      assert.ok(condition());
    },
  };
}

function overTls(): Transport {
  return {
    async open() {
      const options = { kind: 'group', address: '127.0.0.1', port: 0 } as const;
      const { state: access } = await createAccessControl();
      const deps = { clock: systemClock, limits: defaultLimits };
      // Voters talk before the room is open, too.
      const hub = await listenHub({ ...options, access, isOpen: () => false }, deps);
      const at = { pin: hub.access.pin, addresses: ['127.0.0.1'], port: hub.port };
      return { port: hub.voters, at, close: () => hub.close() };
    },
    until: async (condition) => void (await waitFor(condition, 'it arrives')),
  };
}

for (const [name, create] of [
  ['in memory', inMemory],
  ['over TLS', overTls],
] as const) {
  describe(`voters’ servers ${name}`, () => {
    let transport: Transport;
    let opened: Opened[];
    /** What each has received: the sender's index and the frame. */
    let received: [number, VoterFrame][][];

    async function open(): Promise<Opened> {
      const one = await transport.open();
      const frames: [number, VoterFrame][] = [];
      one.port.onFrame(({ pin, frame }) =>
        frames.push([opened.findIndex(({ at }) => at.pin === pin), frame]),
      );
      opened.push(one);
      received.push(frames);
      return one;
    }

    beforeEach(async () => {
      transport = create();
      opened = [];
      received = [];
      for (let count = 0; count < 3; count += 1) await open();
    });

    afterEach(() => Promise.all(opened.map((each) => each.close())));

    const elect = (term: number): VoterFrame => ({ type: 'elect', term });
    const send = (from: number, to: number, frame: VoterFrame) =>
      opened[from]?.port.send((opened[to] as Opened).at, frame);
    const reply = (from: number, to: number, frame: VoterFrame) => {
      const { pin, port } = (opened[to] as Opened).at;
      opened[from]?.port.send({ pin, addresses: [], port }, frame);
    };
    const arrived = (at: number, count: number) =>
      transport.until(() => (received[at]?.length ?? 0) >= count);

    it('exchange frames in order, and prove who they are', async () => {
      for (let term = 1; term <= 10; term += 1) send(0, 1, elect(term));
      send(2, 1, elect(11));
      await arrived(1, 11);
      const [first, second] = [0, 2].map((from) => received[1]?.filter(([who]) => who === from));
      assert.deepEqual(
        first?.map(([, frame]) => frame),
        Array.from({ length: 10 }, (_, index) => elect(index + 1)),
      );
      assert.deepEqual(second, [[2, elect(11)]]);
      assert.deepEqual([received[0], received[2]], [[], []]);
    });

    it('answer over the connection that the other one has made, without its address', async () => {
      reply(1, 0, elect(1));
      send(0, 1, elect(2));
      await arrived(1, 1);
      reply(1, 0, { type: 'refused', term: 2, own: 3 });
      await arrived(0, 1);
      assert.deepEqual(received[0], [[1, { type: 'refused', term: 2, own: 3 }]]);
      assert.deepEqual(received[1], [[0, elect(2)]], 'what had no connection is lost');
    });

    it('lose nothing when both speak first', async () => {
      for (let term = 1; term <= 5; term += 1) {
        send(0, 1, elect(term));
        send(1, 0, elect(term));
      }
      await arrived(0, 5);
      await arrived(1, 5);
      const terms = (at: number) => received[at]?.map(([, frame]) => 'term' in frame && frame.term);
      assert.deepEqual(
        [terms(0), terms(1)],
        [
          [1, 2, 3, 4, 5],
          [1, 2, 3, 4, 5],
        ],
      );
      send(0, 1, elect(6));
      send(1, 0, elect(6));
      await arrived(0, 6);
      await arrived(1, 6);
    });

    it('send a log with entries that only later versions know', async () => {
      send(0, 1, { type: 'copy', term: 2, last: 0 });
      await arrived(1, 1);
      const text = 'x'.repeat(30_000);
      const log: VoterFrame[] = [
        { type: 'log', term: 2, first: 1, last: 9 },
        { type: 'epoch', term: 1, opening: 1 },
        ...Array.from({ length: 8 }, (_, index) => ({
          ...({ type: 'message', seq: index + 1, time: 1, author: 'm1', name: 'Bo' } as const),
          ...{ id: `b${index}`, text },
        })),
        { type: 'unknown', seq: 9, json: '{"type":"later","seq":9}' },
        { type: 'more', term: 2, seq: 9 },
      ];
      for (const frame of log) reply(1, 0, frame);
      await arrived(0, log.length);
      assert.deepEqual(
        received[0]?.map(([, frame]) => frame),
        log,
      );
    });

    it('send nothing to themselves, to a server that has closed, or to the wrong one', async () => {
      send(0, 0, elect(1));
      await opened[1]?.close();
      send(0, 1, elect(2));
      const [{ at: two } = { at: undefined }, , { at: three } = { at: undefined }] = opened;
      assert.ok(two && three);
      opened[0]?.port.send({ ...three, pin: 'q'.repeat(43) }, elect(3));
      send(0, 2, elect(4));
      await arrived(2, 1);
      assert.deepEqual(received, [[], [], [[0, elect(4)]]]);
      await opened[0]?.close();
      send(0, 2, elect(5));
      send(2, 1, elect(6));
    });
  });
}
