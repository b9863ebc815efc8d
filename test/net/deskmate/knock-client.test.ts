import assert from 'node:assert/strict';
import { knock } from '../../../src/net/deskmate/knock-client';
import { GuestReadLimiter } from '../../../src/net/socket/read-limiter';
import type { KnockTarget, SentKnock } from '../../../src/protocol/knock';
import { knockAlpn } from '../../../src/protocol/knock-frames';
import { defaultLimits } from '../../../src/protocol/limits';
import { hubScenes } from '../../helpers/deskmate/hub-scene';
import { knockId } from '../../helpers/deskmate/raw-knock';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const bytes = 'A'.repeat(43);
const token = 'A'.repeat(22);
const nonce = { type: 'nonce', h: bytes, roomId: knockId, room: 'Lab 3', host: 'Ann' };

describe('a guest’s knock at a real host', () => {
  const scenes = hubScenes();
  let clock: FakeClock;
  let abort: AbortController;

  beforeEach(() => {
    clock = new FakeClock();
    abort = new AbortController();
  });

  /** The clock stands still at the host, too. */
  const open = () => scenes({ clock: new FakeClock() });

  function knockAt({ endpoints, id = knockId }: Partial<KnockTarget>, name = 'Bo') {
    // Its time is measured, however slow this computer is, and the clock stands still.
    const readLimiter = new GuestReadLimiter(clock, defaultLimits, () => 0);
    const options = { clock, limits: defaultLimits, readLimiter };
    return knock({ id, endpoints: endpoints ?? [] }, name, abort.signal, options);
  }

  it('has the pin of the host, and the digits that the host computes', async () => {
    const hub = await open();
    const { knocks, access } = hub.server;
    knocks.take(() => ({ roomId: knockId, room: '实验三', host: '张伟 😀' }));
    const seen: string[] = [];
    knocks.onKnock((link) => {
      seen.push(link.code);
      link.accept();
    });
    // The first address leads nowhere.
    const endpoints = [
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port: hub.port },
    ];
    const sent = await knockAt({ endpoints });
    assert.equal(await sent.token, hub.token);
    assert.deepEqual(seen, [sent.code]);
    assert.deepEqual(
      [sent.pin, sent.room, sent.host, sent.endpoint.port, sent.expires],
      [access.pin, '实验三', '张伟 😀', hub.port, clock.now() + 60_000],
    );
    await waitFor(() => clock.pending === 0, 'no timer is left');
  });

  it('learns why the host refuses', async () => {
    const hub = await open();
    const endpoints = [{ host: '127.0.0.1', port: hub.port }];
    await assert.rejects(knockAt({ endpoints }), { name: 'KnockError', code: 'no-knocks' });
    const { knocks, access } = hub.server;
    knocks.take(() => ({ roomId: knockId, room: '', host: 'Ann' }));
    await assert.rejects(knockAt({ endpoints, id: 'f'.repeat(16) }), {
      code: 'other-room',
    });
    knocks.onKnock((link) => link.refuse('denied'));
    const sent = await knockAt({ endpoints });
    await assert.rejects(sent.token, { code: 'denied' });
    access.lock(true, () => true);
    await assert.rejects(knockAt({ endpoints }), { code: 'room-locked' });
  });

  it('says that nothing is there', async () => {
    const closed = await Listener.plain();
    const { port } = closed;
    await closed.stop();
    await assert.rejects(knockAt({ endpoints: [{ host: '127.0.0.1', port }] }), {
      code: 'refused',
    });
  });

  it('ends at the host when the guest cancels', async () => {
    const hub = await open();
    const ends: string[] = [];
    hub.server.knocks.take(() => ({ roomId: knockId, room: '', host: 'Ann' }));
    hub.server.knocks.onKnock((link) => link.onEnd((end) => ends.push(end)));
    const sent = await knockAt({ endpoints: [{ host: '127.0.0.1', port: hub.port }] });
    await waitFor(() => hub.server.knocks.size === 1, 'the host has it');
    abort.abort();
    await assert.rejects(sent.token, { code: 'cancelled' });
    await waitFor(() => ends.length === 1, 'the host sees the end');
    assert.deepEqual(ends, ['gone']);
    await assert.rejects(knockAt({ endpoints: [{ host: '127.0.0.1', port: hub.port }] }), {
      code: 'cancelled',
    });
  });

  describe('that plays by other rules', () => {
    let identity: Identity;
    let host: Listener;

    before(async () => {
      identity = await createIdentity();
    });

    beforeEach(async () => {
      host = await Listener.tls(identity.pair, { ALPNProtocols: [knockAlpn] });
    });

    afterEach(() => host.stop());

    const dial = () => knockAt({ endpoints: [{ host: '127.0.0.1', port: host.port }] });
    const say = (...frames: readonly object[]) =>
      host.secure.at(-1)?.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    const heardKnock = () => waitFor(() => host.heard.includes('"commit"'), 'a knock');

    /** Knocks at the host, which answers this. */
    async function answered(...frames: readonly object[]): Promise<SentKnock> {
      const knocking = dial();
      knocking.catch(() => {});
      await heardKnock();
      say(...frames);
      return knocking;
    }

    for (const [what, frames, code] of [
      ['a token before it was asked', [{ type: 'accepted', token }], 'protocol'],
      ['a nonce that is too short', [{ ...nonce, h: 'A' }], 'protocol'],
      ['a name that is too long', [{ ...nonce, room: 'x'.repeat(129) }], 'protocol'],
      ['an id that is none', [{ ...nonce, roomId: '../..' }], 'protocol'],
      ['a ping', [{ type: 'ping' }], 'protocol'],
      ['a code of a later version', [{ type: 'refused', code: 'sunday' }], 'denied'],
      ['a code like any', [{ type: 'refused', code: 'knocks-full' }], 'knocks-full'],
      ['another room', [{ ...nonce, roomId: 'f'.repeat(16) }], 'other-room'],
    ] as const) {
      it(`is told apart: ${what}`, async () => {
        await assert.rejects(answered(...frames), { name: 'KnockError', code });
        await waitFor(() => host.closed === 1, 'the guest closes the connection');
        assert.doesNotMatch(host.heard, /"open"/);
        assert.equal(clock.pending, 0);
      });
    }

    for (const [what, text] of [
      ['a line that never ends', 'x'.repeat(5000)],
      ['noise', '\xff\xfe\n'],
      ['an empty line', '\n'],
    ] as const) {
      it(`is told apart: ${what}`, async () => {
        const knocking = dial();
        knocking.catch(() => {});
        await heardKnock();
        host.secure[0]?.write(Buffer.from(text, 'latin1'));
        await assert.rejects(knocking, { code: 'protocol' });
        await waitFor(() => host.closed === 1, 'the guest closes the connection');
      });
    }

    it('learns nothing more after open, and gets the names cleaned', async () => {
      const sent = await answered({ ...nonce, room: 'Lab\u202e 3\n', host: '\u0007' });
      assert.deepEqual([sent.room, sent.host], ['Lab 3', 'Guest']);
      await waitFor(() => host.heard.includes('"open"'), 'it opens');
      say({ type: 'accepted', token });
      assert.equal(await sent.token, token);
      await waitFor(() => host.closed === 1, 'the guest closes the connection');
      assert.equal(host.heard.trim().split('\n').length, 2);
    });

    it('is waited for only so long', async () => {
      const silent = dial();
      silent.catch(() => {});
      await heardKnock();
      await clock.advance(10_000);
      await assert.rejects(silent, { code: 'knock-timeout' });
      host.heard = '';
      const sent = await answered(nonce);
      await clock.advance(64_999);
      say({ type: 'nonce' });
      await assert.rejects(sent.token, { code: 'protocol' });
      host.heard = '';
      const late = await answered(nonce);
      await clock.advance(65_000);
      await assert.rejects(late.token, { code: 'knock-timeout' });
    });

    it('may go at any moment', async () => {
      const early = dial();
      early.catch(() => {});
      await heardKnock();
      host.secure[0]?.destroy();
      await assert.rejects(early, { code: 'connection-lost' });
      host.heard = '';
      const sent = await answered(nonce);
      host.secure.at(-1)?.destroy();
      await assert.rejects(sent.token, { code: 'connection-lost' });
    });
  });
});
