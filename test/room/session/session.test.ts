import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { NetError } from '../../../src/protocol/net-error';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { SayError } from '../../../src/room/room';
import { type HostOptions, Session } from '../../../src/room/session/session';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { type FakeLink, FakeNetwork, type FakeServer } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

const hub: HostOptions = {
  kind: 'lab-hub',
  name: '',
  address: '127.0.0.1',
  port: 9000,
  maxClients: 2,
  person: 'Zoe',
};
const target = { host: '10.0.0.1', port: 9000 };
const host = "('10.0.0.1', 9000)";

function setUp() {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const limits = { ...defaultLimits, messageBytes: 1024, waitingLine: 2 };
  const archive = new MemoryArchive(() => clock.now());
  const session = new Session({ network, limits, clock, logger: silentLogger, archive });
  const lines = () => session.entries.map(line);
  const names = () => session.state.members.map(({ name }) => name);
  return { clock, network, session, lines, names };
}

/** An entry as a short line. */
function line(entry: LogEntry): string {
  if (entry.kind === 'message') return `${entry.authorName}> ${entry.text}`;
  const { event } = entry;
  return 'name' in event ? `${event.name} ${event.type}` : event.type;
}

async function hosted(options: Partial<HostOptions> = {}) {
  const all = setUp();
  await all.session.host({ ...hub, ...options });
  return { ...all, server: all.network.servers[0] as FakeServer };
}

async function joined() {
  const all = setUp();
  const joining = all.session.joinLab(target);
  await all.clock.advance(1000);
  await joining;
  return { ...all, link: all.network.links[0] as FakeLink };
}

describe('Session, hosting', () => {
  it('lets guests in, passes on what they say, and counts the host as nobody’s guest', async () => {
    const { session, server, lines, names } = await hosted();
    const [a, b] = ['a', 'b'].map((name) => server.connect(name));
    a?.say('hi\n');
    session.messages.say('welcome');
    assert.equal(session.state.connection.kind, 'hosting');
    assert.deepEqual(names(), ["('127.0.0.1', 9000)", 'a', 'b']);
    assert.deepEqual(lines(), [
      'opened',
      'a joined',
      'b joined',
      'a> hi',
      "('127.0.0.1', 9000)> welcome",
    ]);
    assert.deepEqual(
      b?.heard.map(({ type }) => type),
      ['joined', 'message', 'message'],
    );
    assert.deepEqual(
      a?.heard.map(({ type }) => type),
      ['joined', 'joined', 'message'],
    );
    assert.deepEqual(
      session.entries.map(({ seq }) => seq),
      [1, 2, 3, 4, 5],
    );
  });

  it('keeps a line in order of arrival, lets in by itself and delivers what was said in line', async () => {
    const { session, server, lines, names } = await hosted({ maxClients: 1 });
    const a = server.connect('a');
    const b = server.connect('b');
    const c = server.connect('c');
    const d = server.connect('d');
    assert.ok(d.closed, 'the line has an end');
    b.say('from the line');
    assert.deepEqual(session.state.waiting, [{ name: 'b' }, { name: 'c' }]);
    assert.deepEqual(b.heard, []);
    a.end();
    assert.deepEqual(names().slice(1), ['b']);
    assert.deepEqual(session.state.waiting, [{ name: 'c' }]);
    assert.deepEqual(lines().slice(2), ['a left', 'b let-in', 'b> from the line']);
    assert.deepEqual(b.heard[0], { type: 'joined', name: 'b' });
    c.end();
    assert.deepEqual(session.state.waiting, []);
    assert.equal(lines().length, 5, 'who leaves the line vanishes without a word');
  });

  it('tells a guest that vanished and one that was too slow from one that left', async () => {
    const { server, lines } = await hosted();
    server.connect('a').end({ reason: 'lost', error: new NetError('connection-lost', '') });
    server.connect('b').end({ reason: 'lost', error: new NetError('too-slow', '') });
    server.connect('c').end();
    assert.deepEqual(
      lines().filter((text) => !/joined|opened/.test(text)),
      ['a vanished', 'b too-slow', 'c left'],
    );
  });

  it('ends a p2p room with its guest, and turns a second one away', async () => {
    const { session, server } = await hosted({ kind: 'lab-p2p', maxClients: 16 });
    const a = server.connect('a');
    assert.ok(server.connect('b').closed);
    a.end();
    assert.equal(session.state.connection.kind, 'offline');
    assert.ok(server.closed);
  });

  it('leaves one room before it opens the next, whatever is asked at the same time', async () => {
    const { network, session } = setUp();
    await Promise.all([session.host(hub), session.host({ ...hub, port: 9001 })]);
    assert.equal(network.servers[0]?.closed, true);
    assert.equal(network.servers[1]?.closed, false);
    assert.equal(session.state.room?.port, 9001);
    await session.leave();
    assert.equal(network.servers[1]?.closed, true);
  });

  it('says why it could not', async () => {
    const { network, session } = setUp();
    network.failure = new NetError('port-in-use', 'taken');
    await assert.rejects(session.host(hub), { code: 'port-in-use' });
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'port-in-use' });
  });
});

