import assert from 'node:assert/strict';
import type { LogEntry } from '../../../../src/room/log/log-entry';
import { RoomArchive } from '../../../../src/store/room-archive';
import { History } from '../../../../src/ui/history/history';
import { parseQuery } from '../../../../src/ui/history/search/message-search';
import { SavedChats } from '../../../../src/ui/history/search/saved-chats';
import {
  maxFound,
  type SearchProgress,
  searchRooms,
} from '../../../../src/ui/history/search/search-rooms';
import { systemClock } from '../../../../src/util/clock';
import { runInSlices, runToEnd } from '../../../../src/util/slices';
import { guestHeader, hostHeader, message } from '../../../helpers/journal-records';
import { temporaryFolder } from '../../../helpers/temporary-folder';

describe('a search through the journals of saved rooms', () => {
  const folder = temporaryFolder();

  /** Rooms with these messages; the first is the oldest. */
  function setUp(...rooms: readonly (readonly string[])[]) {
    const archive = new RoomArchive({
      folder: folder(),
      clock: systemClock,
      onFailure: (error) => assert.fail(error),
    });
    const ids = rooms.map((texts, index) => {
      const header = index % 2 === 0 ? hostHeader : guestHeader;
      const journal = archive.create({ ...header, name: `Room ${index}` });
      for (const [at, text] of texts.entries()) journal.append(message(at + 1, text));
      journal.close(false);
      return journal.id;
    });
    let reads = 0;
    const history = new History({
      archive: {
        list: () => archive.list().toSorted((a, b) => ids.indexOf(b.id) - ids.indexOf(a.id)),
        *reading(id) {
          reads += 1;
          return yield* archive.reading(id);
        },
        forgetLog: (id) => archive.forgetLog(id),
        delete: (id) => archive.delete(id),
        fileBytes: () => 0,
        removeFiles: () => {},
      },
      session: { invited: undefined },
      settings: { keepHistory: true, historyDays: 0, onDidChange: () => ({ dispose() {} }) },
      openRooms: { holder: () => undefined },
      clock: systemClock,
      returning: () => undefined,
    });
    const chats = new SavedChats({ history, session: { shownLog: undefined, entries: [] } });
    const find = (query: string) => runToEnd(searchRooms(chats, parseQuery(query), () => {}));
    return { ids, chats, find, history, reads: () => reads };
  }

  function texts({ found }: SearchProgress): readonly (readonly string[])[] {
    return found.map(({ messages }) => messages.map(({ text }) => text));
  }

  it('finds messages in all rooms, the newest room and message first', () => {
    const { find, ids } = setUp(['the port', 'no'], ['x', 'a port', 'my port'], ['none']);
    const result = find('PORT');
    assert.deepEqual(texts(result), [['my port', 'a port'], ['the port']]);
    assert.deepEqual(
      result.found.map(({ chat }) => chat.summary.id),
      [ids[1], ids[0]],
    );
    assert.deepEqual([result.searched, result.rooms, result.wasCut], [3, 3, false]);
  });

  it('gives messages the ids that they have when the room is shown', async () => {
    const { find, ids, history } = setUp(['the port']);
    const [room] = find('port').found;
    const kept = await history.read(ids[0] ?? '');
    assert.equal(room?.messages[0]?.id, kept?.entries[0]?.id);
    assert.equal(room?.messages[0]?.id, `${ids[0]}-1`);
  });

  it('searches the room that is shown as it is now, and first', () => {
    const { history, ids } = setUp(['old port'], ['another port']);
    const entry: LogEntry = {
      kind: 'message',
      ...{ id: 'e1', seq: 9, time: 0, author: 'm1', authorName: 'Ann' },
      ...{ own: false, text: 'new port' },
    };
    const shownLog = { journalId: ids[0] ?? '', epochAt: () => ({ term: 1, opening: 0 }) };
    const chats = new SavedChats({ history, session: { shownLog, entries: [entry] } });
    const result = runToEnd(searchRooms(chats, parseQuery('port'), () => {}));
    assert.deepEqual(texts(result), [['new port'], ['another port']]);
  });

  it('is bounded: fifty results in a room, and a maximum in all', () => {
    const many = Array.from({ length: 60 }, (_, index) => `port ${index}`);
    const { find, reads } = setUp(many, many, many, many, many, many);
    const result = find('port');
    assert.deepEqual(
      result.found.map(({ messages, hasMore: more }) => [messages.length, more]),
      Array(4).fill([50, true]),
    );
    assert.equal(
      result.found.reduce((sum, { messages }) => sum + messages.length, 0),
      maxFound,
    );
    assert.ok(result.wasCut);
    assert.equal(reads(), 4, 'the other rooms aren’t even read');
  });

  it('reads each room once while it is searched again, and again when it has changed', () => {
    const { find, reads, chats } = setUp(['the port'], ['a port']);
    find('p');
    find('po');
    assert.equal(reads(), 2);
    chats.clear();
    find('por');
    assert.equal(reads(), 4);
  });

  it('does a little at a time, tells what it has found, and can be stopped', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `port ${index}`);
    const { chats } = setUp(many, ['one port']);
    const progress: number[] = [];
    const steps = searchRooms(chats, parseQuery('port'), ({ searched }) => progress.push(searched));
    let count = 0;
    const stop = new AbortController();
    function* counted(): Generator<void, unknown, undefined> {
      for (let step = steps.next(); !step.done; step = steps.next()) {
        count += 1;
        if (count === 400) stop.abort();
        yield;
      }
      return 'done';
    }
    assert.equal(await runInSlices(counted(), stop.signal), undefined);
    assert.deepEqual(progress, [1]);
    assert.equal(count, 400);
  });

  it('goes on past a room that can’t be read', () => {
    const { find, history, ids } = setUp(['a port'], ['the port']);
    history.delete(history.find(ids[1] ?? '') ?? assert.fail());
    assert.deepEqual(texts(find('port')), [['a port']]);
  });
});
