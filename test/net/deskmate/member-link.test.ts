import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { byeError, type JoinOptions, joinByInvite } from '../../../src/net/deskmate/member-link';
import { GuestReadLimiter } from '../../../src/net/socket/read-limiter';
import { cleanFrame } from '../../../src/protocol/clean-frame';
import type { ToMember } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { HubFrame, MemberLink, Ticket } from '../../../src/protocol/member-link';
import { byeCodes, type LinkEnd } from '../../../src/protocol/net-error';
import { type Clock, systemClock } from '../../../src/util/clock';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

const never = new AbortController().signal;
const token = 'T'.repeat(22);
const key = 'K'.repeat(43);
const asNewcomer = { token, name: 'Ann' };

const said = (seq: number, text: string) => ({
  type: 'message',
  seq,
  time: 1_700_000_000_000,
  author: 'm1',
  name: 'Ann',
  id: `id${seq}`,
  text,
});

function depsWith(clock: Clock): JoinOptions {
  return { clock, limits: defaultLimits, readLimiter: new GuestReadLimiter(clock, defaultLimits) };
}

describe('a guest’s link', () => {
  let identity: Identity;
  let hub: Listener;
  let link: MemberLink;
  let frames: ToMember[];
  let ends: LinkEnd[];

  before(async () => {
    identity = await createIdentity();
  });

  beforeEach(async () => {
    hub = await Listener.tls(identity.pair);
  });

  afterEach(async () => {
    link?.drop();
    await hub.stop();
  });

  /** Joins the room, and returns the hub's end of the connection once it has read the claim. */
  async function enter(
    claim: Ticket['claim'] = asNewcomer,
    clock: Clock = systemClock,
  ): Promise<TLSSocket> {
    const ticket: Ticket = { addresses: ['127.0.0.1'], port: hub.port, pin: identity.pin, claim };
    link = await joinByInvite(ticket, never, depsWith(clock));
    frames = [];
    ends = [];
    link.onFrame((frame) => frames.push(frame));
    link.onEnd((end) => ends.push(end));
    await waitFor(() => hub.heard.endsWith('\n'), 'the hub reads the claim');
    return hub.secure[0] as TLSSocket;
  }

  function lines(): unknown[] {
    return hub.heard
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async function ended(): Promise<LinkEnd> {
    await waitFor(() => ends.length > 0, 'the link ends');
    return ends[0] as LinkEnd;
  }

  /** The code with which the link was lost. */
  async function lostBy(): Promise<string> {
    const end = await ended();
    assert.equal(end.reason, 'lost');
    return end.reason === 'lost' ? end.error.code : '';
  }

  it('sends the claim with the token first', async () => {
    await enter();
    assert.equal(link.address, '127.0.0.1');
    assert.deepEqual(lines(), [{ type: 'join', version: 1, token, name: 'Ann' }]);
  });

  it('sends the resume claim with its key first', async () => {
    await enter({ member: 'm3', key, last: 17 });
    assert.deepEqual(lines(), [{ type: 'resume', version: 1, member: 'm3', key, last: 17 }]);
  });

  it('sends no claim if the pin doesn’t match', async () => {
    const { pin } = await createIdentity();
    const ticket = { addresses: ['127.0.0.1'], port: hub.port, pin, claim: asNewcomer };
    await assert.rejects(joinByInvite(ticket, never, depsWith(systemClock)), { code: 'wrong-pin' });
    await waitFor(() => hub.closed === 1, 'the hub sees the end');
    assert.equal(hub.heard, '');
  });

  it('sends no claim when it is aborted at the last moment', async () => {
    const cancel = new AbortController();
    const { signal } = cancel;
    // The race is decided when it removes its listener from the signal.
    signal.removeEventListener = (type: string, listener: () => void) => {
      AbortSignal.prototype.removeEventListener.call(signal, type, listener);
      cancel.abort();
    };
    const { pin } = identity;
    const ticket = { addresses: ['127.0.0.1'], port: hub.port, pin, claim: asNewcomer };
    await assert.rejects(joinByInvite(ticket, signal, depsWith(systemClock)), {
      code: 'cancelled',
    });
    await waitFor(() => hub.closed === 1, 'the hub sees the end');
    assert.equal(hub.heard, '');
  });

  it('delivers nothing before it starts, and loses nothing', async () => {
    const host = await enter();
    host.write(`${JSON.stringify(said(1, 'early'))}\n`);
    link.send({ type: 'typing' });
    await waitFor(() => lines().length === 2, 'the hub reads another line');
    assert.deepEqual(frames, []);
    link.start();
    await waitFor(() => frames.length === 1, 'the entry arrives');
    assert.deepEqual(frames, [said(1, 'early')]);
  });

  it('delivers frames in order, cut anywhere, without pings and unknown frames', async () => {
    const host = await enter();
    link.start();
    const welcome = {
      type: 'welcome',
      version: 1,
      room: { name: '同桌', kind: 'group', most: 17 },
      you: { id: 'm1', name: 'Ann', key },
      first: 1,
      last: 2,
    };
    const sent = [
      { ...welcome, later: { addition: true } },
      { type: 'ping' },
      { type: 'poll', question: 'of a newer hub' },
      said(1, '你好'),
      said(2, 'x'),
    ];
    const bytes = Buffer.from(sent.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    for (let at = 0; at < bytes.length; at += 7) host.write(bytes.subarray(at, at + 7));
    await waitFor(() => frames.length === 3, 'three frames arrive');
    assert.deepEqual(frames, [welcome, said(1, '你好'), said(2, 'x')]);
    assert.deepEqual(ends, []);
  });

  it('passes on no character that shows a text as something else', async () => {
    const dirty = { ...said(1, 'a\u001b[2Jb'), name: 'An\u200bn\u202e' };
    const host = await enter();
    link.start();
    host.write(`${JSON.stringify(dirty)}\n`);
    await waitFor(() => frames.length === 1, 'the frame arrives');
    assert.deepEqual(frames, [cleanFrame(dirty as HubFrame)]);
    assert.doesNotMatch(JSON.stringify(frames), /u001b|\u202e|\u200b/);
  });

  it('ends with the hub’s bye, and ignores what follows', async () => {
    const host = await enter();
    link.start();
    const bye = { type: 'bye', code: 'removed', reason: 'off topic\u001b[2J' };
    host.write(
      [said(1, 'a'), bye, said(2, 'b')].map((each) => `${JSON.stringify(each)}\n`).join(''),
    );
    const end = await ended();
    assert.ok(end.reason === 'lost');
    assert.equal(end.error.code, 'removed');
    assert.equal(end.error.message, 'off topic␛[2J');
    assert.deepEqual(frames, [said(1, 'a')]);
    await waitFor(() => hub.closed === 1, 'the hub sees the end');
    assert.equal(ends.length, 1);
  });

  const bad: Readonly<Record<string, string | Buffer>> = {
    'no JSON': 'welcome!\n',
    'no object': '[]\n',
    'a number as a string': `${JSON.stringify({ ...said(1, 'x'), seq: '1' })}\n`,
    'a missing field': '{"type":"message","seq":1}\n',
    'JSON too deep': `${JSON.stringify({ type: 'x', a: [[[[[[[[[]]]]]]]]] })}\n`,
    'invalid UTF-8': Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    'a line too long': Buffer.alloc(65 * 1024, 0x20),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    it(`disconnects from a hub that sends ${what}`, async () => {
      const host = await enter();
      link.start();
      host.write(bytes);
      assert.equal(await lostBy(), 'protocol');
      await waitFor(() => hub.closed === 1, 'the hub sees the end');
    });
  }

  it('sends leave when it leaves', async () => {
    await enter();
    link.start();
    link.send({ type: 'say', id: 'a', text: 'last words' });
    await link.leave();
    await waitFor(() => hub.closed === 1, 'the hub sees the end');
    assert.deepEqual(lines().slice(1), [
      { type: 'say', id: 'a', text: 'last words' },
      { type: 'leave' },
    ]);
    assert.deepEqual(ends, [{ reason: 'local' }]);
    await link.leave();
    link.send({ type: 'typing' });
  });

  it('sends no leave when it is dropped', async () => {
    await enter();
    link.start();
    link.drop();
    await waitFor(() => hub.closed === 1, 'the hub sees the end');
    assert.equal(lines().length, 1);
    assert.deepEqual(ends, [{ reason: 'local' }]);
  });

  it('notices a hub that closes or vanishes', async () => {
    const host = await enter();
    link.start();
    host.end();
    assert.equal(await lostBy(), 'connection-lost');
    const other = await enter();
    link.start();
    assert.notEqual(other, undefined);
    hub.sockets.at(-1)?.resetAndDestroy();
    assert.equal(await lostBy(), 'connection-lost');
  });

  it('notices a hub that has gone before it starts', async () => {
    const host = await enter();
    host.destroy();
    await waitFor(() => hub.closed === 1, 'the connection is closed');
    link.start();
    assert.equal(await lostBy(), 'connection-lost');
  });

  it('pings a quiet hub after 15 s, and reports it dead after 45 s', async () => {
    const clock = new FakeClock();
    await enter(asNewcomer, clock);
    link.start();
    await clock.advance(14_999);
    assert.equal(lines().length, 1);
    await clock.advance(1);
    await waitFor(() => lines().length === 2, 'a ping');
    assert.deepEqual(lines()[1], { type: 'ping' });
    await clock.advance(29_000);
    assert.deepEqual(ends, []);
    await clock.advance(1000);
    assert.equal(await lostBy(), 'connection-lost');
    assert.equal(clock.pending, 0);
  });

  it('sends all of a long outbox in order to a hub that reads slowly', async () => {
    const host = await enter();
    link.start();
    host.pause();
    const text = 'x'.repeat(32 * 1024);
    for (let index = 0; index < 400; index += 1) link.send({ type: 'say', id: `i${index}`, text });
    await waitFor(() => host.readableLength > 0, 'the hub has bytes to read');
    assert.deepEqual(ends, []);
    host.resume();
    const complete = () => hub.heard.length > 400 * text.length && hub.heard.endsWith('\n');
    await waitFor(complete, () => `all messages; ${hub.heard.length} bytes`);
    const ids = lines().map((frame) => (frame as { id?: string }).id);
    assert.deepEqual(
      ids.slice(1),
      Array.from({ length: 400 }, (_, index) => `i${index}`),
    );
  });
});

describe('byeError', () => {
  const meanings: Readonly<Record<string, string>> = {
    'bad-token': 'bad-invite',
    'bad-key': 'bad-key',
    'room-locked': 'room-locked',
    'room-full': 'room-full',
    'line-full': 'line-full',
    removed: 'removed',
    replaced: 'replaced',
    'room-closed': 'room-closed',
    'host-away': 'host-away',
    'other-host': 'other-host',
    'host-storage': 'host-storage',
    'other-version': 'other-version',
    'not-authenticated': 'protocol',
    'timed-out': 'protocol',
    'line-too-long': 'protocol',
    'bad-utf8': 'protocol',
    'bad-json': 'protocol',
    'too-deep': 'protocol',
    'too-many-errors': 'protocol',
    'bad-frame': 'protocol',
    'of-a-newer-hub': 'protocol',
    constructor: 'protocol',
  };

  it('maps every code', () => {
    for (const code of byeCodes) assert.ok(Object.hasOwn(meanings, code), code);
  });

  for (const [code, meaning] of Object.entries(meanings)) {
    it(`maps ${code} to ${meaning}`, () => {
      assert.equal(byeError({ type: 'bye', code }).code, meaning);
    });
  }
});
