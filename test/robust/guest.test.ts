import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { FakeClock } from '../helpers/fake-clock';
import { liveHeapBytes } from '../helpers/heap';
import { advanceUntilHeard, advanceUntilLeft, bytesIn, saidIn } from '../helpers/lab/advance-clock';
import { startLabClient, startLabHub, startLabP2pServer } from '../helpers/lab/python';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

const long = {
  ASCII: 'The quick brown fox. '.repeat(220).slice(0, 4500),
  Chinese: '课'.repeat(1500),
} as const;

describe('a window in someone else’s lab room', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  for (const [script, text] of Object.entries(long)) {
    it(`sends 4,500 bytes of ${script} without breaking a course hub or p2p server`, async () => {
      assert.equal(Buffer.byteLength(text), 4500);
      const [hub, pair] = await Promise.all([startLabHub(), startLabP2pServer()]);
      scene.add(hub.program);
      scene.add(pair.program);
      const reader = scene.add(startLabClient(hub.port));
      await reader.receives('已进入聊天室');
      const clock = new FakeClock();
      const inHub = await scene.join(hub.port, '127.0.0.1', clock);
      const inPair = await scene.join(pair.port);
      for (const window of [inHub, inPair]) {
        window.say(text);
        window.say('after');
      }
      const heard = () => saidIn(reader.received);
      await advanceUntilHeard(
        clock,
        reader,
        () => Buffer.byteLength(heard()) >= (inHub.written.values().next().value ?? 0),
        () => heard().endsWith('after'),
      );
      assert.equal(heard(), `${text}after`);
      await advanceUntilLeft(clock, inHub);
      await pair.program.until(
        () => pair.program.received.join('') === `${text}after`,
        'the p2p server prints all of it',
      );
      pair.program.type('收到');
      await inPair.logs('收到');
      assert.equal(inPair.session.state.room?.kind, 'lab-p2p');
    });
  }

  it('stays usable when a hub floods it because a client vanished', async () => {
    const hub = await startLabHub();
    scene.add(hub.program);
    const window = await scene.join(hub.port);
    const friend = await scene.member(hub.port);
    const vanishes = await scene.member(hub.port);
    vanishes.end();
    const count = () => window.events('empty').reduce((sum, event) => sum + event.count, 0);
    await waitFor(
      () => count() > 10_000,
      () => `a flood; ${count()} so far`,
    );
    friend.clear();
    const [before, countBefore] = [liveHeapBytes(), count()];
    for (let index = 0; index < 10; index += 1) {
      friend.write(`message ${index} `);
      await waitFor(
        () => window.messages.some(({ text }) => text.includes(`message ${index}`)),
        `message ${index} arrives in the flood`,
      );
    }
    await waitFor(() => count() > countBefore + 20_000, 'the flood goes on');
    friend.clear();
    const growth = liveHeapBytes() - before;
    assert.ok(growth < 4 * 1024 * 1024, `the heap grew by ${growth} bytes`);
    assert.equal(window.events('empty').length, 1, 'one line');
    assert.equal(window.events('empty')[0]?.name, vanishes.name);
    assert.ok(window.session.entries.length < 50, `${window.session.entries.length} entries`);
    assert.equal(window.session.state.connection.kind, 'joined');

    window.say('can you hear me?');
    await friend.receives('can you hear me?');
  });

  it('reads the messages as sent, wherever the stream is cut', async () => {
    const people = ["('10.0.0.7', 50412)", "('::1', 50413, 0, 0)"];
    const said = ['你好', 'a(b', "('10.0.0.7', 5", '😀 done'];
    const stream =
      people.map((name) => `${name}已进入聊天室`).join('') +
      said.map((text, index) => `${people[index % 2]}:${text}`).join('') +
      `${people[1]}已离开聊天室`;
    const port = await scene.serve(async (socket) => {
      for (const byte of Buffer.from(stream)) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const window = await scene.join(port);
    await waitFor(() => window.events('left').length === 1, 'the last notice arrives');
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      said,
    );
    assert.deepEqual(
      window.messages.map(({ authorName }) => authorName),
      [...people, ...people],
    );
  });

  for (const last of ['hello', '再见']) {
    it(`leaves with q in its own segment after ${last}`, async () => {
      const reads: string[] = [];
      const port = await scene.serve((socket) => {
        socket.write("('127.0.0.1', 1)已进入聊天室");
        socket.on('data', (chunk) => reads.push(chunk.toString()));
      });
      const clock = new FakeClock();
      const window = await scene.join(port, '127.0.0.1', clock);
      window.say('first');
      window.say(last);
      const leaving = window.session.leave();
      await waitFor(
        async () => {
          // Time passes once everything written has been read, however busy the machine is.
          const isRead = bytesIn(reads) === (window.written.values().next().value ?? 0);
          if (isRead) await clock.advance(10);
          return reads.includes('q');
        },
        () => `q is read; reads: ${reads.join(' | ')}`,
      );
      assert.deepEqual(reads, ['first', last, 'q']);
      await leaving;
    });
  }

  it('reports when the hub resets or closes the connection', async () => {
    for (const way of ['resetAndDestroy', 'end'] as const) {
      let hubEnd: Socket | undefined;
      const port = await scene.serve((socket) => {
        hubEnd = socket;
        socket.write("('127.0.0.1', 1)已进入聊天室");
      });
      const window = await scene.join(port);
      hubEnd?.[way]();
      await waitFor(
        () => window.session.state.connection.kind === 'offline',
        `the window is offline after ${way}`,
      );
      assert.deepEqual(
        window.events('closed').map(({ why }) => why),
        [way === 'end' ? 'host' : 'lost'],
      );
    }
  });
});
