import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bookmark, BookmarkFiles } from '../../../src/store/bookmark-files';
import { Bookmarks } from '../../../src/ui/history/bookmarks';
import { hostSession, idleSession } from '../../helpers/host-session';
import { temporaryFolder } from '../../helpers/temporary-folder';

/** Files in memory: rooms of an archive in memory have other ids than rooms on disk. */
class MemoryFiles {
  private readonly byRoom = new Map<string, readonly Bookmark[]>();
  read = (room: string) => this.byRoom.get(room) ?? [];
  write = (room: string, bookmarks: readonly Bookmark[]) => {
    if (bookmarks.length === 0) this.byRoom.delete(room);
    else this.byRoom.set(room, bookmarks);
  };
  rooms = () => [...this.byRoom.keys()];
}

type AnySession = ReturnType<typeof idleSession>['session'];

/** The texts of the session's messages that have a bookmark. */
function marked(bookmarks: Bookmarks, session: AnySession): string[] {
  return session.entries.flatMap((entry) =>
    entry.kind === 'message' && bookmarks.has(entry) ? [entry.text] : [],
  );
}

function idOf(session: AnySession, text: string): string {
  return session.entries.find((entry) => entry.kind === 'message' && entry.text === text)?.id ?? '';
}

describe('bookmarks', () => {
  async function talking() {
    const all = await hostSession({ kind: 'pair' });
    const files = new MemoryFiles();
    const bookmarks = new Bookmarks({ files, session: all.session, clock: all.clock });
    for (const text of ['one', 'two', 'three']) all.session.messages.say(text);
    return { ...all, files, bookmarks };
  }

  it('are set and removed, each message once', async () => {
    const { bookmarks, session, files, journalId } = await talking();
    const changed: string[] = [];
    bookmarks.onDidChange((id) => changed.push(id));
    const two = idOf(session, 'two');
    bookmarks.set(two, true);
    bookmarks.set(two, true);
    assert.deepEqual(marked(bookmarks, session), ['two']);
    assert.equal(files.read(journalId).length, 1);
    bookmarks.set(two, false);
    assert.deepEqual(marked(bookmarks, session), []);
    assert.deepEqual(files.rooms(), []);
    assert.deepEqual(changed, [two, two, two]);
  });

  it('survive a reload and a new opening of the room, and an edit', async () => {
    const { archive, bookmarks, clock, files, journalId, session } = await talking();
    bookmarks.set(idOf(session, 'two'), true);
    session.messages.edit(idOf(session, 'two'), 'two, edited');
    await session.suspend();
    const again = idleSession(archive, clock);
    await again.session.reopen(journalId);
    again.session.messages.say('after');
    const back = new Bookmarks({ files, session: again.session, clock });
    assert.deepEqual(marked(back, again.session), ['two, edited']);
    back.set(idOf(again.session, 'after'), true);
    assert.equal(new Set(files.read(journalId).map(({ opening }) => opening)).size, 2);
  });

  it('stay when the room is left, and are there in its transcript', async () => {
    const { bookmarks, journalId, session } = await talking();
    bookmarks.set(idOf(session, 'two'), true);
    await session.leave();
    assert.deepEqual(marked(bookmarks, session), ['two']);
    await session.read(journalId);
    assert.deepEqual(marked(bookmarks, session), ['two']);
    bookmarks.set(idOf(session, 'three'), true);
    assert.deepEqual(marked(bookmarks, session), ['two', 'three']);
  });

  it('don’t move to another message that gets the number of a lost one', async () => {
    const { bookmarks, clock, files, journalId, session, archive } = await talking();
    bookmarks.set(idOf(session, 'three'), true);
    const records = archive.read(journalId) ?? [];
    await session.suspend();
    // The host's disk lost its newest entry, and the next one gets its number.
    const lossy = idleSession(undefined, clock);
    const [header, ...others] = records;
    assert.ok(header?.type === 'hosted');
    const journal = lossy.archive.create(header);
    const last = others.findLastIndex((record) => 'seq' in record);
    for (const record of others.toSpliced(last, 1)) journal.append(record);
    journal.close(false);
    await lossy.session.reopen(journal.id);
    lossy.session.messages.say('another');
    files.write(journal.id, files.read(journalId));
    const back = new Bookmarks({ files, session: lossy.session, clock });
    const [bookmark] = files.read(journal.id);
    assert.equal(lossy.session.entries.find(({ seq }) => seq === bookmark?.seq)?.kind, 'message');
    assert.deepEqual(marked(back, lossy.session), []);
  });

  it('need a message that the room has numbered, in a room that is saved', async () => {
    const { bookmarks, session } = await talking();
    const line = session.entries.find(({ kind }) => kind === 'system');
    assert.throws(() => bookmarks.set(line?.id ?? '', true), { code: 'no-such-message' });
    assert.throws(() => bookmarks.set('nothing', true), { code: 'no-such-message' });
    const lab = await hostSession({ kind: 'lab-hub' });
    const none = new Bookmarks({
      files: new MemoryFiles(),
      session: lab.session,
      clock: lab.clock,
    });
    lab.session.messages.say('hi');
    assert.equal(none.isPossible, false);
    assert.throws(() => none.set(idOf(lab.session, 'hi'), true), { code: 'plain-text' });
  });

  it('go with their room', async () => {
    const { bookmarks, session, files, journalId } = await talking();
    bookmarks.set(idOf(session, 'two'), true);
    bookmarks.forget(journalId);
    assert.deepEqual(marked(bookmarks, session), []);
    assert.deepEqual(files.rooms(), []);
  });

  it('are what another window left', async () => {
    const { bookmarks, session, files, journalId } = await talking();
    bookmarks.set(idOf(session, 'one'), true);
    const other = { ...files.read(journalId)[0], seq: 99 } as Bookmark;
    files.write(journalId, [...files.read(journalId), other]);
    bookmarks.set(idOf(session, 'two'), true);
    assert.equal(files.read(journalId).length, 3);
  });
});

describe('the files of bookmarks', () => {
  const folder = temporaryFolder();
  const room = 'a'.repeat(32);
  const one: Bookmark = { term: 1, opening: 5, seq: 3, added: 10 };

  it('hold what was written, and go with the last bookmark', () => {
    const files = new BookmarkFiles(join(folder(), 'bookmarks'));
    assert.deepEqual([files.rooms(), files.read(room)], [[], []]);
    files.write(room, [one]);
    assert.deepEqual([files.rooms(), files.read(room)], [[room], [one]]);
    files.write(room, []);
    assert.deepEqual([files.rooms(), files.read(room)], [[], []]);
  });

  it('are bounded, and keep the newest', () => {
    const files = new BookmarkFiles(folder());
    files.write(
      room,
      Array.from({ length: 1200 }, (_, seq) => ({ ...one, seq })),
    );
    const kept = files.read(room);
    assert.deepEqual([kept.length, kept[0]?.seq, kept.at(-1)?.seq], [1000, 200, 1199]);
  });

  it('count as empty when they are damaged', () => {
    const files = new BookmarkFiles(folder());
    for (const text of [
      '',
      '{',
      '[]',
      '{"version":2,"bookmarks":[]}',
      '{"version":1,"bookmarks":[{}]}',
    ]) {
      writeFileSync(join(folder(), `${room}.json`), text);
      assert.deepEqual(files.read(room), [], text);
    }
  });

  it('are never outside their folder', () => {
    const files = new BookmarkFiles(folder());
    for (const id of ['../x', '', 'a/b', `${room}/..`]) {
      assert.deepEqual(files.read(id), []);
      assert.throws(() => files.write(id, [one]), RangeError);
    }
  });
});