describe('Session, joining', () => {
  it('is waiting until it hears anything', async () => {
    const { session, link, clock, lines } = await joined();
    assert.equal(session.state.connection.kind, 'waiting');
    assert.deepEqual(session.state.members, []);
    await clock.advance(60_000);
    link.hear({ type: 'joined', name: link.localName });
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(lines(), ['connected', `${link.localName} let-in`]);
  });

  it('is joined at once when there is room', async () => {
    const { network, session, clock } = setUp();
    const joining = session.joinLab(target);
    await clock.advance(0);
    network.links[0]?.hear({ type: 'joined', name: "('10.0.0.2', 40000)" });
    await joining;
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(session.state.members, [
      { id: 'self', name: "('10.0.0.2', 40000)", self: true, host: false },
    ]);
  });

  it('learns who is there from notices and prefixes', async () => {
    const { link, names, session, lines } = await joined();
    link.hear(
      { type: 'joined', name: 'me, translated' },
      { type: 'message', name: 'x', text: 'old hand' },
      { type: 'joined', name: 'y' },
      { type: 'message', name: host, text: 'hello' },
      { type: 'amended', text: 'hello all' },
      { type: 'left', name: 'x' },
    );
    assert.deepEqual(names(), ['me, translated', 'y', host]);
    assert.deepEqual(
      session.state.members.map((member) => [member.self, member.host]),
      [
        [true, false],
        [false, false],
        [false, true],
      ],
    );
    assert.equal(lines().at(-2), `${host}> hello all`);
  });

  it('tells of everybody who comes and goes, also whoever asks before they are told', async () => {
    const { link, session } = await joined();
    session.onDidChangeLog(() => void session.state);
    let told: readonly string[] = [];
    session.onDidChangeState(({ members }) => {
      told = members.map(({ name }) => name);
    });
    assert.equal(session.state, session.state, 'the same object until something changes');
    link.hear({ type: 'joined', name: 'me' });
    assert.deepEqual(told, ['me']);
    link.hear({ type: 'joined', name: 'x' });
    assert.deepEqual(told, ['me', 'x']);
    link.hear({ type: 'message', name: 'y', text: 'hi' });
    assert.deepEqual(told, ['me', 'x', 'y']);
    link.hear({ type: 'left', name: 'x' });
    assert.deepEqual(told, ['me', 'y']);
  });

  it('shows its own messages as queued until they are handed to the network', async () => {
    const { session, link, clock } = await joined();
    session.messages.say('one');
    session.messages.say('two');
    const deliveries = () =>
      session.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.delivery] : []));
    assert.deepEqual(deliveries(), ['queued', 'queued']);
    link.said[0]?.sent();
    link.said[1]?.fail();
    await clock.advance(0);
    assert.deepEqual(deliveries(), [undefined, 'queued']);
  });

  it('shows a flood as one line with a count, while others go on talking', async () => {
    const { session, link, lines } = await joined();
    for (let i = 0; i < 1000; i += 1) {
      link.hear({ type: 'empty', name: 'x', count: 50 });
      if (i % 500 === 0) link.hear({ type: 'message', name: 'y', text: `${i}` });
    }
    assert.deepEqual(lines(), ['connected', 'x empty', 'y> 0', 'y> 500']);
    const flood = session.entries[1];
    assert.ok(flood?.kind === 'system' && flood.event.type === 'empty');
    assert.equal(flood.event.count, 50_000);
  });

  it('stays small and quick when names are invented without end', async () => {
    const { session, link } = await joined();
    for (let i = 0; i < 20_000; i += 1) {
      link.hear(
        { type: 'message', name: `${i}`, text: 'hi' },
        { type: 'empty', name: `${i}`, count: 1 },
      );
    }
    const { members } = session.state;
    assert.equal(members.length, 1001);
    assert.equal(members.at(-1)?.name, '19999');
    assert.ok(members[0]?.self);
  });

  it('tells a closed room from a lost one, and keeps what was said', async () => {
    for (const [end, why, error] of [
      [{ reason: 'closed' }, 'host', undefined],
      [{ reason: 'lost', error: new NetError('connection-lost', '') }, 'lost', 'connection-lost'],
    ] as const) {
      const { session, link } = await joined();
      link.hear({ type: 'message', name: 'x', text: 'kept' });
      link.end(end);
      const { connection, room } = session.state;
      assert.deepEqual(connection, error ? { kind: 'offline', error } : { kind: 'offline' });
      assert.equal(room?.port, 9000);
      const last = session.entries.at(-1);
      assert.deepEqual(last?.kind === 'system' && last.event, { type: 'closed', why });
      assert.equal(session.entries.length, 3);
    }
  });

  it('rejects when the connection ends at once', async () => {
    const { network, session, clock } = setUp();
    const joining = session.joinLab(target);
    await clock.advance(0);
    network.links[0]?.end({ reason: 'lost', error: new NetError('closed-at-once', '') });
    await assert.rejects(joining, { code: 'closed-at-once' });
  });

  it('can be given up while it connects', async () => {
    const { network, session } = setUp();
    network.failure = 'never';
    const cancel = new AbortController();
    const joining = session.joinLab(target, cancel.signal);
    cancel.abort();
    await assert.rejects(joining, { code: 'cancelled' });
    assert.deepEqual(session.state.connection, { kind: 'offline' });
    const again = session.joinLab(target);
    await Promise.all([assert.rejects(again, { code: 'cancelled' }), session.leave()]);
  });

  it('goes on with the log when it joins the same room again, else begins anew', async () => {
    const { session, link, clock, network } = await joined();
    link.hear({ type: 'message', name: 'x', text: 'kept' });
    const again = async (port: number) => {
      const joining = session.joinLab({ ...target, port });
      await clock.advance(1000);
      await joining;
    };
    await again(9000);
    assert.ok(session.entries.some((entry) => line(entry) === 'x> kept'));
    assert.equal(network.links[0]?.left, true);
    await again(9001);
    assert.ok(!session.entries.some((entry) => line(entry) === 'x> kept'));
  });
});

