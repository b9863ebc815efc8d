import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import type { NewEntry } from '../../../src/room/log/room-log';
import type { SessionState } from '../../../src/room/room';
import { PanelAdapter } from '../../../src/ui/panel/panel-adapter';
import type { PanelMessage, PlacedMessage } from '../../../src/webview/messages';
import { assertLinear } from '../../helpers/cpu-time';
import { panelParts } from './panel-parts';
import { members, ScriptedSession } from './scripted-session';

function setUp() {
  const session = new ScriptedSession();
  const { parts: deps, notes, bookmarks } = panelParts(session);
  const panel = new PanelAdapter(deps);
  const shown: PlacedMessage[] = [];
  panel.onDidChangeMessage((message) => shown.push(message));
  const heard: LogEntry[] = [];
  panel.onDidAddEntry(({ entry }) => heard.push(entry));
  const delivery = (text: string) => {
    const messages: readonly PanelMessage[] = panel.snapshot().messages;
    const found = messages.find((message) => message.text === text);
    return found?.kind === 'message' ? found.delivery?.state : undefined;
  };
  return { session, panel, notes, bookmarks, shown, heard, delivery };
}

describe('the panel’s model in an invite room', () => {
  it('says which message a new one precedes, and keeps the place of a changed one', () => {
    const { session, shown } = setUp();
    session.messages.say('waits');
    const id = session.receive('meanwhile');
    const waits = shown[0]?.id as string;
    assert.deepEqual(
      shown.map(({ text, before }) => [text, before]),
      [
        ['waits', undefined],
        ['meanwhile', waits],
      ],
    );
    session.amend(id, { text: 'meanwhile, edited', edited: true });
    assert.equal(shown.at(-1)?.before, undefined);
    assert.equal(shown.at(-1)?.id, id);
  });

  it('tracks a message until everyone has it', () => {
    const { session, shown, delivery } = setUp();
    session.messages.say('hello');
    assert.equal(delivery('hello'), 'queued');
    const id = shown[0]?.id as string;
    session.amend(id, { seq: 7, delivery: 'hub' });
    assert.equal(delivery('hello'), 'hub');
    session.amend(id, { delivery: { received: 1, of: 1, names: ['Cai'] } });
    assert.equal(delivery('hello'), 'all');
  });

  it('keeps queued messages while the connection is broken', () => {
    const { session, panel, delivery } = setUp();
    session.become({ kind: 'reconnecting' });
    session.messages.say('later');
    assert.equal(panel.status.read().canSend, true);
    assert.equal(delivery('later'), 'queued');
    session.become({ kind: 'joined' });
    assert.equal(delivery('later'), 'queued');
  });

  it('marks queued messages unsent when the room ends, and queued again when it continues', () => {
    const { session, shown, delivery } = setUp();
    session.messages.say('later');
    session.become({ kind: 'offline', error: 'room-closed' });
    assert.equal(delivery('later'), 'unsent');
    session.become({ kind: 'reconnecting' });
    assert.equal(delivery('later'), 'queued');
    assert.deepEqual(
      shown.map((message) => message.kind === 'message' && message.delivery?.state),
      ['queued', 'unsent', 'queued'],
    );
  });

  it('shows what was queued before a reload as queued once the room is back', () => {
    const { session, delivery } = setUp();
    session.become({ kind: 'offline' });
    session.reload([
      {
        kind: 'message',
        time: 1,
        author: 'm1',
        authorName: 'Ann',
        own: true,
        text: 'kept',
        delivery: 'queued',
      },
    ]);
    assert.equal(delivery('kept'), 'unsent');
    session.become({ kind: 'reconnecting' });
    assert.equal(delivery('kept'), 'queued');
  });

  it('counts and notifies once, however a message, presence or typing changes', () => {
    const { session, panel, heard } = setUp();
    const ids = ['one', 'two'].map((text) => session.receive(text));
    session.messages.say('mine');
    for (const id of ids) {
      session.amend(id, { text: 'edited', edited: true });
      session.amend(id, { text: '', deleted: true });
      session.amend(id, { reactions: { '👍': ['m1'] } });
    }
    const typing = members.map((member) => ({
      ...member,
      typing: true,
      presence: 'idle' as const,
    }));
    session.become({ kind: 'joined' }, { members: typing });
    assert.equal(panel.unseen.count, 2);
    assert.equal(heard.length, 2);
    panel.seen(ids[1] as string);
    for (const id of ids) session.amend(id, { text: 'edited again' });
    assert.equal(panel.unseen.count, 0);
    assert.equal(heard.length, 2);
  });

  it('gives each author the same color as the list', () => {
    const { session, panel, shown } = setUp();
    session.receive('hello');
    session.messages.say('hi');
    const colors = new Map(panel.status.read().members.map(({ id, hue }) => [id, hue]));
    assert.equal(new Set(colors.values()).size, 2);
    for (const message of shown) {
      assert.ok(message.kind === 'message');
      assert.equal(message.hue, colors.get(message.author));
    }
  });

  it('tells the room that the user is typing', () => {
    const { session, panel } = setUp();
    panel.typing();
    assert.equal(session.typed, 1);
  });

  it('names the message replied to by its number on the hub', () => {
    const { session, panel } = setUp();
    const id = session.receive('question?', { seq: 7 });
    assert.deepEqual(panel.draft.send({ of: panel.draft.of, text: 'answer', reply: id }), {
      ok: true,
    });
    assert.deepEqual(session.said, [{ text: 'answer', reply: 7 }]);
    for (const reply of ['e99', session.receive('no number')]) {
      const result = panel.draft.send({ of: panel.draft.of, text: 'answer', reply });
      assert.equal(result.ok, false);
    }
    panel.draft.send({ of: panel.draft.of, text: 'question!', edit: id });
    assert.equal(
      session.entry(id)?.kind === 'message' && panel.snapshot().messages[0]?.text,
      'question!',
    );
  });

  it('updates replies only when the message they quote is edited or deleted', () => {
    const { session, shown } = setUp();
    const id = session.receive('first', { seq: 1 });
    const replies = ['a', 'b'].map((text) => session.receive(text, { reply: { seq: 1, id } }));
    const quotes = () =>
      shown.flatMap((message) =>
        message.kind === 'message' && message.reply ? [[message.id, message.reply.text]] : [],
      );
    assert.deepEqual(
      quotes(),
      replies.map((id) => [id, 'first']),
    );
    shown.length = 0;
    session.amend(id, { reactions: { '👍': ['m1'] } });
    assert.deepEqual(quotes(), []);
    session.amend(id, { text: 'second', edited: true });
    session.amend(id, { text: '', deleted: true });
    assert.deepEqual(quotes(), [
      ...replies.map((id) => [id, 'second']),
      ...replies.map((id) => [id, 'This message was deleted']),
    ]);
    const order = shown.map((message) => message.id);
    assert.deepEqual(order.slice(1), [id, ...replies, id, ...replies]);
  });

  it('finds the replies in a log that existed before', () => {
    const { session, shown } = setUp();
    const base = { kind: 'message', time: 1, author: 'm0', authorName: 'Cai', own: false } as const;
    session.reload([{ ...base, text: 'first', seq: 1 }]);
    const [first] = session.entries;
    const reply = { seq: 1, id: first?.id as string };
    session.receive('answer', { reply });
    shown.length = 0;
    session.amend(reply.id, { text: 'second', edited: true });
    assert.equal(shown.length, 2);
  });

  it('marks messages that mention the user or reply to them', () => {
    const { session, panel, shown } = setUp();
    const mention = () => {
      const last = shown.at(-1);
      return last?.kind === 'message' && last.mention === true;
    };
    session.messages.say('@Ann is me');
    assert.equal(mention(), false);
    const own = shown.at(-1)?.id as string;
    session.receive('hi @ann');
    assert.equal(mention(), true);
    for (const text of ['hi Ann', '`@Ann`', '```\n@Ann\n```']) {
      session.receive(text);
      assert.equal(mention(), false, text);
    }
    const id = session.receive('yes', { reply: { seq: 1, id: own } });
    assert.equal(mention(), true);
    assert.deepEqual(panel.unseen, { count: 5, mentions: 2 });
    assert.deepEqual(panel.badge(), { value: 5, tooltip: '5 new messages, 2 for you' });
    session.amend(id, { text: '', deleted: true });
    assert.equal(mention(), false);
  });

  it('knows a member by their former names, as the page does', () => {
    const { session, panel, shown } = setUp();
    const renamed = members.map((member) => (member.self ? { ...member, name: 'Zoe' } : member));
    session.become({ kind: 'joined' }, { members: renamed });
    assert.deepEqual(panel.status.read().ownNames, ['Ann', 'Zoe']);
    for (const text of ['@Ann', '@zoe']) {
      session.receive(text);
      const last = shown.at(-1);
      assert.ok(last?.kind === 'message' && last.mention, text);
    }
  });

  it('names those who reacted, even once they have left', () => {
    const { session, shown } = setUp();
    const id = session.receive('done');
    session.become({ kind: 'joined' }, { members: members.filter(({ self }) => self) });
    session.amend(id, { reactions: { '🎉': ['m0', 'm1'] } });
    const last = shown.at(-1);
    assert.ok(last?.kind === 'message');
    assert.deepEqual(last.reactions, [{ emoji: '🎉', count: 2, own: true, title: 'Cai and you' }]);
  });

  it('shows the outcome of a card as soon as it is known, and forgets it with the log', () => {
    const { session, panel, shown, notes } = setUp();
    const text = 'a.c:1';
    const card = { type: 'code', path: 'a.c', line: 1, endLine: 1, language: 'c', text, hash: '' };
    const id = session.receive(text, { card } as Partial<MessageEntry>);
    notes.set(id, undefined, 'moved to line 3');
    const last = shown.at(-1);
    assert.ok(last?.kind === 'message' && last.card?.kind === 'code');
    assert.equal(last.card.note, 'moved to line 3');
    notes.set('e99', undefined, 'of no message here');
    assert.equal(shown.at(-1), last);
    session.reload([]);
    assert.equal(notes.get(id), undefined);
    assert.deepEqual(panel.snapshot().messages, []);
  });

  it('shows a bookmark as soon as it is set or removed', () => {
    const { session, panel, shown, bookmarks } = setUp();
    const id = session.receive('mark me');
    bookmarks.bookmarked.add(id);
    bookmarks.changes.fire(id);
    const last = shown.at(-1);
    assert.ok(last?.kind === 'message' && last.bookmarked);
    bookmarks.bookmarked.clear();
    let resets = 0;
    panel.onDidReset(() => {
      resets += 1;
    });
    // Removed in a list, where the message's id isn't known.
    bookmarks.changes.fire('');
    assert.equal(resets, 1);
  });

  it('counts nothing from before the user first joined as unread', () => {
    const { session, panel } = setUp();
    const heard: unknown[] = [];
    panel.onDidAddEntry(({ entry }) => heard.push(entry.id));
    session.invited.historyEnd = 7;
    const old = session.receive('@Ann before', { seq: 7 });
    assert.equal(panel.unseen.count, 0);
    assert.equal(panel.status.read().firstUnread, undefined);
    session.amend(old, { text: '@Ann again', edited: true });
    assert.deepEqual([panel.unseen.count, heard], [0, []]);
    const news = session.receive('after', { seq: 8 });
    assert.equal(panel.status.read().firstUnread, news);
    assert.deepEqual([panel.unseen.count, heard], [1, [news]]);
    assert.equal(panel.lastSeen, 7);
  });

  it('counts mentions in the current text of unread messages', () => {
    const { session, panel } = setUp();
    const id = session.receive('@Ann look', { seq: 1 });
    assert.deepEqual(panel.unseen, { count: 1, mentions: 1 });
    let changes = 0;
    panel.onDidChangeBadge(() => {
      changes += 1;
    });
    session.amend(id, { text: 'look', edited: true });
    assert.deepEqual(panel.unseen, { count: 1, mentions: 0 });
    session.amend(id, { text: 'look, @Ann', edited: true });
    assert.deepEqual(panel.unseen, { count: 1, mentions: 1 });
    session.amend(id, { text: '', deleted: true });
    assert.deepEqual(panel.unseen, { count: 1, mentions: 0 });
    assert.equal(changes, 3);
  });

  it('can be acted on while the room responds', () => {
    const { session, panel } = setUp();
    const can = (connection: SessionState['connection']) => {
      session.become(connection);
      return panel.status.read().canAct;
    };
    assert.equal(can({ kind: 'joined' }), true);
    assert.equal(can({ kind: 'hosting' }), true);
    assert.equal(can({ kind: 'reconnecting' }), false);
    assert.equal(can({ kind: 'waiting', position: 1 }), false);
    assert.equal(can({ kind: 'offline' }), false);
    assert.equal(panel.status.read().plainText, undefined);
  });

  it('takes linear time when one message has most of the replies, whatever its text', () => {
    assertLinear((count) => {
      const { session, panel } = setUp();
      const target = session.receive('[a]('.repeat(1000));
      for (let seq = 2; seq < count; seq += 1)
        session.receive('so', { reply: { seq, id: target } });
      panel.snapshot();
      session.amend(target, { text: '['.repeat(4096), edited: true });
    }, 1250);
  });

  it('takes a snapshot in linear time, whatever the log’s messages', () => {
    const code = {
      ...{ type: 'code', path: 'src/main.c', line: 1, endLine: 20, language: 'c', hash: 'h' },
      text: 'int main(void) { return 0; }\n'.repeat(20),
    };
    assertLinear((length) => {
      const { session, panel } = setUp();
      session.reload(
        Array.from({ length }, (_, i) => ({
          ...{ kind: 'message', seq: i + 1, time: i, author: `m${i % 2}`, own: i % 2 === 1 },
          authorName: i % 2 === 1 ? 'Ann' : 'Cai',
          text: i % 5 === 0 ? `@Ann look at \`line ${i}\`` : `Message number ${i}`,
          ...(i % 20 === 1 && { card: code }),
          ...(i % 10 === 3 && { reply: { seq: i, id: session.entries.at(-1)?.id } }),
          ...(i % 7 === 0 && { reactions: { '👍': ['m0', 'm1'] } }),
        })) as unknown as NewEntry[],
      );
      assert.equal(panel.snapshot().messages.length, length);
    }, 2500);
  });
});
