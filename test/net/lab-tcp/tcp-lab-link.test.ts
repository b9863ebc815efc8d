import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { TcpLabLink } from '../../../src/net/lab-tcp/tcp-lab-link';
import { AckWatch, readSendQueues } from '../../../src/net/socket/ack-watch';
import type { ReadLimiter } from '../../../src/net/socket/read-limiter';
import type { LabFrame } from '../../../src/protocol/lab-link';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import { noTap } from '../../../src/protocol/wire-event';
import { FakeClock } from '../../helpers/fake-clock';
import { Scene } from '../../helpers/lab/scene';
import { waitFor } from '../../helpers/wait-for';

const a = "('127.0.0.1', 50412)";

describe('TcpLabLink', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  /** @param delivered returns the pause after each read, in ms */
  async function link(delivered = () => 0) {
    const clock = new FakeClock();
    const sockets: Socket[] = [];
    const port = await scene.serve((socket) => sockets.push(socket));
    const limits = defaultLimits;
    const acks = new AckWatch(clock, limits.stallMs, readSendQueues);
    const readLimiter: ReadLimiter = { read: () => 0, begin() {}, delivered };
    const socket = connect({ host: '127.0.0.1', port });
    const hub = await waitFor(() => (socket.localPort ? sockets[0] : undefined), 'it is connected');
    const ours = new TcpLabLink(socket, { clock, limits, tap: noTap, acks }, readLimiter);
    scene.add({ dispose: () => void ours.leave() });
    const frames: LabFrame[] = [];
    ours.onFrame((frame) => frames.push(frame));
    ours.start();
    /** Writes bytes, and waits until they are read. */
    const write = async (bytes: string | Buffer) => {
      const before = socket.bytesRead;
      hub.write(bytes);
      await waitFor(() => socket.bytesRead > before, 'it is read');
    };
    return { clock, frames, hub, ours, write, name: ours.remoteName };
  }

  for (const isHeard of [true, false]) {
    const when = isHeard ? 'the room has said something' : 'a second has passed in silence';
    it(`counts a message as sent once ${when}`, async () => {
      const { clock, hub, ours, write } = await link();
      let isSent = false;
      const heard = once(hub, 'data');
      const saying = ours.say('first').then(() => {
        isSent = true;
      });
      await heard;
      await clock.advance(999);
      assert.equal(isSent, false);
      await (isHeard ? write('hello') : clock.advance(1));
      await saying;
    });
  }

  const fatal = Buffer.from('15030100020246', 'hex');
  for (const [what, end] of [
    ['an alert of TLS', (hub: Socket) => hub.end(fatal)],
    ['nothing, and closes', (hub: Socket) => hub.end()],
    ['nothing, and resets the connection', (hub: Socket) => hub.resetAndDestroy()],
  ] as const) {
    it(`sends nothing to a program that answers it with ${what}`, async () => {
      const { frames, hub, ours } = await link();
      const ended = new Promise<LinkEnd>((resolve) => void ours.onEnd(resolve));
      const heard = once(hub, 'data');
      const saying = assert.rejects(ours.say('secret'), { code: 'connection-lost' });
      await heard;
      end(hub);
      const told = await ended;
      assert.ok(told.reason === 'lost');
      assert.equal(told.error.code, 'closed-at-once');
      assert.deepEqual(frames, []);
      await saying;
    });
  }

  it('shows half a character when the line has been quiet for 250 ms', async () => {
    const { clock, frames, write, name } = await link();
    await write(Buffer.from('E9', 'hex'));
    await clock.advance(249);
    assert.deepEqual(frames, []);
    await clock.advance(1);
    assert.deepEqual(frames, [{ type: 'message', name, text: '\ufffd' }]);
  });

  it('waits for the rest of a character for as long as it does not read', async () => {
    const restMs = 10_000;
    let rests = 1;
    const { clock, frames, write } = await link(() => (rests-- > 0 ? restMs : 0));
    const bytes = Buffer.from(`${a}:好`);
    await write(bytes.subarray(0, -1));
    await clock.advance(restMs - 1);
    assert.deepEqual(frames, []);
    await clock.advance(1);
    await write(bytes.subarray(-1));
    assert.deepEqual(frames, [{ type: 'message', name: a, text: '好' }]);
    await clock.advance(250);
    assert.equal(clock.pending, 0);
  });
});
