import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LogEntry, RoomEvent } from '../../../src/room/log/log-entry';
import { Session } from '../../../src/room/session/session';
import {
  makeTranscript,
  maxTranscriptBytes,
  maxTranscriptEntries,
  readTranscript,
  TranscriptStore,
} from '../../../src/ui/history/transcript';
import { Emitter } from '../../../src/util/event';
import { silentLogger } from '../../../src/util/logger';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { FakeNetwork } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';

const room = { kind: 'lab-hub', name: 'x', address: '127.0.0.1', port: 9000 } as const;

function messageEntry(id: number, text = `message ${id}`): LogEntry {
  const own = id % 2 === 0;
  return { kind: 'message', id: `e${id}`, time: id, author: 'a', authorName: 'A', own, text };
}

function systemEntry(event: RoomEvent): LogEntry {
  return { kind: 'system', id: 's', time: 1, event };
}

describe('the transcript', () => {
  it('comes back from storage as it was', () => {
    const entries = [
      systemEntry({ type: 'opened', address: '::1', port: 9000 }),
      messageEntry(1),
      systemEntry({ type: 'empty', name: "('127.0.0.1', 1)", count: 12 }),
      systemEntry({ type: 'closed', why: 'lost' }),
    ];
    const stored: unknown = JSON.parse(JSON.stringify(makeTranscript(entries, room)));
    assert.deepEqual(readTranscript(stored), { version: 1, room, entries });
  });

  it('keeps the newest lines that fit, by number and by size', () => {
    const many = Array.from({ length: 1500 }, (_, i) => messageEntry(i));
    const kept = makeTranscript(many, room).entries;
    assert.equal(kept.length, maxTranscriptEntries);
    assert.equal(kept.at(-1), many.at(-1));
    const big = Array.from({ length: 50 }, (_, i) => messageEntry(i, '好'.repeat(10_000)));
    const fitting = makeTranscript(big, room).entries;
    assert.equal(fitting.at(-1), big.at(-1));
    const size = Buffer.byteLength(JSON.stringify(fitting));
    assert.ok(size <= maxTranscriptBytes && size > maxTranscriptBytes / 2, `${size} bytes`);
  });

  it('drops the lines about earlier reloads', () => {
    const entries = [messageEntry(1), systemEntry({ type: 'restored' }), messageEntry(2)];
    assert.deepEqual(makeTranscript(entries, undefined).entries, [
      messageEntry(1),
      messageEntry(2),
    ]);
  });

  it('reads only what it understands from storage', () => {
    for (const stored of [undefined, null, 'x', [], { version: 2, entries: [] }, { version: 1 }]) {
      assert.equal(readTranscript(stored), undefined);
    }
    const odd = [
      null,
      { ...messageEntry(1), text: 5 },
      { ...messageEntry(1), time: 'now' },
      { kind: 'system', id: 's', time: 1, event: { type: 'toString' } },
      { kind: 'system', id: 's', time: 1, event: { type: 'closed', why: 'bored' } },
      { kind: 'system', id: 's', time: 1, event: { type: 'empty', name: 'a', count: '1' } },
    ];
    const read = readTranscript({
      version: 1,
      room: { kind: 'x' },
      entries: [...odd, messageEntry(2)],
    });
    assert.deepEqual(read, { version: 1, entries: [messageEntry(2)] });
  });
});

describe('the transcript store', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const session = new Session({
      network: new FakeNetwork(),
      limits: defaultLimits,
      clock,
      logger: silentLogger,
      archive: new MemoryArchive(() => clock.now()),
    });
    const changes = new Emitter<void>();
    const settings = {
      keepTranscript: true,
      onDidChange: (listener: () => void) => changes.event(listener),
    };
    const start = () => new TranscriptStore(session, memento, settings, clock);
    return { clock, session, changes, settings, memento, start };
  }

  it('saves messages soon, and restores them', async () => {
    const before = setUp();
    before.start();
    await before.session.host({ ...room, maxClients: 2, person: 'Ann' });
    before.session.messages.say('hello');
    assert.equal(before.memento.updates, 0);
    await before.clock.advance(100);
    assert.equal(before.memento.updates, 1);

    const after = setUp(before.memento);
    after.start();
    const texts = after.session.entries.map((entry) =>
      entry.kind === 'message' ? entry.text : entry.event.type,
    );
    assert.deepEqual(texts, ['opened', 'hello', 'restored']);
    assert.equal(after.session.state.room?.port, 9000);
    assert.equal(after.session.state.connection.kind, 'offline');
  });

  it('leaves an invite room to its journal', async () => {
    const { session, memento, start } = setUp();
    const store = start();
    await session.host({ ...room, kind: 'pair', maxClients: 1, person: 'Ann' });
    session.messages.say('hello');
    await store.flush();
    assert.deepEqual(memento.keys(), []);
  });

  it('erases what it saved on request', async () => {
    const { session, memento, start } = setUp();
    const store = start();
    await session.host({ ...room, maxClients: 2, person: 'Ann' });
    await store.flush();
    assert.equal(memento.keys().length, 1);
    await store.forget();
    assert.equal(memento.keys().length, 0);
  });

  it('stores once for a burst, and at once when asked', async () => {
    const { clock, session, memento, start } = setUp();
    const store = start();
    await session.host({ ...room, maxClients: 2, person: 'Ann' });
    for (let i = 0; i < 50; i += 1) session.messages.say(`message ${i}`);
    await store.flush();
    assert.equal(memento.updates, 1);
    await clock.advance(5000);
    await store.flush();
    assert.equal(memento.updates, 1, 'nothing new, nothing stored');
  });

  it('erases what it saved when the setting is off', async () => {
    const { clock, session, memento, settings, changes, start } = setUp();
    start();
    await session.host({ ...room, maxClients: 2, person: 'Ann' });
    await clock.advance(2000);
    assert.equal(memento.keys().length, 1);
    settings.keepTranscript = false;
    changes.fire();
    await clock.advance(2000);
    assert.equal(memento.keys().length, 0);
  });

  it('restores nothing when the setting is off, and erases it', async () => {
    const { clock, session, memento, settings, start } = setUp();
    await memento.update('deskmate.transcript', makeTranscript([messageEntry(1)], room));
    settings.keepTranscript = false;
    start();
    assert.equal(session.entries.length, 0);
    await clock.advance(2000);
    assert.equal(memento.keys().length, 0);
  });
});
