import assert from 'node:assert/strict';
import { enterCode } from '../../../src/net/deskmate/code-client';
import { guestData, hostData, runInput } from '../../../src/net/deskmate/code-run';
import { CPaceSide } from '../../../src/net/deskmate/cpace';
import { GuestReadLimiter } from '../../../src/net/socket/read-limiter';
import { codeAlpn } from '../../../src/protocol/code-frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { CodeGrant, CodeTarget } from '../../../src/protocol/room-code';
import { hubScenes } from '../../helpers/deskmate/hub-scene';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const id = '00112233445566aa';
const names = { room: 'Lab 3', host: 'Ann' };
const sid = 'A'.repeat(43);
const token = 'A'.repeat(22);
const noMac = 'A'.repeat(86);
const session = { type: 'session', sid, roomId: id, ...names };
const neutral = { type: 'share', y: 'A'.repeat(43) };
const accepted = { type: 'accepted', mac: noMac, token };

describe('a guest who enters a room code', () => {
  const scenes = hubScenes();
  let clock: FakeClock;
  let abort: AbortController;

  beforeEach(() => {
    clock = new FakeClock();
    abort = new AbortController();
  });

  function enter(target: Partial<CodeTarget> & { readonly port?: number }, code: string) {
    // Its time is measured, however slow this computer is, and the clock stands still.
    const readLimiter = new GuestReadLimiter(clock, defaultLimits, () => 0);
    const { port = 0, endpoints = [{ host: '127.0.0.1', port }], ...rest } = target;
    const options = { clock, limits: defaultLimits, readLimiter };
    return enterCode({ endpoints, ...rest }, code, abort.signal, options);
  }

  describe('at a real host', () => {
    /** The clock stands still at the host, too. */
    const open = async (roomId = id) => {
      const hub = await scenes({ clock: new FakeClock() });
      await hub.server.codes.open(() => ({ roomId, room: '实验三', host: '张伟 😀' }));
      return { hub, code: hub.server.codes.state?.code ?? '', port: hub.port };
    };

    it('gets the token and the pin, with or without the room’s id', async () => {
      const { hub, code, port } = await open();
      const expected = {
        ...{ pin: hub.server.access.pin, token: hub.token, room: '实验三', host: '张伟 😀' },
        endpoint: { host: '127.0.0.1', port },
      };
      assert.deepEqual(await enter({ id, port }, code), expected);
      // The first address leads nowhere.
      const endpoints = [
        { host: '127.0.0.1', port: 1 },
        { host: '127.0.0.1', port },
      ];
      assert.deepEqual(await enter({ endpoints }, code), expected);
      await waitFor(() => clock.pending === 0, 'no timer is left');
    });

    it('finds a room that isn’t announced', async () => {
      const { code, port } = await open('');
      assert.equal((await enter({ port }, code)).host, '张伟 😀');
      await assert.rejects(enter({ id, port }, code), { code: 'other-room' });
    });

    it('learns why the host refuses, and how many tries are left', async () => {
      const { hub, code, port } = await open();
      const { codes, access } = hub.server;
      const wrong = code === '000000' ? '111111' : '000000';
      await assert.rejects(enter({ id: 'f'.repeat(16), port }, code), { code: 'other-room' });
      for (const left of [2, 1, 0]) {
        const error = { name: 'CodeError', code: 'wrong-code', left };
        await assert.rejects(enter({ port }, wrong), error);
      }
      await assert.rejects(enter({ port }, code), { code: 'no-tries', left: undefined });
      await codes.open(() => ({ roomId: id, ...names }));
      access.lock(true, () => true);
      await assert.rejects(enter({ port }, code), { code: 'room-locked' });
      codes.pause('reset');
      await assert.rejects(enter({ port }, code), { code: 'code-paused' });
      codes.stop();
      await assert.rejects(enter({ port }, code), { code: 'no-code' });
    });

    it('ends when the user cancels', async () => {
      const { hub, code, port } = await open();
      const entering = enter({ port }, code);
      abort.abort();
      await assert.rejects(entering, { code: 'cancelled' });
      await waitFor(() => hub.server.codes.size === 0, 'the host has forgotten it');
      await assert.rejects(enter({ port }, code), { code: 'cancelled' });
    });

    it('finds nothing where nothing listens', async () => {
      const closed = await Listener.plain();
      const { port } = closed;
      await closed.stop();
      await assert.rejects(enter({ port }, '123456'), { code: 'refused' });
    });
  });

  describe('at a host that plays by other rules', () => {
    let identity: Identity;
    let host: Listener;
    const right = '123456';

    before(async () => {
      identity = await createIdentity();
    });

    beforeEach(async () => {
      host = await Listener.tls(identity.pair, { ALPNProtocols: [codeAlpn] });
    });

    afterEach(() => host.stop());

    const say = (...frames: readonly object[]) =>
      host.secure.at(-1)?.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    const heard = (text: string) => waitFor(() => host.heard.includes(text), text);

    /** The guest enters the right code. */
    function entered(): Promise<CodeGrant> {
      const entering = enter({ id, port: host.port }, right);
      entering.catch(() => {});
      return entering;
    }

    /** The host answers as one that takes this for the code, and says that it accepts the guest. */
    async function answers(code: string, frame: typeof session, mac?: string) {
      const side = new CPaceSide(runInput(code, identity.pin, frame.roomId, frame.sid));
      await heard('"start"');
      say(frame);
      await heard('"share"');
      say({ type: 'share', y: Buffer.from(side.share).toString('base64url') });
      await heard('"proof"');
      const [, share, proof] = host.heard.split('\n').map((line) => line && JSON.parse(line));
      const proofs = side.proofs('responder', hostData(frame), {
        share: Buffer.from(share.y, 'base64url'),
        data: guestData,
      });
      assert.ok(proofs);
      say({ type: 'accepted', mac: mac ?? proofs.responder.toString('base64url'), token });
      return proof.mac === proofs.initiator.toString('base64url');
    }

    it('accepts it from one that knows the code, with names cleaned', async () => {
      const entering = entered();
      assert.ok(await answers(right, { ...session, room: 'Lab\u202e 3\n', host: '\u0007' }));
      const { room, host: ann, pin } = await entering;
      assert.deepEqual([room, ann, pin], ['Lab 3', 'Guest', identity.pin]);
      await waitFor(() => host.closed === 1, 'the guest closes the connection');
      assert.equal(host.heard.trim().split('\n').length, 3);
    });

    it('isn’t let in by one that guesses, and shows it only that the guess was wrong', async () => {
      const entering = entered();
      assert.equal(await answers('654321', session), false);
      await assert.rejects(entering, { name: 'CodeError', code: 'not-proved' });
    });

    it('isn’t let in by one that proves nothing, even if it knows the code', async () => {
      const entering = entered();
      assert.ok(await answers(right, session, noMac));
      await assert.rejects(entering, { code: 'not-proved' });
    });

    for (const [what, frames, code] of [
      ['a token before it was asked', [accepted], 'protocol'],
      ['an id that is none', [{ ...session, roomId: '../..' }], 'protocol'],
      ['a session’s number that is too short', [{ ...session, sid: 'A' }], 'protocol'],
      ['a name that is too long', [{ ...session, room: 'x'.repeat(129) }], 'protocol'],
      ['half a surrogate pair', [{ ...session, host: '\ud800' }], 'protocol'],
      ['a ping', [{ type: 'ping' }], 'protocol'],
      ['another room', [{ ...session, roomId: '' }], 'other-room'],
      ['a code of a later version', [{ type: 'refused', code: 'sunday' }], 'no-code'],
      ['a code like any', [{ type: 'refused', code: 'codes-busy' }], 'codes-busy'],
      [
        'tries that are no number',
        [{ type: 'refused', code: 'wrong-code', left: 'x' }],
        'protocol',
      ],
    ] as const) {
      it(`tells apart ${what}`, async () => {
        const entering = entered();
        await heard('"start"');
        say(...frames);
        await assert.rejects(entering, { name: 'CodeError', code });
        await waitFor(() => host.closed === 1, 'the guest closes the connection');
        assert.doesNotMatch(host.heard, /"share"/);
        assert.equal(clock.pending, 0);
      });
    }

    for (const [what, frame] of [
      ['the neutral element', neutral],
      ['bytes that are no element', { ...neutral, y: Buffer.alloc(32, 255).toString('base64url') }],
      ['a token', accepted],
    ] as const) {
      it(`proves nothing to one that answers its share with ${what}`, async () => {
        const entering = entered();
        await heard('"start"');
        say(session);
        await heard('"share"');
        say(frame);
        await assert.rejects(entering, { code: 'protocol' });
        await waitFor(() => host.closed === 1, 'the guest closes the connection');
        assert.doesNotMatch(host.heard, /"proof"/);
      });
    }

    for (const [what, text] of [
      ['a line that never ends', 'x'.repeat(5000)],
      ['noise', '\xff\xfe\n'],
      ['an empty line', '\n'],
    ] as const) {
      it(`tells apart ${what}`, async () => {
        const entering = entered();
        await heard('"start"');
        host.secure[0]?.write(Buffer.from(text, 'latin1'));
        await assert.rejects(entering, { code: 'protocol' });
        await waitFor(() => host.closed === 1, 'the guest closes the connection');
      });
    }

    it('waits only so long, whatever it waits for', async () => {
      for (const frames of [[], [session]]) {
        const entering = entered();
        host.heard = '';
        await heard('"start"');
        say(...frames);
        if (frames.length > 0) await heard('"share"');
        await clock.advance(10_000);
        await assert.rejects(entering, { code: 'code-timeout' });
      }
    });

    it('learns that the connection broke', async () => {
      const entering = entered();
      await heard('"start"');
      host.secure[0]?.destroy();
      await assert.rejects(entering, { code: 'connection-lost' });
    });
  });
});
