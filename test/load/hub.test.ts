import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { GuestReadLimiter } from '../../src/net/socket/read-limiter';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import type { Session } from '../../src/room/session/session';
import { SocketScene } from '../helpers/deskmate/socket-scene';
import { createIdentity, type Identity, Listener } from '../helpers/deskmate/tls-server';
import { line, person, welcomeLines } from '../helpers/deskmate/welcome-lines';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';

const repeat = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => line(make(index))).join('');
const entry = (seq: number) => ({ seq, time: 1, name: 'Zoe', id: `i${seq}` });

/** What a hub sends to keep a guest busy; entries begin with number 2. */
const floods: readonly (readonly [string, () => string])[] = [
  ['typing', () => repeat(20_000, () => ({ type: 'typing', member: 'm0' }))],
  [
    'presence',
    () =>
      repeat(20_000, (index) => ({
        type: 'presence',
        member: 'm0',
        presence: index % 2 === 0 ? 'idle' : 'here',
      })),
  ],
  [
    'people',
    () =>
      repeat(15, (frame) => ({
        type: 'people',
        members: Array.from({ length: 500 }, (_, index) => person(`p${frame}-${index}`)),
      })),
  ],
  ['refusals', () => repeat(20_000, (index) => ({ type: 'refused', code: 'x', id: `r${index}` }))],
  [
    'receipts',
    () =>
      repeat(60, (frame) => ({
        type: 'receipts',
        marks: Array.from({ length: 1000 }, (_, index) => ({ member: `x${index}`, seq: frame })),
      })),
  ],
  [
    'members who come and go',
    () =>
      repeat(500, (index) => ({
        type: 'joined',
        ...entry(index + 2),
        member: `x${index}`,
        waited: false,
      })),
  ],
  [
    'reactions to one message',
    () =>
      line({ type: 'message', ...entry(2), author: 'm0', text: 'x' }) +
      repeat(3000, (index) => ({
        type: 'reacted',
        ...entry(index + 3),
        author: `x${index}`,
        target: 2,
        emoji: `e${index % 50}`,
        on: true,
      })),
  ],
  [
    'messages under the guest’s own name',
    () =>
      repeat(2000, (index) => ({ type: 'message', ...entry(index + 2), author: 'm1', text: 'x' })),
  ],
];

describe('a guest’s connection flooded by its hub', () => {
  const { guestSliceMs, guestBurstMs, guestWorkMs } = defaultLimits;

  /** A connection whose reader takes a millisecond per line. */
  async function setUp(): Promise<SocketScene> {
    let scene: SocketScene | undefined;
    const now = () => scene?.lines.length ?? 0;
    scene = await SocketScene.create(
      {},
      (clock) => new GuestReadLimiter(clock, defaultLimits, now),
    );
    scene.socket.start();
    return scene;
  }

  it('reads at most a slice before others get a turn', async () => {
    const scene = await setUp();
    scene.peer.write('{}\n'.repeat(3000));
    await waitFor(() => scene.lines.length > 0, 'a line');
    for (let turn = 0; scene.lines.length < 3000; turn += 1) {
      assert.ok(turn < 10_000, `only ${scene.lines.length} lines`);
      const before = scene.lines.length;
      await scene.clock.advance(1);
      assert.ok(scene.lines.length - before <= guestSliceMs, `${scene.lines.length - before}`);
    }
    scene.dispose();
  });

  it('works at most its share of the time in the long run, and loses nothing', async () => {
    const scene = await setUp();
    const all = guestBurstMs + 4 * guestWorkMs;
    scene.peer.write('{}\n'.repeat(all));
    await waitFor(() => scene.lines.length > 0, 'a line');
    for (let turn = 0; scene.lines.length < guestBurstMs; turn += 1) {
      assert.ok(turn < 20_000, `only ${scene.lines.length} lines`);
      await scene.clock.advance(1);
    }
    for (let second = 0; scene.lines.length < all; second += 1) {
      assert.ok(second < 20, `only ${scene.lines.length} lines`);
      const before = scene.lines.length;
      await scene.clock.advance(1000);
      const worked = scene.lines.length - before;
      // The budget saved up during the burst comes on top, once.
      if (second > 1) assert.ok(worked <= guestWorkMs + 2 * guestSliceMs, `${worked} ms of work`);
    }
    scene.dispose();
  });
});

describe('a guest flooded by its hub', () => {
  let identity: Identity;
  let hub: Listener;
  let guest: Session;

  before(async () => {
    identity = await createIdentity();
  });
  beforeEach(async () => {
    hub = await Listener.tls(identity.pair);
    guest = realSession();
  });
  afterEach(async () => {
    guest.dispose();
    await hub.stop();
  });

  async function enter(): Promise<TLSSocket> {
    const invite: Invite = {
      kind: 'group',
      name: 'Lab',
      addresses: ['127.0.0.1'],
      port: hub.port,
      pin: identity.pin,
      token: 'T'.repeat(22),
    };
    const entering = guest.joinByInvite(invite, 'Ann');
    await waitFor(() => hub.heard.endsWith('\n'), 'the claim');
    const socket = hub.secure[0] as TLSSocket;
    const joined = { type: 'joined', seq: 1, time: 1, member: 'm1', name: 'Ann', waited: false };
    socket.write(welcomeLines() + line(joined));
    await entering;
    return socket;
  }

  for (const [what, flood] of floods) {
    it(`reads all of it, and can still send: ${what}`, async () => {
      const socket = await enter();
      const bytes = flood();
      socket.write(bytes);
      const last = bytes.lastIndexOf('"seq"') < 0 ? 1 : Number(/.*"seq":(\d+)/s.exec(bytes)?.[1]);
      const seq = what === 'receipts' ? 2 : last + 1;
      const end = { type: 'message', ...entry(seq), author: 'm0', text: 'the end' };
      socket.write(line(end));
      const isThere = () =>
        guest.entries.some((one) => one.kind === 'message' && one.text === 'the end');
      await waitFor(isThere, 'the end of the flood');
      guest.messages.say('still here');
      await waitFor(() => hub.heard.includes('still here'), 'the guest’s message arrives');
      assert.equal(guest.state.connection.kind, 'joined');
      assert.ok(guest.state.members.length <= 5000);
    });
  }
});
