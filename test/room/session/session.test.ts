import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import type { MessageError } from '../../../src/room/message-error';
import { hosted, hub, joined, setUp } from './lab-session';

describe('Session, hosting', () => {
  it('admits guests, relays their messages, and doesn’t count the host as a guest', async () => {
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

  it('keeps a line in order of arrival, admits automatically and delivers messages sent in line', async () => {
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
    assert.equal(lines().length, 5, 'leaving the line is not announced');
  });

  it('distinguishes guests that vanished or were too slow from ones that left', async () => {
    const { server, lines } = await hosted();
    server.connect('a').end({ reason: 'lost', error: new NetError('connection-lost', '') });
    server.connect('b').end({ reason: 'lost', error: new NetError('too-slow', '') });
    server.connect('c').end();
    assert.deepEqual(
      lines().filter((text) => !/joined|opened/.test(text)),
      ['a vanished', 'b too-slow', 'c left'],
    );
  });

  it('ends a p2p room when its guest leaves, and turns a second guest away', async () => {
    const { session, server } = await hosted({ kind: 'lab-p2p', maxClients: 16 });
    const a = server.connect('a');
    assert.ok(server.connect('b').closed);
    a.end();
    assert.equal(session.state.connection.kind, 'offline');
    assert.ok(server.closed);
  });

  it('leaves one room before it opens the next, whatever is requested at the same time', async () => {
    const { network, session } = setUp();
    await Promise.all([session.host(hub), session.host({ ...hub, port: 9001 })]);
    assert.equal(network.servers[0]?.closed, true);
    assert.equal(network.servers[1]?.closed, false);
    assert.equal(session.state.room?.port, 9001);
    await session.leave();
    assert.equal(network.servers[1]?.closed, true);
  });

  it('reports why it failed', async () => {
    const { network, session } = setUp();
    network.failure = new NetError('port-in-use', 'taken');
    await assert.rejects(session.host(hub), { code: 'port-in-use' });
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'port-in-use' });
  });
});

describe('Session, sending', () => {
  const codeOf = (say: () => void) => {
    try {
      say();
      return 'taken';
    } catch (error) {
      return (error as MessageError).code;
    }
  };

  it('rejects what can’t be sent, with the reason', async () => {
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

describe('Session, after a reload', () => {
  it('shows the earlier log until another room replaces it', async () => {
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
