import assert from 'node:assert/strict';
import type { LogChange } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/session-state';
import { PanelAdapter } from '../../../src/ui/messages/panel-adapter';
import { SeenStore } from '../../../src/ui/messages/seen-store';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { group, idleSession } from '../../helpers/host-session';
import { MemoryArchive } from '../../helpers/memory-archive';
import { panelParts } from './panel-parts';

const key = 'deskmate.seen';

describe('what the host of a room has not seen', () => {
  /** A window of the host, on what its last one kept. */
  async function open(archive: MemoryArchive, memento: FakeMemento, journalId?: string) {
    const { session, server, clock } = idleSession(archive);
    const { parts } = panelParts(session);
    const panel = new PanelAdapter(parts);
    const keeper = new SeenStore(panel, session, memento, clock);
    if (journalId === undefined) await session.host({ ...group, maxClients: 2 });
    else assert.ok(await session.reopen(journalId));
    const idOf = (text: string) =>
      session.entries.find((entry) => entry.kind === 'message' && entry.text === text)?.id ?? '';
    const close = async () => {
      await keeper.flush();
      await session.suspend();
    };
    return { session, server, panel, keeper, idOf, close };
  }

  it('is unread after a restart as well, and what it saw is not', async () => {
    const [archive, memento] = [new MemoryArchive(), new FakeMemento()];
    const first = await open(archive, memento);
    const bo = first.server().connect('Bo');
    for (const text of ['one', 'two', 'three']) bo.say(text);
    assert.equal(first.panel.unseen.count, 3);
    first.panel.seen(first.idOf('two'));
    first.session.messages.say('mine');
    const journalId = first.session.invited?.journalId ?? '';
    await first.close();

    const second = await open(archive, memento, journalId);
    assert.equal(second.panel.unseen.count, 1);
    assert.equal(second.panel.status().firstUnread, second.idOf('three'));
    second.server().resume(bo.id, 5).ask({ type: 'say', id: 'new', text: 'four' });
    assert.equal(second.panel.unseen.count, 2);
    await second.close();
  });

  it('is unread when numbers are given again that were seen once', async () => {
    const [archive, memento] = [new MemoryArchive(), new FakeMemento()];
    const first = await open(archive, memento);
    const bo = first.server().connect('Bo');
    for (const text of ['one', 'two', 'three']) bo.say(text);
    const backup = archive.copy();
    for (const text of ['four', 'five']) bo.say(text);
    first.panel.seen(first.idOf('five'));
    const journalId = first.session.invited?.journalId ?? '';
    await first.close();

    const second = await open(backup, memento, journalId);
    assert.equal(second.panel.unseen.count, 0);
    const back = second.server().resume(bo.id, 4);
    for (const text of ['four', 'five']) back.ask({ type: 'say', id: text, text });
    assert.equal(second.panel.unseen.count, 2);
    second.panel.seen(second.idOf('four'));
    await second.close();

    const third = await open(backup, memento, journalId);
    assert.equal(third.panel.unseen.count, 1);
    assert.equal(third.panel.status().firstUnread, third.idOf('five'));
    await third.close();
  });
});

describe('the keeper of what was seen', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const badge = new Emitter<void>();
    const states = new Emitter<SessionState>();
    const log = new Emitter<LogChange>();
    const restored: number[] = [];
    const panel = {
      lastSeen: undefined as number | undefined,
      restoreUnread: (seq: number) => restored.push(seq),
      onDidChangeBadge: badge.event,
    };
    const session = {
      invited: undefined as { journalId: string } | undefined,
      onDidChangeState: states.event,
      onDidChangeLog: log.event,
    };
    const keeper = new SeenStore(panel, session as never, memento, clock);
    const enter = (journalId: string | undefined) => {
      session.invited = journalId === undefined ? undefined : { journalId };
      states.fire({} as SessionState);
    };
    /** The person has seen all up to here. */
    const see = (seq: number | undefined) => {
      panel.lastSeen = seq;
      badge.fire();
    };
    return { clock, memento, keeper, restored, enter, see };
  }

  it('says after a reload from where on the log is unread', async () => {
    const before = setUp();
    before.enter('r1');
    before.see(12);
    before.see(14);
    await before.clock.advance(100);
    assert.equal(before.memento.updates, 1);

    const after = setUp(before.memento);
    after.see(undefined);
    await after.clock.advance(1000);
    after.enter('r1');
    after.enter('r1');
    assert.deepEqual(after.restored, [14]);
  });

  it('says nothing of another room, and remembers the latest ones', async () => {
    const first = setUp();
    first.enter('r1');
    first.see(5);
    await first.keeper.flush();
    const second = setUp(first.memento);
    second.enter('r2');
    assert.deepEqual(second.restored, []);
    second.see(undefined);
    await second.keeper.flush();
    second.enter('r1');
    assert.deepEqual(second.restored, [5]);
    for (let number = 3; number <= 21; number += 1) {
      second.enter(`r${number}`);
      second.see(number);
      await second.keeper.flush();
    }
    const kept = first.memento.get<{ room: string; seq: number }[]>(key) ?? [];
    assert.equal(kept.length, 20);
    assert.deepEqual(
      [kept[0], kept.at(-1)],
      [
        { room: 'r2', seq: 0 },
        { room: 'r21', seq: 21 },
      ],
    );
  });

  it('keeps nothing of lab rooms, nor writes what has not changed', async () => {
    const { memento, keeper, enter, see } = setUp();
    see(3);
    await keeper.flush();
    assert.equal(memento.updates, 0);
    enter('r1');
    see(3);
    await keeper.flush();
    see(3);
    await keeper.flush();
    assert.equal(memento.updates, 1);
  });

  it('makes nothing of what storage should not hold', async () => {
    const { memento, restored, enter } = setUp();
    for (const stored of [{ room: 'r1', seq: 1 }, [null, 'r1', { room: 'r1', seq: 'x' }]]) {
      await memento.update(key, stored);
      enter('r1');
      enter(undefined);
    }
    assert.deepEqual(restored, []);
  });
});
