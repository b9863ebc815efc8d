import assert from 'node:assert/strict';
import type { LogChange } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import type { RestorableFile } from '../../../src/ui/files/attached-file';
import { PanelDraft } from '../../../src/ui/panel/draft';
import { PanelAdapter } from '../../../src/ui/panel/panel-adapter';
import { DraftStore, SeenStore } from '../../../src/ui/panel/panel-storage';
import { Emitter } from '../../../src/util/event';
import { codeCard, terminalCard } from '../../helpers/cards';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';
import { group, idleSession } from '../../helpers/host-session';
import { MemoryArchive } from '../../helpers/memory-archive';
import { panelParts } from '../messages/panel-parts';

describe('the stored drafts', () => {
  const draftsKey = 'deskmate.drafts';

  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const settingChanges = new Emitter<void>();
    const settings = {
      keepTranscript: true,
      onDidChange: (listener: () => void) => settingChanges.event(listener),
    };
    const messages = { say: () => {}, edit: () => {} };
    const run = (text: string) => ({ text });
    const noFiles = { refusal: undefined, send: () => undefined };
    const noLines = { tell: () => undefined };
    const draft = new PanelDraft(
      { messages, entry: () => undefined },
      { run },
      noFiles,
      noLines,
      english,
    );
    const fileChanges = new Emitter<void>();
    const files = {
      kept: [] as readonly RestorableFile[],
      restored: [] as readonly RestorableFile[],
      cleared: 0,
      restore: (kept: readonly RestorableFile[]) => {
        files.restored = kept;
      },
      discarded: [] as readonly RestorableFile[],
      isRetained: undefined as boolean | undefined,
      discard: async (kept: readonly RestorableFile[]) => {
        files.discarded = kept;
      },
      retainCopies: async (isRetained: boolean) => {
        files.isRetained = isRetained;
      },
      clear: async () => {
        files.cleared += 1;
      },
      onDidChange: fileChanges.event,
    };
    const start = () => new DraftStore(draft, files, memento, settings, clock);
    return { clock, memento, settings, settingChanges, draft, files, fileChanges, start };
  }

  it('come back after a reload, each in its room', async () => {
    const before = setUp();
    before.start();
    before.draft.enter('a');
    before.draft.set('half a ');
    before.draft.set('half a thought');
    before.draft.enter('b');
    before.draft.set('for b');
    before.draft.attach(codeCard);
    await before.clock.advance(100);
    assert.equal(before.memento.updates, 1);

    const { draft, start } = setUp(before.memento);
    start();
    assert.equal(draft.text, '');
    draft.enter('b');
    assert.equal(draft.text, 'for b');
    assert.deepEqual(draft.attached?.card, codeCard);
    draft.enter('a');
    assert.equal(draft.text, 'half a thought');
    assert.equal(draft.attached, undefined);
  });

  it('restores the files that wait, and saves nothing for their progress', async () => {
    const before = setUp();
    before.start();
    const place = { path: '/tmp/a', isCopy: true };
    const kept = { room: 'a', name: 'a.log', size: 3, ...place, thumb: 'UklGRg==' };
    before.files.kept = [kept];
    before.fileChanges.fire();
    await before.clock.advance(2000);
    const { updates } = before.memento;
    before.fileChanges.fire();
    await before.clock.advance(2000);
    assert.equal(before.memento.updates, updates);

    const after = setUp(before.memento);
    after.start();
    assert.deepEqual(after.files.restored, [kept]);
    before.files.kept = [];
    before.fileChanges.fire();
    await before.clock.advance(2000);
    const later = setUp(before.memento);
    later.start();
    assert.deepEqual(later.files.restored, []);
  });

  it('removes the copies of files when nothing may be kept', async () => {
    const { clock, files, memento, settings, settingChanges, start } = setUp();
    const store = start();
    const kept = { room: 'a', name: 'a.log', size: 3, path: '/tmp/a', isCopy: true };
    await memento.update('deskmate.draftFiles', [kept]);
    await store.close();
    assert.deepEqual([files.isRetained, files.cleared], [true, 0]);
    settings.keepTranscript = false;
    settingChanges.fire();
    await clock.advance(1000);
    assert.equal(files.isRetained, false, 'also when the window is killed');
    await store.close();
    assert.equal(files.cleared, 1);

    await memento.update('deskmate.draftFiles', [kept]);
    const later = setUp(memento);
    later.settings.keepTranscript = false;
    later.start();
    assert.deepEqual(later.files.discarded, [kept], 'those of a window before the setting');
    assert.deepEqual([later.files.isRetained, later.files.restored], [false, []]);
  });

  it('have nothing that was sent', async () => {
    const { clock, memento, draft, start } = setUp();
    const store = start();
    draft.set('hello');
    await store.flush();
    assert.deepEqual(memento.get(draftsKey), [{ room: '', text: 'hello' }]);
    draft.set('');
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
  });

  it('have no output that may hold a secret', async () => {
    const { clock, memento, draft, start } = setUp();
    start();
    draft.enter('a');
    draft.set('why?');
    for (const output of ['fine', 'token=abc123']) {
      const card = { ...terminalCard, output: [output] };
      draft.attach(card);
      await clock.advance(2000);
      const kept = output === 'fine' ? { card } : {};
      assert.deepEqual(memento.get(draftsKey), [{ room: 'a', text: 'why?', ...kept }]);
    }
    assert.ok(draft.attached);
  });

  it('aren’t stored when the setting is off, and what was stored is erased', async () => {
    const { clock, memento, settings, settingChanges, draft, start } = setUp();
    start();
    draft.set('hello');
    await clock.advance(100);
    settings.keepTranscript = false;
    settingChanges.fire();
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
    draft.set('more');
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);

    await memento.update(draftsKey, [{ room: 'a', text: 'old' }]);
    const later = setUp(memento);
    later.settings.keepTranscript = false;
    later.start();
    await later.clock.advance(100);
    assert.deepEqual(memento.keys(), []);
    later.draft.enter('a');
    assert.equal(later.draft.text, '');
  });

  it('are ignored where they aren’t drafts', async () => {
    const { memento, draft, start } = setUp();
    await memento.update(draftsKey, [
      null,
      'text',
      { room: 'a' },
      { room: 'b', text: 3 },
      { room: 'c', text: '', card: { ...codeCard, text: 'two\nlines' } },
      { room: 'd', text: 'good' },
    ]);
    start();
    assert.deepEqual(draft.all, [{ room: 'd', text: 'good' }]);
    await memento.update(draftsKey, { draft: 'hello' });
    const odd = setUp(memento);
    odd.start();
    assert.deepEqual(odd.draft.all, []);
  });
});

