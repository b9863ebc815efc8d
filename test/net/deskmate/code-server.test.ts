import assert from 'node:assert/strict';
import type { Vacancy } from '../../../src/protocol/arrival';
import { seededRandom } from '../../../src/util/seeded-random';
import { type HubScene, hubScenes, type SceneOptions } from '../../helpers/deskmate/hub-scene';
import { RawCode } from '../../helpers/deskmate/raw-code';
import { FakeClock } from '../../helpers/fake-clock';
import { itUnless } from '../../helpers/it-unless';
import { waitFor } from '../../helpers/wait-for';

const identity = { roomId: '00112233445566aa', room: 'Lab 3', host: 'Ann' };
const oneAddress = process.platform === 'darwin' && 'macOS has only one address of its own';
const noMac = 'A'.repeat(86);

describe('the room code of a hub', () => {
  const scenes = hubScenes();
  let hub: HubScene;
  let vacancy: Vacancy;
  const guests: RawCode[] = [];

  /** The clock stands still, however slow this computer is. */
  async function start(options: SceneOptions = {}): Promise<void> {
    vacancy = 'seat';
    hub = await scenes({ vacancy: () => vacancy, clock: new FakeClock(), ...options });
    await codes().open(() => identity);
  }

  const codes = () => hub.server.codes;
  const code = () => codes().state?.code ?? '';
  const other = () => (code() === '000000' ? '111111' : '000000');

  /** @param from the last part of the guest's address */
  function guest(from = 1): RawCode {
    const one = RawCode.dial(hub.port, from === 1 ? {} : { localAddress: `127.0.0.${from}` });
    guests.push(one);
    return one;
  }

  async function enters(digits: string, from = 1): Promise<RawCode> {
    const one = guest(from);
    await one.enters(digits);
    await waitFor(() => one.closed, 'the hub closes the connection');
    return one;
  }

  afterEach(() => {
    for (const one of guests.splice(0)) one.destroy();
  });

  it('has six digits, another each time', async () => {
    await start();
    const seen = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      await codes().open(() => identity);
      assert.match(code(), /^\d{6}$/);
      seen.add(code());
    }
    assert.ok(seen.size > 15, `${seen.size}`);
  });

  it('gives the token and its own proof to a guest who has proved that it knows the code', async () => {
    await start();
    const bo = guest();
    const { responder } = await bo.enters(code());
    assert.deepEqual(await bo.receives('accepted', 2), {
      type: 'accepted',
      mac: responder.toString('base64url'),
      token: hub.token,
    });
    await waitFor(() => bo.closed, 'the hub closes the connection');
    assert.equal(codes().size, 0);
    assert.deepEqual(codes().state?.wrong, 0);
    assert.equal(hub.server.arrivals.at(-1)?.stage, 'room-code');
    // It is for as many as the room takes.
    assert.equal((await enters(code())).frames.at(-1)?.type, 'accepted');
  });

  it('is the same when its bytes come one by one', async () => {
    await start();
    const bo = guest();
    const { initiator } = await bo.run(code());
    for (const byte of Buffer.from(
      `${JSON.stringify({ type: 'proof', mac: initiator.toString('base64url') })}\r\n`,
    )) {
      bo.write(Buffer.of(byte));
    }
    await bo.receives('accepted', 2);
  });

  it('proves nothing to a guest who has not', async () => {
    await start();
    const bo = guest();
    const { initiator, responder } = await bo.run(code());
    assert.deepEqual(
      bo.frames.map(({ type }) => type),
      ['session', 'share'],
    );
    // The host's own proof doesn't serve, and neither does one with a changed bit.
    bo.prove(responder);
    await bo.refused('wrong-code', { left: 2 });
    const changed = Buffer.from(initiator);
    changed[63] = (changed[63] ?? 0) ^ 1;
    const again = guest();
    await again.run(code());
    again.prove(changed);
    await again.refused('wrong-code', { left: 1 });
    assert.equal(codes().state?.wrong, 2);
  });

  itUnless(
    oneAddress,
    'takes three wrong codes of an address, and says how many tries are left',
    async () => {
      await start();
      for (const left of [2, 1, 0]) {
        const one = guest();
        await one.enters(other());
        await one.refused('wrong-code', { left });
      }
      const fourth = guest();
      fourth.send(fourth.start);
      await fourth.refused('no-tries');
      assert.deepEqual([codes().state?.wrong, codes().state?.lastWrong], [3, '127.0.0.1']);
      // Other addresses aren't concerned, and a new code is a new start.
      assert.equal((await enters(code(), 2)).frames.at(-1)?.type, 'accepted');
      await codes().open(() => identity);
      assert.equal((await enters(code())).frames.at(-1)?.type, 'accepted');
    },
  );

  itUnless(
    oneAddress,
    'is paused after twenty wrong ones, also for those who are about to enter it',
    async () => {
      await start();
      let changes = 0;
      codes().onDidChange(() => {
        changes += 1;
      });
      for (let wrong = 0; wrong < 19; wrong += 1) await enters(other(), 10 + Math.floor(wrong / 3));
      assert.equal(codes().state?.paused, undefined);
      const right = guest(3);
      const { initiator } = await right.run(code());
      const last = await enters(other(), 2);
      await last.refused('code-paused');
      await right.refused('code-paused');
      right.prove(initiator);
      assert.deepEqual(
        [codes().state?.paused, codes().state?.wrong, codes().state?.lastWrong, changes],
        ['guesses', 20, '127.0.0.2', 20],
      );
      const late = guest(4);
      late.send(late.start);
      await late.refused('code-paused');
      await codes().open(() => identity);
      assert.equal((await enters(code(), 2)).frames.at(-1)?.type, 'accepted');
    },
  );

  it('counts no guest who ends before its proof: nobody can have learned anything', async () => {
    await start();
    for (let round = 0; round < 5; round += 1) {
      const one = guest();
      await one.run(code());
      one.destroy();
      await waitFor(() => codes().size === 0, 'it is over');
    }
    assert.equal(codes().state?.wrong, 0);
  });

  const big = `${JSON.stringify({ type: 'start', version: 1, pad: 'x'.repeat(2048) })}\n`;
  const neutral = Buffer.alloc(32).toString('base64url');
  for (const [what, bytes] of [
    ['text', 'hello\n'],
    ['an empty line', '\n'],
    ['half a line that is too long', big.slice(0, -1)],
    ['a line that is too long', big],
    ['bytes that aren’t UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['a list', '[1]\n'],
    ['depth', `${'['.repeat(900)}${']'.repeat(900)}\n`],
    ['a frame of deskmate/1', '{"type":"join","version":1,"token":"AAAAAAAAAAAAAAAAAAAAAA"}\n'],
    ['a frame of a knock', `{"type":"open","g":"${'A'.repeat(43)}"}\n`],
    ['a frame to a guest', `{"type":"accepted","token":"${'A'.repeat(22)}","mac":"${noMac}"}\n`],
    ['a share first', `{"type":"share","y":"${neutral}"}\n`],
    ['a proof first', `{"type":"proof","mac":"${noMac}"}\n`],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      await start();
      const stranger = guest();
      stranger.write(bytes);
      await stranger.refused('bad-frame');
      assert.equal(stranger.frames.length, 1);
      assert.equal(hub.server.arrivals.at(-1)?.code, 'bad-frame');
    });
  }

  for (const [what, frame] of [
    ['the neutral element', { type: 'share', y: neutral }],
    [
      'bytes that are no element',
      { type: 'share', y: Buffer.alloc(32, 255).toString('base64url') },
    ],
    ['a share that is too short', { type: 'share', y: 'A'.repeat(42) }],
    ['a proof before the share', { type: 'proof', mac: noMac }],
    ['a second start', { type: 'start', version: 1 }],
  ] as const) {
    it(`is refused for ${what}, and counts nothing`, async () => {
      await start();
      const one = guest();
      one.send(one.start);
      await one.receives('session');
      one.send(frame);
      await one.refused('bad-frame');
      assert.equal(one.frames.length, 2);
      assert.equal(codes().state?.wrong, 0);
    });
  }

  it('is refused for another version, a proof that is too short, and anything after the end', async () => {
    await start();
    const newer = guest();
    newer.send({ ...newer.start, version: 2 });
    await newer.refused('other-version');
    const short = guest();
    await short.run(code());
    short.send({ type: 'proof', mac: noMac.slice(1) });
    await short.refused('bad-frame');
    const twice = guest();
    const { initiator } = await twice.run(other());
    const proof = { type: 'proof', mac: initiator.toString('base64url') };
    twice.send(proof, proof, proof, proof);
    await twice.refused('wrong-code', { left: 2 });
    assert.equal(codes().state?.wrong, 1);
  });

  it('accepts no guest by frames in any other order, however the bytes are cut', async () => {
    const random = seededRandom(60);
    const pick = (most: number) => Math.floor(random() * most);
    await start({ limits: { newCodes: 1000, newCodesPerAddress: 1000 } });
    for (let round = 0; round < 40; round += 1) {
      const one = guest();
      const any = [
        one.start,
        { type: 'share', y: neutral },
        { type: 'share', y: `4${'A'.repeat(42)}` },
        { type: 'proof', mac: noMac },
        ...[{ type: 'nudge' }, 1, null],
      ];
      const frames = Array.from({ length: 2 + pick(4) }, (_, at) =>
        at === 0 && random() < 0.7 ? any[0] : any[pick(any.length)],
      );
      const bytes = Buffer.from(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
      const cut = pick(bytes.length);
      for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        one.write(part);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await waitFor(() => one.closed || one.frames.length > 0, 'it has an answer');
      assert.ok(!one.frames.some(({ type }) => type === 'accepted'), JSON.stringify(frames));
      one.destroy();
      await waitFor(() => codes().size === 0, 'it is over');
    }
    assert.equal(codes().state?.paused, undefined);
  });

  it('waits ten seconds for a guest, however slowly its bytes come', async () => {
    const clock = new FakeClock();
    await start({ clock });
    const [silent, slow, halfway] = [guest(), guest(), guest()];
    halfway.send(halfway.start);
    await halfway.receives('session');
    await waitFor(() => codes().size === 3, 'all are connected');
    for (let second = 0; second < 10; second += 1) {
      slow.write('{"t'.charAt(second % 3));
      await clock.advance(1000);
    }
    for (const one of [silent, slow, halfway]) await one.refused('code-timeout');
    assert.equal(codes().size, 0);
    await waitFor(() => clock.pending === 0, 'no timer is left');
  });

  itUnless(oneAddress, 'has at most one guest of an address at a time, and 32 in all', async () => {
    await start();
    const first = guest();
    first.send(first.start);
    await first.receives('session');
    const second = guest();
    second.send(second.start);
    await second.refused('codes-busy');
    for (let from = 2; from <= 32; from += 1) {
      const one = guest(from);
      one.send(one.start);
      await one.receives('session');
    }
    const late = guest(40);
    late.send(late.start);
    await late.refused('codes-busy');
    first.destroy();
    await waitFor(() => codes().size === 31, 'one has gone');
    const next = guest(40);
    next.send(next.start);
    await next.receives('session');
  });

  itUnless(
    oneAddress,
    'has at most twelve guests of an address in a minute, and 120 in all',
    async () => {
      const clock = new FakeClock();
      await start({ clock });
      /** How many of these begin a run. */
      const begin = async (count: number, from: (at: number) => number) => {
        let begun = 0;
        for (let at = 0; at < count; at += 1) {
          const one = guest(from(at));
          one.send(one.start);
          await waitFor(() => one.frames.length > 0, 'it has an answer');
          if (one.frames[0]?.type === 'session') begun += 1;
          one.destroy();
          await waitFor(() => codes().size === 0, 'it is over');
        }
        return begun;
      };
      assert.equal(await begin(13, () => 1), 12);
      assert.equal(await begin(110, (at) => 2 + at), 108);
      await clock.advance(60_000);
      assert.equal(await begin(2, () => 1), 2);
    },
  );

  itUnless(
    oneAddress,
    'tells a guest why no one could come in, and never whether its code is right',
    async () => {
      await start();
      for (const why of ['room-full', 'line-full', 'room-closed'] as const) {
        vacancy = why;
        const one = guest();
        one.send(one.start);
        await one.refused(why);
      }
      vacancy = 'line';
      const [late, wrong] = [guest(), guest(2)];
      const { initiator } = await late.run(code());
      const { initiator: bad } = await wrong.run(other());
      hub.server.access.lock(true, () => true);
      late.prove(initiator);
      wrong.prove(bad);
      await Promise.all([late.refused('room-locked'), wrong.refused('room-locked')]);
      const next = guest();
      next.send(next.start);
      await next.refused('room-locked');
      assert.equal(codes().state?.wrong, 0);
    },
  );

  it('ends for those who are entering it when there is a new code, or none', async () => {
    await start();
    const before = guest();
    const { initiator } = await before.run(code());
    await codes().open(() => identity);
    before.prove(initiator);
    await before.refused('code-changed');
    const waiting = guest();
    await waiting.run(code());
    codes().stop();
    await waiting.refused('no-code');
    assert.equal(codes().state, undefined);
    const late = guest();
    await waitFor(() => late.closed, 'the handshake fails');
    assert.match(late.failure, /NO_APPLICATION_PROTOCOL/);
    // Another code may be on its way when it is stopped.
    const opening = codes().open(() => identity);
    codes().stop();
    await opening;
    assert.equal(codes().state, undefined);
    await codes().open(() => identity);
    assert.equal((await enters(code())).frames.at(-1)?.type, 'accepted');
  });

  itUnless(oneAddress, 'ends with the room', async () => {
    for (const why of ['room-closed', 'host-away'] as const) {
      await start();
      const [bo, early] = [guest(), guest(2)];
      await bo.run(code());
      await waitFor(() => codes().size === 2, 'both are connected');
      await hub.server.close({ code: why });
      await Promise.all([bo.refused(why), early.refused(why)]);
      await codes().open(() => identity);
      assert.equal(codes().size, 0);
    }
  });
});
