import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { joined, line, setUp, target } from './lab-session';

const host = "('10.0.0.1', 9000)";

describe('Session, joining', () => {
  it('is waiting until it receives anything', async () => {
    const { session, link, clock, lines } = await joined();
    assert.equal(session.state.connection.kind, 'waiting');
    assert.deepEqual(session.state.members, []);
    await clock.advance(60_000);
    link.receive({ type: 'joined', name: link.localName });
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(lines(), ['connected', `${link.localName} let-in`]);
  });

  it('is joined at once when there is room', async () => {
    const { network, session, clock } = setUp();
    const joining = session.joinLab(target);
    await clock.advance(0);
    network.links[0]?.receive({ type: 'joined', name: "('10.0.0.2', 40000)" });
    await joining;
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(session.state.members, [
      { id: 'self', name: "('10.0.0.2', 40000)", self: true, host: false },
    ]);
  });

  it('learns the members from notices and prefixes', async () => {
    const { link, names, session, lines } = await joined();
    link.receive(
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

  it('reports everyone who joins and leaves, even when read before the event', async () => {
    const { link, session } = await joined();
    session.onDidChangeLog(() => void session.state);
    let told: readonly string[] = [];
    session.onDidChangeState(({ members }) => {
      told = members.map(({ name }) => name);
    });
    assert.equal(session.state, session.state, 'the same object until something changes');
    link.receive({ type: 'joined', name: 'me' });
    assert.deepEqual(told, ['me']);
    link.receive({ type: 'joined', name: 'x' });
    assert.deepEqual(told, ['me', 'x']);
    link.receive({ type: 'message', name: 'y', text: 'hi' });
    assert.deepEqual(told, ['me', 'x', 'y']);
    link.receive({ type: 'left', name: 'x' });
    assert.deepEqual(told, ['me', 'y']);
  });

  it('shows its own messages as queued until they are passed to the network', async () => {
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

  it('shows a flood as one line with a count, while others keep sending', async () => {
    const { session, link, lines } = await joined();
    for (let i = 0; i < 1000; i += 1) {
      link.receive({ type: 'empty', name: 'x', count: 50 });
      if (i % 500 === 0) link.receive({ type: 'message', name: 'y', text: `${i}` });
    }
    assert.deepEqual(lines(), ['connected', 'x empty', 'y> 0', 'y> 500']);
    const flood = session.entries[1];
    assert.ok(flood?.kind === 'system' && flood.event.type === 'empty');
    assert.equal(flood.event.count, 50_000);
  });

  it('stays small and fast when names are invented endlessly', async () => {
    const { session, link } = await joined();
    for (let i = 0; i < 20_000; i += 1) {
      link.receive(
        { type: 'message', name: `${i}`, text: 'hi' },
        { type: 'empty', name: `${i}`, count: 1 },
      );
    }
    const { members } = session.state;
    assert.equal(members.length, 1001);
    assert.equal(members.at(-1)?.name, '19999');
    assert.ok(members[0]?.self);
  });

  it('distinguishes a closed room from a lost one, and keeps the log', async () => {
    for (const [end, why, error] of [
      [{ reason: 'closed' }, 'host', undefined],
      [{ reason: 'lost', error: new NetError('connection-lost', '') }, 'lost', 'connection-lost'],
    ] as const) {
      const { session, link } = await joined();
      link.receive({ type: 'message', name: 'x', text: 'kept' });
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

  it('can be cancelled while it connects', async () => {
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

  it('continues the log when it rejoins the same room, else starts a new one', async () => {
    const { session, link, clock, network } = await joined();
    link.receive({ type: 'message', name: 'x', text: 'kept' });
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