const seenKey = 'deskmate.seen';

describe('what the host of a room has not seen', () => {
  /** A window of the host, with what the previous one stored. */
  async function open(archive: MemoryArchive, memento: FakeMemento, journalId?: string) {
    const { session, server, clock } = idleSession(archive);
    const { parts: deps } = panelParts(session);
    const panel = new PanelAdapter(deps);
    const store = new SeenStore(panel, session, memento, clock);
    if (journalId === undefined) await session.host({ ...group, maxClients: 2 });
    else assert.ok(await session.reopen(journalId));
    const idOf = (text: string) =>
      session.entries.find((entry) => entry.kind === 'message' && entry.text === text)?.id ?? '';
    const close = async () => {
      await store.flush();
      await session.suspend();
    };
    return { session, server, panel, store, idOf, close };
  }

  it('is still unread after a restart, unlike what it has seen', async () => {
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
    assert.equal(second.panel.status.read().firstUnread, second.idOf('three'));
    second.server().resume(bo.id, 5).ask({ type: 'say', id: 'new', text: 'four' });
    assert.equal(second.panel.unseen.count, 2);
    await second.close();
  });

  it('is unread even when it reuses numbers that were seen', async () => {
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
    assert.equal(third.panel.status.read().firstUnread, third.idOf('five'));
    await third.close();
  });
});

describe('the store of what was seen', () => {
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
    const store = new SeenStore(panel, session as never, memento, clock);
    const enter = (journalId: string | undefined) => {
      session.invited = journalId === undefined ? undefined : { journalId };
      states.fire({} as SessionState);
    };
    /** The user has seen everything up to here. */
    const see = (seq: number | undefined) => {
      panel.lastSeen = seq;
      badge.fire();
    };
    return { clock, memento, store, restored, enter, see };
  }

  it('says after a reload where the unread messages start', async () => {
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

  it('says nothing about another room, and remembers the latest rooms', async () => {
    const first = setUp();
    first.enter('r1');
    first.see(5);
    await first.store.flush();
    const second = setUp(first.memento);
    second.enter('r2');
    assert.deepEqual(second.restored, []);
    second.see(undefined);
    await second.store.flush();
    second.enter('r1');
    assert.deepEqual(second.restored, [5]);
    for (let number = 3; number <= 21; number += 1) {
      second.enter(`r${number}`);
      second.see(number);
      await second.store.flush();
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

  it('keeps nothing for lab rooms, and doesn’t write what hasn’t changed', async () => {
    const { memento, store, enter, see } = setUp();
    see(3);
    await store.flush();
    assert.equal(memento.updates, 0);
    enter('r1');
    see(3);
    await store.flush();
    see(3);
    await store.flush();
    assert.equal(memento.updates, 1);
  });

  it('ignores invalid data in storage', async () => {
    const { memento, restored, enter } = setUp();
    for (const stored of [{ room: 'r1', seq: 1 }, [null, 'r1', { room: 'r1', seq: 'x' }]]) {
      await memento.update(seenKey, stored);
      enter('r1');
      enter(undefined);
    }
    assert.deepEqual(restored, []);
  });
});
