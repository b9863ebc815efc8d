import assert from 'node:assert/strict';
import { LogFollower } from '../../../src/cli/pipe/log-follower';
import type { RoomKind } from '../../../src/protocol/room-kinds';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { RoomLog } from '../../../src/room/log/room-log';
import { FakeClock } from '../../helpers/fake-clock';

const message = (text: string, more: Partial<MessageEntry> = {}) => ({
  ...({ kind: 'message', time: 1, author: 'm0', authorName: 'Zoe', own: false } as const),
  text,
  ...more,
});

/** A log, and what was taken from it: texts, `was>is` for a change. */
function scene(kind: RoomKind = 'group', before: readonly string[] = [], known = 0) {
  const log = new RoomLog();
  const clock = new FakeClock();
  const ids = before.map((text) => log.add(message(text)));
  const taken: string[] = [];
  const text = (entry: LogEntry | undefined) =>
    entry?.kind === 'message' ? `${entry.text}${entry.delivery === 'queued' ? '?' : ''}` : '';
  const session = {
    get entries() {
      return log.entries;
    },
    entry: (id: string) => log.find(id),
    onDidChangeLog: log.onDidChange,
    state: {
      ...({ connection: { kind: 'joined' }, members: [], waiting: [] } as const),
      room: { kind, name: '', address: '', port: 1 },
    },
  };
  const follower = new LogFollower(
    session,
    clock,
    (entry, was) => taken.push(was ? `${text(was)}>${text(entry)}` : text(entry)),
    { known: log.entries.slice(0, known), past: log.entries.slice(known) },
  );
  const amend = (id: string, more: Partial<MessageEntry>) =>
    log.amend(id, (entry) => ({ ...entry, ...more }) as LogEntry);
  return { log, clock, ids, follower, amend, taken: () => taken.splice(0) };
}

describe('a follower of the log', () => {
  it('begins with what it is given, and goes on with what comes', () => {
    const { log, taken } = scene('group', ['old', 'new'], 1);
    assert.deepEqual(taken(), ['new']);
    log.add(message('live'));
    assert.deepEqual(taken(), ['live']);
  });

  it('passes on changes, also of what it didn’t pass on itself, many as one', async () => {
    const { amend, clock, ids, taken } = scene('group', ['old', 'new'], 1);
    taken();
    const [first = '', second = ''] = ids;
    amend(first, { text: 'older' });
    amend(second, { text: '1' });
    amend(second, { text: '2' });
    assert.deepEqual(taken(), []);
    await clock.advance(100);
    assert.deepEqual(taken(), ['old>older', 'new>2']);
    await clock.advance(1000);
    assert.deepEqual(taken(), []);
  });

  it('passes on own messages in the order in which the hub has them', () => {
    const { amend, log, taken } = scene();
    const id = log.add(message('mine', { own: true, delivery: 'queued' }), { queued: true });
    amend(id, { delivery: 'hub', seq: 7 });
    log.add(message('theirs'));
    assert.deepEqual(taken(), ['mine?', 'mine?>mine', 'theirs']);
  });

  it('waits until a lab message has arrived completely', async () => {
    const { amend, clock, follower, log, taken } = scene('lab-hub');
    const id = log.add(message('first part'));
    await clock.advance(200);
    amend(id, { text: 'first part, second part' });
    await clock.advance(200);
    assert.deepEqual(taken(), []);
    await clock.advance(50);
    assert.deepEqual(taken(), ['first part, second part']);
    log.add(message('one'));
    log.add(message('two'));
    assert.deepEqual(taken(), ['one'], 'only the newest can grow');
    follower.flush();
    assert.deepEqual(taken(), ['two']);
    const late = log.add(message('late'));
    await clock.advance(1000);
    amend(late, { text: 'late, and more' });
    await clock.advance(100);
    assert.deepEqual(taken(), ['late', 'late>late, and more']);
  });

  it('passes on what a log has become', async () => {
    const { clock, log, taken } = scene('group', ['kept', 'lost']);
    taken();
    const [kept] = log.entries;
    log.refill(() => {
      log.add(message('kept'), { id: kept?.id });
      log.add(message('again'), { id: 'other' });
    }, true);
    await clock.advance(100);
    assert.deepEqual(taken(), ['again', 'kept>kept']);
  });

  it('passes on nothing more once it is disposed', async () => {
    const { clock, follower, log, taken } = scene('lab-hub');
    log.add(message('one'));
    follower.dispose();
    log.add(message('two'));
    await clock.advance(1000);
    assert.deepEqual(taken(), []);
    assert.equal(clock.pending, 0);
  });
});
