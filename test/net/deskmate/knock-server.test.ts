import assert from 'node:assert/strict';
import type { Vacancy } from '../../../src/protocol/arrival';
import type { KnockEnd, KnockLink } from '../../../src/protocol/knock';
import { seededRandom } from '../../../src/util/seeded-random';
import { type HubScene, hubScenes, type SceneOptions } from '../../helpers/deskmate/hub-scene';
import { knockId, RawKnock } from '../../helpers/deskmate/raw-knock';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('the knocks at a hub', () => {
  const open = hubScenes();
  let hub: HubScene;
  let vacancy: Vacancy;
  const guests: RawKnock[] = [];
  /** The knocks that the room was shown, and how they ended. */
  let shown: KnockLink[];
  let ends: KnockEnd[];

  async function start(options: SceneOptions = {}): Promise<void> {
    vacancy = 'seat';
    shown = [];
    ends = [];
    // The clock stands still, however slow this computer is.
    hub = await open({ vacancy: () => vacancy, clock: new FakeClock(), ...options });
    hub.server.knocks.onKnock((link) => {
      shown.push(link);
      link.onEnd((end) => ends.push(end));
    });
    take();
  }

  function take(): void {
    hub.server.knocks.take(() => ({ roomId: knockId, room: 'Lab 3', host: 'Ann' }));
  }

  function guest(name?: string): RawKnock {
    const one = RawKnock.dial(hub.port, name);
    guests.push(one);
    return one;
  }

  /** A guest whose knock the room has been shown, and the digits that it shows. */
  async function opened(name?: string) {
    const one = guest(name);
    const before = shown.length;
    const code = await one.knocks();
    const link = await waitFor(() => shown[before], 'the room is shown the knock');
    return { guest: one, code, link };
  }

  afterEach(() => {
    for (const one of guests.splice(0)) one.destroy();
  });

  it('are shown with a clean name, the address and the guest’s code; the token comes when one is accepted', async () => {
    await start();
    const { guest: bo, code, link } = await opened('  Bo\u202e\u0007  <b> ');
    assert.deepEqual([link.name, link.address, link.code], ['Bo <b>', '127.0.0.1', code]);
    assert.deepEqual(bo.frames.length, 1, 'nothing but the nonce');
    link.accept();
    assert.deepEqual(await bo.receives('accepted', 1), { type: 'accepted', token: hub.token });
    await waitFor(() => bo.closed, 'the hub closes the connection');
    link.refuse('denied');
    assert.deepEqual(ends, ['accepted']);
    assert.equal(hub.server.knocks.size, 0);
  });

  it('are the same when their bytes come one by one', async () => {
    await start();
    const bo = guest('李娜');
    for (const byte of Buffer.from(`${JSON.stringify(bo.knock)}\r\n`)) bo.write(Buffer.of(byte));
    await bo.receives('nonce');
    for (const byte of Buffer.from(`${JSON.stringify(bo.open)}\n`)) bo.write(Buffer.of(byte));
    await waitFor(() => shown.length === 1, 'the room is shown the knock');
    assert.equal(shown[0]?.name, '李娜');
  });

  it('aren’t shown before the commitment is opened rightly', async () => {
    await start();
    const cheat = guest();
    cheat.send(cheat.knock);
    await cheat.receives('nonce');
    cheat.send({ type: 'open', g: 'A'.repeat(43) });
    await cheat.refused('commit-mismatch');
    const other = guest();
    other.send({ ...other.knock, name: 'Cy' });
    await other.receives('nonce');
    other.send({ ...other.open });
    // The commitment has the name Bo.
    await other.refused('commit-mismatch');
    assert.deepEqual(shown, []);
  });

  const big = `${JSON.stringify({ type: 'knock', pad: 'x'.repeat(2048) })}\n`;
  for (const [what, bytes] of [
    ['text', 'hello\n'],
    ['an empty line', '\n'],
    ['half a line that is too long', big.slice(0, -1)],
    ['a line that is too long', big],
    ['bytes that aren’t UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['a list', '[1]\n'],
    ['depth', `${'['.repeat(900)}${']'.repeat(900)}\n`],
    ['a frame of deskmate/1', '{"type":"join","version":1,"token":"AAAAAAAAAAAAAAAAAAAAAA"}\n'],
    ['a frame to a guest', '{"type":"accepted","token":"AAAAAAAAAAAAAAAAAAAAAA"}\n'],
    ['open first', `{"type":"open","g":"${'A'.repeat(43)}"}\n`],
    ['a knock without a commitment', '{"type":"knock","version":1,"name":"Bo"}\n'],
    [
      'a name of 129 units',
      `{"type":"knock","version":1,"name":"${'x'.repeat(129)}","commit":"${'A'.repeat(43)}"}\n`,
    ],
    [
      'half a surrogate pair',
      `{"type":"knock","version":1,"name":"\\ud800","commit":"${'A'.repeat(43)}"}\n`,
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      await start();
      const stranger = guest();
      stranger.write(bytes);
      await stranger.refused('bad-frame');
      assert.equal(stranger.frames.length, 1);
      assert.deepEqual(hub.server.arrivals.at(-1)?.code, 'bad-frame');
    });
  }

  it('refuse another version, a second knock, and anything after open', async () => {
    await start();
    const newer = guest();
    newer.send({ ...newer.knock, version: 2 });
    await newer.refused('other-version');
    const twice = guest();
    twice.send(twice.knock, twice.knock);
    await twice.refused('bad-frame');
    const { guest: talkative, link } = await opened();
    talkative.write('x'.repeat(100));
    talkative.write('\n');
    await talkative.refused('bad-frame');
    assert.deepEqual(ends, ['gone']);
    link.accept();
    assert.ok(!talkative.frames.some(({ type }) => type === 'accepted'));
  });

  it('are shown only after the right frames in the right order, however the bytes are cut', async () => {
    const random = seededRandom(60);
    const pick = (most: number) => Math.floor(random() * most);
    // No limit is in the way of many knocks from one address.
    await start({ limits: { newKnocks: 1000, newKnocksPerAddress: 1000 } });
    for (let round = 0; round < 60; round += 1) {
      const one = guest();
      const right = [one.knock, one.open];
      const strange = [{ ...one.open, g: 'A'.repeat(43) }, { type: 'nudge' }, 1, null];
      const frames = Array.from({ length: 1 + pick(4) }, (_, at) =>
        random() < 0.8 ? right[at % 2] : [...right, ...strange][pick(6)],
      );
      const bytes = Buffer.from(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
      const [from = 0, to = 0] = [pick(bytes.length), pick(bytes.length)].sort((a, b) => a - b);
      const before = shown.length;
      for (const part of [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)]) {
        one.write(part);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const isRight = frames[0] === right[0] && frames[1] === right[1];
      if (frames.length === 1 && frames[0] === right[0]) await one.receives('nonce');
      else if (frames.length === 2 && isRight) {
        await waitFor(() => shown.length > before, 'the room is shown the knock');
      } else await waitFor(() => one.closed, 'the hub closes the connection');
      assert.equal(shown.length - before, isRight ? 1 : 0, JSON.stringify(frames));
      one.destroy();
      await waitFor(() => hub.server.knocks.size === 0, 'it is over');
    }
    assert.ok(shown.length > 5 && shown.length < 55, `${shown.length}`);
  });

  it('end when the guest goes or is silent, however slowly its bytes come', async () => {
    const clock = new FakeClock();
    await start({ clock });
    const { guest: gone } = await opened();
    gone.destroy();
    await waitFor(() => ends.length === 1, 'the room learns it');
    const { guest: waits, link } = await opened();
    assert.equal(link.expires, clock.now() + 60_000);
    await clock.advance(59_999);
    assert.equal(waits.frames.length, 1);
    await clock.advance(1);
    await waits.refused('knock-timeout');
    assert.deepEqual(ends, ['gone', 'knock-timeout']);

    const [silent, slow] = [guest(), guest()];
    await waitFor(() => hub.server.knocks.size === 2, 'both are connected');
    for (let second = 0; second < 10; second += 1) {
      slow.write('{"t'.charAt(second % 3));
      await clock.advance(1000);
    }
    await Promise.all([silent.refused('knock-timeout'), slow.refused('knock-timeout')]);
    const halfway = guest();
    halfway.send(halfway.knock);
    await halfway.receives('nonce');
    await clock.advance(10_000);
    await halfway.refused('knock-timeout');
    assert.equal(shown.length, 2);
  });

  it('are one at a time from an address, and count even when they are never opened', async () => {
    await start();
    const { guest: bo } = await opened();
    const second = guest('Cy');
    second.send(second.knock);
    await second.refused('knocks-full');
    bo.destroy();
    await waitFor(() => ends.length === 1, 'the first is over');
    for (let count = 1; count < 10; count += 1) {
      const one = guest();
      one.send(one.knock);
      await one.receives('nonce');
      one.destroy();
      await waitFor(() => hub.server.knocks.size === 0, 'it is gone');
    }
    const last = guest();
    last.send(last.knock);
    await last.refused('knocks-full');
    assert.equal(shown.length, 1);
  });

  it('survive a flood, and so do the members', async () => {
    await start();
    const member = await hub.member();
    const { link, guest: bo } = await opened();
    const flood = Array.from({ length: 60 }, (_, at) => guest(`Eve ${at}`));
    for (const one of flood) one.send(one.knock, one.open);
    await Promise.all(flood.map((one) => one.refused('knocks-full')));
    member.send({ type: 'say', id: 'a', text: 'still here' });
    await member.receivesText('still here');
    link.accept();
    await bo.receives('accepted', 1);
    assert.equal(shown.length, 1);
  });

  it('are refused while nobody could come in, also one that was just answered', async () => {
    await start();
    for (const code of ['room-full', 'line-full', 'room-closed'] as const) {
      vacancy = code;
      const one = guest();
      one.send(one.knock);
      await one.refused(code);
    }
    vacancy = 'line';
    const late = guest();
    late.send(late.knock);
    await late.receives('nonce');
    hub.server.access.lock(true, () => true);
    late.send(late.open);
    await late.refused('room-locked');
    const next = guest();
    next.send(next.knock);
    await next.refused('room-locked');
    assert.deepEqual(shown, []);
  });

  it('get the token of the latest invite', async () => {
    await start();
    const { guest: bo, link } = await opened();
    const before = hub.token;
    hub.server.access.resetInvite(() => true);
    link.accept();
    const { token } = await bo.receives('accepted', 1);
    assert.notEqual(token, before);
    assert.equal(token, hub.token);
  });

  it('find no one when the room takes none', async () => {
    await start();
    const { guest: bo } = await opened();
    hub.server.knocks.take(undefined);
    await bo.refused('no-knocks');
    assert.deepEqual(ends, ['no-knocks']);
    const late = guest();
    await waitFor(() => late.closed, 'the handshake fails');
    assert.match(late.failure, /NO_APPLICATION_PROTOCOL/);
    take();
    await opened();
  });

  it('end with the room', async () => {
    for (const code of ['room-closed', 'host-away'] as const) {
      await start();
      const { guest: bo } = await opened();
      const early = guest();
      await waitFor(() => hub.server.knocks.size === 2, 'both are connected');
      await hub.server.close({ code });
      await Promise.all([bo.refused(code), early.refused(code)]);
      assert.deepEqual(ends, [code]);
    }
  });
});
