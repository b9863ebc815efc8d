import assert from 'node:assert/strict';
import { HubAccessControl } from '../../../src/net/deskmate/access-control';
import { type HubServer, listenHub } from '../../../src/net/deskmate/hub-server';
import { maxStrangers } from '../../../src/net/deskmate/voter-server';
import { defaultLimits } from '../../../src/protocol/limits';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import { RawMember } from '../../helpers/deskmate/raw-member';
import { RawVoter, RawVoterServer } from '../../helpers/deskmate/raw-voter';
import { createIdentity, type Identity, Listener } from '../../helpers/deskmate/tls-server';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

/** All tests come from one address. */
const crowd = { connectionsPerAddress: 2000, newConnectionsPerMinute: 100_000 };
const limits = { ...defaultLimits, ...crowd };

describe('the server of a voter', () => {
  let own: Identity;
  let others: Identity[];
  let clock: FakeClock;
  let hub: HubServer;
  let heard: { readonly pin: string; readonly frame: VoterFrame }[];
  const people: { destroy(): void }[] = [];
  const listeners: { stop(): Promise<void> }[] = [];

  before(async () => {
    own = await createIdentity();
    others = await Promise.all(Array.from({ length: 3 }, () => createIdentity()));
  });

  beforeEach(async () => {
    clock = new FakeClock();
    const access = { ...own.pair, token: 't'.repeat(22), locked: false, keys: [] };
    const options = { kind: 'group', address: '127.0.0.1', port: 0, access } as const;
    hub = await listenHub(options, { clock, limits });
    heard = [];
    hub.voters.onFrame((each) => heard.push(each));
  });

  afterEach(async () => {
    for (const one of people.splice(0)) one.destroy();
    const closing = hub.close();
    await Promise.all(listeners.splice(0).map((each) => each.stop()));
    await clock.advance(limits.closeTimeoutMs);
    await closing;
    assert.equal(clock.pending, 0, 'no timer is left');
  });

  function other(index = 0): Identity {
    return others[index] as Identity;
  }

  function keep<T extends { destroy(): void }>(one: T): T {
    people.push(one);
    return one;
  }

  function dial(identity: Identity | undefined = other(), options = {}): RawVoter {
    return keep(RawVoter.dial(hub.port, identity, options));
  }

  async function listen(identity = other(), port = 0): Promise<RawVoterServer> {
    const listener = await RawVoterServer.listen(identity, port);
    listeners.push(listener);
    return listener;
  }

  const elect = (term: number): VoterFrame => ({ type: 'elect', term });
  const terms = () => heard.map(({ frame }) => ('term' in frame ? frame.term : 0));

  async function hears(count: number): Promise<void> {
    await waitFor(
      () => heard.length >= count,
      () => `${count} frames; heard ${heard.length}`,
    );
  }

  /** As {@link hears}, while time passes: after a long line, the hub reads on a little later. */
  async function hearsInTime(count: number): Promise<void> {
    await waitFor(
      async () => {
        await clock.advance(10);
        return heard.length >= count;
      },
      () => `${count} frames; heard ${heard.length}`,
    );
  }

  it('reads frames whose bytes come one by one, and many at a time', async () => {
    const voter = dial();
    for (const byte of Buffer.from(`${JSON.stringify(elect(1))}\r\n`)) voter.write(Buffer.of(byte));
    await hears(1);
    voter.send(...Array.from({ length: 20 }, (_, index) => elect(index + 2)));
    await hears(21);
    assert.deepEqual(
      terms(),
      Array.from({ length: 21 }, (_, index) => index + 1),
    );
    assert.equal(heard[0]?.pin, other().pin);
  });

  for (const [what, options] of [
    ['has no certificate', { cert: undefined, key: undefined }],
    ['speaks an older TLS', { maxVersion: 'TLSv1.2' }],
    ['offers another protocol', { ALPNProtocols: ['deskmate-voter/2'] }],
    ['offers none', { ALPNProtocols: undefined }],
  ] as const) {
    it(`closes the connection of someone who ${what}`, async () => {
      const voter = dial(other(), options);
      voter.send(elect(1));
      await voter.isClosed();
      assert.deepEqual([heard, voter.frames], [[], []]);
    });
  }

  it('closes a connection that presents its own certificate', async () => {
    const mirror = dial(own);
    mirror.send(elect(1));
    await mirror.isClosed();
    assert.deepEqual(heard, []);
  });

  it('isn’t shown the certificates of others as their own, nor lets them pretend', async () => {
    // Only the certificate, without its private key: the handshake can't be finished.
    assert.throws(() =>
      dial({ pin: other().pin, pair: { ...other(1).pair, certificate: other().pair.certificate } }),
    );
    const voter = dial(other(1));
    voter.send(elect(1));
    await hears(1);
    assert.equal(heard[0]?.pin, other(1).pin);
  });

  it('closes handshakes that are long with certificates, which would cost memory as long as they last', async () => {
    const chain = Array(200).fill(other().pair.certificate).join('');
    const voter = dial({ ...other(), pair: { ...other().pair, certificate: chain } });
    voter.send(elect(1));
    await voter.isClosed();
    const member = keep(
      RawVoter.dial(
        hub.port,
        { ...other(), pair: { ...other().pair, certificate: chain } },
        { ALPNProtocols: ['deskmate/1'] },
      ),
    );
    await member.isClosed();
    assert.deepEqual([heard, member.frames], [[], []]);
  });

  it('lets a member in who presents a certificate, without a look at it', async () => {
    const member = keep(RawVoter.dial(hub.port, other(), { ALPNProtocols: ['deskmate/1'] }));
    member.send({ type: 'join', version: 1, token: 'x'.repeat(22), name: 'Bo' });
    await member.receives('bye');
    assert.equal((member.frames[0] as { code?: string } | undefined)?.code, 'bad-token');
  });

  const big = `{"type":"elect","term":1,"pad":"${'x'.repeat(limits.shortLineBytes)}"}\n`;
  for (const [what, bytes] of [
    ['text', 'hello\n'],
    ['an empty line', '\n'],
    ['half a line that is too long', big.slice(0, -1)],
    ['a line that is too long', big],
    ['bytes that aren’t UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['depth', `${'['.repeat(900)}${']'.repeat(900)}\n`],
    ['a frame of deskmate/1', '{"type":"join","version":1,"token":"AAAAAAAAAAAAAAAAAAAAAA"}\n'],
    ['a frame with wrong fields', '{"type":"elect","term":-1}\n'],
  ] as const) {
    it(`closes a stranger’s connection after ${what}`, async () => {
      const stranger = dial();
      stranger.write(bytes);
      await stranger.isClosed();
      assert.deepEqual([heard, stranger.frames], [[], []]);
    });
  }

  it('ignores frames of later versions from a voter, and takes its long lines', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('elect');
    const text = 'x'.repeat(30_000);
    const entry = { type: 'message', seq: 1, time: 1, author: 'm1', name: 'Bo', id: 'b', text };
    voter.send({ type: 'later', term: 1 }, entry);
    await hearsInTime(1);
    assert.equal(heard[0]?.frame.type, 'message');
    voter.write('not JSON\n');
    voter.send(elect(2));
    await hearsInTime(2);
  });

  it('closes connections that send nothing, and those that aren’t used', async () => {
    const silent = dial();
    await waitFor(() => silent.socket.getProtocol() !== null, 'the handshake');
    const used = dial(other(1));
    used.send(elect(1));
    await hears(1);
    await clock.advance(limits.authenticationMs - 1);
    assert.ok(!used.closed);
    used.send(elect(2));
    await hears(2);
    await clock.advance(1);
    await silent.isClosed();
    await clock.advance(limits.authenticationMs - 2);
    assert.ok(!used.closed, 'it was used meanwhile');
    await clock.advance(1);
    await used.isClosed();
  });

  it('keeps a connection to a voter for a minute, and then makes a new one', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('ping');
    // Time passes once the pong has been read.
    voter.send({ type: 'pong' }, elect(7));
    await hears(1);
    await clock.advance(limits.voterIdleMs - 1);
    hub.voters.send(listener.at, elect(2));
    await voter.receives('elect', 2);
    await voter.receives('ping', 2);
    voter.send({ type: 'pong' }, elect(7));
    await hears(2);
    // Only frames are use.
    await clock.advance(1);
    voter.send({ type: 'ping' });
    await voter.receives('pong');
    await clock.advance(limits.voterIdleMs - 1);
    await voter.isClosed();
    hub.voters.send(listener.at, elect(3));
    const next = await listener.next(1);
    await next.receives('elect');
  });

  it('finds out that a connection is dead once it has something to send', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('ping');
    voter.send({ type: 'pong' }, elect(7));
    await hears(1);
    await clock.advance(10_000);
    hub.voters.send(listener.at, elect(2));
    await voter.receives('ping', 2);
    // No answer.
    await clock.advance(limits.voterProbeMs);
    await voter.isClosed();
    hub.voters.send(listener.at, elect(3));
    const next = await listener.next(1);
    await next.receives('elect');
    assert.deepEqual(next.frames[0], elect(3));
  });

  it('dials a voter that can’t be reached after 1, 2, 4, 8 and every 10 s, and at once after that', async () => {
    const listener = await listen();
    const there = listener.at;
    await listener.stop();
    listeners.length = 0;
    const plain = await Listener.plain((socket) => socket.destroy(), there.port);
    listeners.push(plain);
    let dials = 0;
    for (const restMs of [1000, 2000, 4000, 8000, 10_000, 10_000]) {
      hub.voters.send(there, elect(dials));
      dials += 1;
      await waitFor(() => plain.sockets.length === dials, `dial ${dials}`);
      await waitFor(() => clock.pending === 1, 'it has failed');
      await clock.advance(restMs - 1);
      hub.voters.send(there, elect(100));
      await clock.advance(0);
      assert.equal(clock.pending, 1, 'only the timer of the pause');
      await clock.advance(1);
    }
    await plain.stop();
    listeners.length = 0;
    const back = await listen(other(), there.port);
    hub.voters.send(there, elect(200));
    const voter = await back.next();
    await voter.receives('elect');
    assert.deepEqual(voter.frames[0], elect(200), 'what was sent meanwhile is lost');
    voter.send(elect(8));
    await hears(1);
    voter.destroy();
    await waitFor(() => {
      hub.voters.send(there, elect(201));
      return back.voters.length === 2;
    }, 'no pause after a connection that worked');
  });

  it('rests after a voter that accepts connections and says nothing', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('ping');
    await clock.advance(limits.voterProbeMs);
    await voter.isClosed();
    hub.voters.send(listener.at, elect(2));
    await clock.advance(999);
    assert.equal(listener.dials, 1);
    await clock.advance(1);
    hub.voters.send(listener.at, elect(3));
    const next = await listener.next(1);
    await next.receives('elect');
    assert.deepEqual(next.frames[0], elect(3));
  });

  it('gives up a dial after 4 s, and keeps the latest 16 frames meanwhile', async () => {
    const plain = await Listener.plain();
    listeners.push(plain);
    const unreachable = { pin: other().pin, addresses: ['127.0.0.1'] };
    hub.voters.send({ ...unreachable, port: plain.port }, elect(1));
    await waitFor(() => plain.sockets.length === 1, 'it dials');
    await clock.advance(limits.voterDialMs);
    await waitFor(() => plain.closed === 1, 'it gives up');
    await clock.advance(1000);
    const listener = await listen(other(1));
    for (let term = 1; term <= 20; term += 1) hub.voters.send(listener.at, elect(term));
    const voter = await listener.next();
    await voter.receives('elect', 16);
    const sent = voter.frames.filter(({ type }) => type === 'elect');
    assert.deepEqual(
      sent,
      Array.from({ length: 16 }, (_, index) => elect(index + 5)),
    );
  });

  it('sends nothing to a server with another certificate', async () => {
    const listener = await listen(other(1));
    hub.voters.send({ ...listener.at, pin: other().pin }, elect(1));
    await waitFor(() => listener.dials === 1, 'it dials');
    await waitFor(() => clock.pending === 1, 'it has given up');
    assert.deepEqual(
      listener.voters.flatMap(({ frames }) => frames),
      [],
    );
  });

  it('goes over to the connection that a restarted voter has made', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const old = await listener.next();
    await old.receives('elect');
    const restarted = dial();
    restarted.send(elect(2));
    await hears(1);
    hub.voters.send(listener.at, elect(3));
    await restarted.receives('elect');
    assert.equal(old.frames.filter(({ type }) => type === 'elect').length, 1);
  });

  it('keeps at most three connections to one server, the newest', async () => {
    const all: RawVoter[] = [];
    for (let term = 1; term <= 5; term += 1) {
      const voter = dial();
      voter.send(elect(term));
      await hears(term);
      all.push(voter);
    }
    await Promise.all(all.slice(0, 2).map((voter) => voter.isClosed()));
    assert.deepEqual(
      all.slice(2).map(({ closed }) => closed),
      [false, false, false],
    );
  });

  it('holds few strangers, and none of them in the place of a voter', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('elect');
    const crowd = await Promise.all(Array.from({ length: maxStrangers + 2 }, createIdentity));
    const strangers: RawVoter[] = [];
    for (const [index, identity] of crowd.entries()) {
      const stranger = dial(identity);
      stranger.send(elect(index + 1));
      await hears(index + 1);
      strangers.push(stranger);
    }
    await Promise.all(strangers.slice(0, 2).map((stranger) => stranger.isClosed()));
    assert.equal(strangers.filter(({ closed }) => closed).length, 2);
    assert.ok(!voter.closed);
  });

  it('reads a flooding stranger slowly, and others meanwhile', async () => {
    const flood = dial();
    flood.send(elect(1));
    await hears(1);
    const lines = `${JSON.stringify(elect(1))}\n`.repeat(20_000);
    flood.write(lines);
    await waitFor(() => heard.length > 10, 'it begins');
    await clock.advance(0);
    const before = heard.length;
    assert.ok(before < 200, `${before} frames at once`);
    const calm = dial(other(1));
    calm.send(elect(2));
    await waitFor(() => heard.some(({ pin }) => pin === other(1).pin), 'the other one is heard');
    await clock.advance(5000);
    assert.ok(heard.length < before + 150, `${heard.length} frames after 5 s`);
  });

  it('reads a stranger as a voter once it has an answer for it, in a process that has run for hours', async () => {
    const { now } = performance;
    performance.now = () => now.call(performance) + 10_000_000;
    try {
      const listener = await listen();
      hub.voters.onFrame(() => hub.voters.send(listener.at, elect(9)));
      const voter = dial();
      voter.send(...Array.from({ length: 50 }, (_, index) => elect(index + 1)));
      await waitFor(() => heard.length > 0, 'it begins');
      for (let ms = 0; ms < 500 && heard.length < 50; ms += 10) await clock.advance(10);
      assert.equal(heard.length, 50);
      assert.equal(hub.arrivals.at(-1)?.stage, 'joined');
    } finally {
      performance.now = now;
    }
  });

  it('disconnects a voter that doesn’t read what it has asked for', async () => {
    const slow = dial();
    slow.send({ type: 'copy', term: 2, last: 0 });
    await hears(1);
    slow.socket.pause();
    const to = { pin: other().pin, addresses: [], port: 1 };
    const text = 'x'.repeat(30_000);
    const entry: VoterFrame = {
      ...{ type: 'message', seq: 1, time: 1, author: 'm1', name: 'Bo', id: 'b', text },
    };
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 2000; count += 1) hub.voters.send(to, entry);
    await clock.advance(limits.stallMs + 1000);
    await clock.advance(limits.stallMs + 1000);
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 8 * limits.queueBytes, `${grown} bytes are kept`);
    slow.socket.resume();
    await slow.isClosed();
  });

  it('sends what is queued when it closes, and nothing afterwards', async () => {
    const listener = await listen();
    hub.voters.send(listener.at, elect(1));
    const voter = await listener.next();
    await voter.receives('elect');
    for (let term = 2; term <= 50; term += 1) hub.voters.send(listener.at, elect(term));
    const closing = hub.close();
    hub.voters.send(listener.at, elect(99));
    await voter.receives('elect', 50);
    await voter.isClosed();
    await closing;
    assert.deepEqual(voter.frames.at(-1), elect(50));
    const late = dial();
    await late.isClosed();
  });

  it('lets members in meanwhile', async () => {
    dial().send(elect(1));
    await hears(1);
    const member = await RawMember.connect(hub.port);
    keep(member);
    assert.ok(hub.access instanceof HubAccessControl);
    member.send({ type: 'join', version: 1, token: 'x'.repeat(22), name: 'Bo' });
    assert.equal((await member.receives('bye')).code, 'bad-token');
  });
});