describe('Session, saying', () => {
  const codeOf = (say: () => void) => {
    try {
      say();
      return 'taken';
    } catch (error) {
      return (error as SayError).code;
    }
  };

  it('refuses what cannot be said, and says why', async () => {
    const { session: idle } = setUp();
    assert.equal(
      codeOf(() => idle.messages.say('x')),
      'no-room',
    );
    const { session, link } = await joined();
    assert.equal(
      codeOf(() => session.messages.say(' \n')),
      'empty',
    );
    assert.equal(
      codeOf(() => session.messages.say('你'.repeat(342))),
      'too-long',
    );
    assert.equal(
      codeOf(() => session.messages.say('你'.repeat(341))),
      'taken',
    );
    for (const word of ['q', 'q\n', 'q\r', 'q\r\n'])
      assert.equal(
        codeOf(() => session.messages.say(word)),
        'leave-word',
      );
    assert.equal(
      codeOf(() => session.messages.say('qq')),
      'taken',
    );
    assert.equal(link.said.length, 2);
    const { session: host } = await hosted();
    assert.equal(
      codeOf(() => host.messages.say('q')),
      'taken',
    );
  });
});

describe('Session, after the window was loaded anew', () => {
  it('shows what was said before, until another room takes its place', async () => {
    const { session: before } = await hosted();
    before.messages.say('hello');
    const { session, lines } = setUp();
    session.restore(before.entries, before.state.room);
    assert.deepEqual(lines(), ['opened', "('127.0.0.1', 9000)> hello", 'restored']);
    assert.equal(session.state.connection.kind, 'offline');
    assert.equal(session.state.room?.port, 9000);
    await session.host(hub);
    assert.deepEqual(lines(), ['opened']);
  });
});
