import assert from 'node:assert/strict';
import type { Card } from '../../../src/protocol/card';
import type { LogChange } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/room';
import type { AttachedCard } from '../../../src/ui/messages/draft';
import { PanelAdapter } from '../../../src/ui/messages/panel-adapter';
import { DraftStore, SeenStore } from '../../../src/ui/messages/panel-storage';
import { Emitter } from '../../../src/util/event';
import { codeCard } from '../../helpers/cards';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { group, idleSession } from '../../helpers/host-session';
import { MemoryArchive } from '../../helpers/memory-archive';
import { panelParts } from './panel-parts';

const draftKey = 'deskmate.draft';

describe('the stored draft', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const settingChanges = new Emitter<void>();
    const settings = {
      keepTranscript: true,
      onDidChange: (listener: () => void) => settingChanges.event(listener),
    };
    const drafts = new Emitter<{ readonly draft: string }>();
    const attachments = new Emitter<void>();
    const draft = {
      attached: undefined as AttachedCard | undefined,
      attach: (card: Card | undefined) => {
        draft.attached = card && { id: 1, card };
        attachments.fire();
      },
      onDidChangeAttachment: attachments.event,
      text: '',
      set: (text: string) => {
        draft.text = text;
        drafts.fire({ draft: text });
      },
      onDidChange: drafts.event,
    };
    const start = () => new DraftStore(draft, memento, settings, clock);
    return { clock, memento, settings, settingChanges, draft, type: draft.set, start };
  }

  it('brings back after a reload what was typed and not sent', async () => {
    const before = setUp();
    before.start();
    before.type('half a ');
    before.type('half a thought');
    await before.clock.advance(100);
    assert.equal(before.memento.updates, 1);

    const after = setUp(before.memento);
    after.start();
    assert.equal(after.draft.text, 'half a thought');
  });

  it('keeps nothing of what was sent', async () => {
    const { clock, memento, type, start } = setUp();
    const keeper = start();
    type('hello');
    await keeper.flush();
    assert.equal(memento.get(draftKey), 'hello');
    type('');
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
  });

  it('brings back what was attached, and nothing that is no card', async () => {
    const before = setUp();
    before.start();
    before.draft.attach(codeCard);
    await before.clock.advance(1000);
    const after = setUp(before.memento);
    after.start();
    assert.deepEqual(after.draft.attached?.card, codeCard);
    after.draft.attach(undefined);
    await after.clock.advance(1000);
    assert.deepEqual(after.memento.keys(), []);
    await after.memento.update('deskmate.draftCard', { ...codeCard, text: 'two\nlines' });
    const odd = setUp(after.memento);
    odd.start();
    assert.equal(odd.draft.attached, undefined);
  });

  it('keeps nothing, and erases what it kept, when the person does not want it', async () => {
    const { clock, memento, settings, settingChanges, type, start } = setUp();
    start();
    type('hello');
    await clock.advance(100);
    settings.keepTranscript = false;
    settingChanges.fire();
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
    type('more');
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
  });

  it('brings nothing back when the person does not want it, nor what is no text', async () => {
    const unwanted = setUp();
    await unwanted.memento.update(draftKey, 'hello');
    unwanted.settings.keepTranscript = false;
    unwanted.start();
    await unwanted.clock.advance(100);
    assert.equal(unwanted.draft.text, '');
    assert.deepEqual(unwanted.memento.keys(), []);

    const odd = setUp();
    await odd.memento.update(draftKey, { draft: 'hello' });
    odd.start();
    assert.equal(odd.draft.text, '');
  });
});

const seenKey = 'deskmate.seen';

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
    const kept = first.memento.get<{ room: string; seq: number }[]>(seenKey) ?? [];
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
      await memento.update(seenKey, stored);
      enter('r1');
      enter(undefined);
    }
    assert.deepEqual(restored, []);
  });
});
