import assert from 'node:assert/strict';
import type { Card } from '../../../src/protocol/card';
import { cardStandIn } from '../../../src/protocol/card-rules';
import type { Delivery, LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { english } from '../../../src/strings/translate';
import { maxFollowed } from '../../../src/text/message-link';
import {
  deliveryText,
  panelMessage,
  type WordingContext,
} from '../../../src/ui/panel/panel-message';

const context = { unsent: false, invited: true, language: 'en' };

function words(delivery: Delivery, change: Partial<typeof context> = {}) {
  return deliveryText(delivery, { ...context, ...change }, english);
}

function received(count: number, of: number) {
  const names = Array.from({ length: count }, (_, i) => `N${i + 1}`);
  return words({ received: count, of, names });
}

describe('a message’s delivery state', () => {
  it('is queued until the hub has it, and sent automatically', () => {
    const { state, label, title } = words('queued');
    assert.deepEqual([state, label], ['queued', '']);
    assert.match(title, /sent automatically/);
    assert.equal(words('queued', { invited: false }).title, 'Sending…');
  });

  it('is on the hub while no one else has it', () => {
    assert.equal(words('hub').state, 'hub');
    assert.deepEqual(received(0, 5), {
      state: 'hub',
      label: '',
      title: 'Saved in the room. Not received by anyone yet.',
    });
    assert.match(received(0, 0).title, /No one else was there/);
    assert.equal(received(0, 0).state, 'hub');
  });

  it('is received by some, who are named', () => {
    assert.deepEqual(received(2, 5), {
      state: 'received',
      label: '2 of 5',
      title: 'Received by 2 of 5: N1 and N2.',
    });
  });

  it('is received by all', () => {
    assert.deepEqual(received(1, 1), { state: 'all', label: '', title: 'Received by N1.' });
    assert.deepEqual(received(3, 3), {
      state: 'all',
      label: '',
      title: 'Received by all 3: N1, N2, and N3.',
    });
  });

  it('is a count where they are too many to name', () => {
    const many = (received: number) => words({ received, of: 300, names: [] });
    assert.equal(many(2).title, 'Received by 2 of 300.');
    assert.deepEqual(many(300), { state: 'all', label: '', title: 'Received by all 300.' });
  });

  it('lists ten people and counts the others', () => {
    assert.match(received(11, 20).title, /N10, and 1 other\.$/);
    const { title } = received(400, 500);
    assert.match(title, /N10, and 390 others\.$/);
    assert.doesNotMatch(title, /N11/);
  });

  it('is unsent when it never went out, as the message says', () => {
    const cases = [
      words('queued', { unsent: true }),
      words('queued', { unsent: true, invited: false }),
      words('unsent'),
    ];
    for (const { state, label, title } of cases) {
      assert.equal(state, 'unsent');
      assert.match(label, /^Not sent: /);
      assert.equal(title, label);
    }
    assert.equal(new Set(cases.map(({ label }) => label)).size, 3);
  });
});

const said: MessageEntry = {
  kind: 'message',
  id: 'e1',
  time: 1,
  author: 'm1',
  authorName: 'Ann',
  own: true,
  text: 'hello',
};

const names: Readonly<Record<string, string>> = { m0: 'Cai', m1: 'Ann', m2: 'Ben' };

function show(
  change: Partial<MessageEntry>,
  others: readonly LogEntry[] = [],
  note?: string,
  appliedHere?: ReturnType<WordingContext['appliedHere']>,
) {
  const context: WordingContext = {
    unsent: false,
    invited: true,
    shown: (name: string) => name,
    language: 'en',
    hueOf: (id) => Number(id.slice(1)),
    entry: (id) => others.find((entry) => entry.id === id),
    nameOf: (id) => names[id],
    isSelf: (id) => id === 'm1',
    isMention: () => false,
    linksOf: () => (address) => ({ label: `to ${address.length}`, quote: 'what it says' }),
    fileState: () => ({ isKept: true }),
    isBookmarked: ({ text }) => text === 'bookmarked',
    appliedHere: () => appliedHere,
    note: (_, file) => (note === undefined ? undefined : `${note} ${file ?? ''}`.trim()),
  };
  const message = panelMessage({ ...said, ...change }, context, english);
  assert.ok(message.kind === 'message');
  return message;
}

const code: Card = {
  type: 'code',
  path: 'src/main.c',
  line: 10,
  endLine: 12,
  language: 'c',
  text: 'int a;\nint b;\nint c;',
  hash: 'h',
};

describe('a message as the panel shows it', () => {
  const address = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`;

  it('says what its links to messages lead to, each once', () => {
    assert.equal('links' in show({ text: 'none' }), false);
    assert.deepEqual(show({ text: `${address} and ${address}` }).links, [
      { address, label: `to ${address.length}`, quote: 'what it says' },
    ]);
    assert.equal('links' in show({ text: '', deleted: true }), false);
  });

  it('follows only a few links, so that no message blocks the editor', () => {
    const many = Array.from({ length: 400 }, (_, i) => address.replace('m=7', `m=${i}`));
    const { links = [] } = show({ text: many.join(' ') });
    assert.deepEqual(
      links.map((link) => link.address),
      many.slice(0, maxFollowed),
    );
  });

  it('shows no address of a link in a quote or a pin', () => {
    const target = { ...said, id: 'e0', text: `see ${address}` };
    const { reply } = show({ reply: { seq: 1, id: 'e0' } }, [target]);
    assert.equal(reply?.text, `see to ${address.length}`);
    const pinned = { seq: 3, by: 'm1', name: 'Ann' };
    assert.equal(show({ text: `see ${address}`, withPin: pinned }).pinned?.text, reply?.text);
  });

  it('reveals nothing of a deleted message', () => {
    const message = show({ text: 'x', edited: true, deleted: true, delivery: 'hub', card: code });
    assert.deepEqual(message, {
      ...{ kind: 'message', id: 'e1', time: 1, author: 'm1', authorName: 'Ann', own: true, hue: 1 },
      text: '',
      deleted: true,
    });
  });

  it('omits text that only stands in for the card', () => {
    const alone = show({ text: cardStandIn(code), card: code }, [], 'moved');
    assert.equal(alone.text, '');
    assert.deepEqual(alone.card, {
      kind: 'code',
      place: 'src/main.c, lines 10–12',
      path: 'src/main.c',
      line: 10,
      language: 'c',
      text: 'int a;\nint b;\nint c;',
      note: 'moved',
    });
    assert.equal(show({ text: 'why?', card: code }).text, 'why?');
    const inCell = show({ text: '', card: { ...code, path: 'lab.ipynb', cell: 3 } }).card;
    assert.equal(inCell?.kind === 'code' && inCell.place, 'lab.ipynb, cell 3, lines 10–12');
  });

  it('shows an error at its place, with its source', () => {
    const error: Card = {
      ...code,
      type: 'error',
      severity: 'warning',
      message: 'unused',
      source: 'gcc',
      code: '-Wunused',
      at: { line: 11, column: 5, endLine: 11, endColumn: 6 },
    };
    const { card } = show({ text: cardStandIn(error), card: error });
    assert.ok(card?.kind === 'error');
    assert.equal(card.place, 'src/main.c, line 11');
    assert.deepEqual(card.error, {
      ...{ severity: 'warning', severityLabel: 'Warning', message: 'unused' },
      ...{ origin: 'gcc -Wunused', from: 11, frames: [], locals: [], to: 11 },
    });
  });

  it('counts the lines a patch adds and removes, with a note for each file', () => {
    const patch: Card = {
      type: 'patch',
      files: [
        { path: 'a.c', change: 'modified', diff: '@@ -1,2 +1,3 @@\n-a\n+b\n+c\n d' },
        { path: 'b.c', change: 'added', diff: '@@ -0,0 +1 @@\n+x' },
      ],
    };
    const { card } = show({ text: cardStandIn(patch), card: patch }, [], 'applied');
    assert.deepEqual(card, {
      kind: 'patch',
      title: 'Patch: 2 files',
      applicable: false,
      applied: [],
      files: [
        {
          ...{ path: 'a.c', change: 'modified', changeLabel: 'modified' },
          ...{ added: 2, removed: 1, note: 'applied 0' },
        },
        {
          ...{ path: 'b.c', change: 'added', changeLabel: 'new' },
          ...{ added: 1, removed: 0, note: 'applied 1' },
        },
      ],
    });
  });

  it('doesn’t offer the user’s own patch, and says what others applied of it', () => {
    const file = { path: 'a.c', change: 'added', diff: '' } as const;
    const patch: Card = { type: 'patch', files: [file, file, file] };
    const shown = (change: Partial<MessageEntry>) => {
      const { card } = show({ text: 'take it', card: patch, ...change });
      assert.ok(card?.kind === 'patch');
      return card;
    };
    assert.equal(shown({ own: true }).applicable, false);
    assert.equal(shown({ own: false }).applicable, true);
    const some = { m2: { files: 2, of: 3 }, m9: { files: 3, of: 3 }, m1: { files: 1, of: 3 } };
    assert.deepEqual(shown({ own: true, applied: some }).applied, [
      'Ben applied 2 of 3 files',
      'someone applied all 3 files',
    ]);
    assert.deepEqual(
      [{}, { m1: { files: 0, of: 3 } }, some, { m1: { files: 3, of: 3 } }].map(
        (applied) => shown({ applied }).here,
      ),
      [
        undefined,
        { label: 'Applied in part', whole: false },
        { label: '1 of 3 files applied', whole: false },
        { label: 'Applied', whole: true },
      ],
    );
    const one = { m2: { files: 1, of: 1 }, m9: { files: 0, of: 3 } };
    assert.deepEqual(shown({ applied: one }).applied, [
      'Ben applied it',
      'someone applied part of it',
    ]);
  });

  it('says what is applied here now, also while the room knows only what was before', () => {
    const file = { path: 'a.c', change: 'added', diff: '' } as const;
    const change: Partial<MessageEntry> = {
      own: false,
      text: 'take it',
      card: { type: 'patch', files: [file, file] },
      applied: { m1: { files: 2, of: 2 } },
    };
    const here = (applied: ReturnType<WordingContext['appliedHere']>) => {
      const { card } = show(change, [], undefined, applied);
      return card?.kind === 'patch' ? card.here?.label : 'no patch';
    };
    assert.equal(here(undefined), 'Applied');
    assert.equal(here({ files: 1, of: 2 }), '1 of 2 files applied');
    assert.equal(here('nothing'), undefined);
  });

  it('quotes what it replies to: the first line, the card, or why there is neither', () => {
    const target: MessageEntry = { ...said, id: 'e0', author: 'm2', authorName: 'Ben' };
    const quoted = (change: Partial<MessageEntry>) =>
      show({ reply: { seq: 1, id: 'e0' } }, [{ ...target, ...change }]).reply;
    assert.deepEqual(quoted({ text: '\n> **why** `x`?\nmore' }), {
      ...{ id: 'e0', authorName: 'Ben', hue: 2, text: 'why x?' },
    });
    assert.equal(quoted({ text: cardStandIn(code), card: code })?.text, 'src/main.c, lines 10–12');
    assert.equal(quoted({ text: '', deleted: true })?.text, 'This message was deleted');
    const gone = { authorName: '', hue: 0, text: 'an earlier message' };
    assert.deepEqual(show({ reply: { seq: 1 } }).reply, gone);
    assert.deepEqual(show({ reply: { seq: 1, id: 'e9' } }).reply, gone);
  });

  it('says who pinned it, and that the user bookmarked it', () => {
    const pinned = (by: string) => show({ withPin: { seq: 7, by, name: 'Ben' } }).pinned;
    assert.deepEqual(pinned('m2'), { order: 7, title: 'Pinned by Ben', text: said.text });
    assert.equal(pinned('m1')?.title, 'Pinned by you');
    assert.equal(show({}).bookmarked, undefined);
    assert.equal(show({ text: 'bookmarked' }).bookmarked, true);
  });

  it('names those who reacted, in order, including unknown members', () => {
    const { reactions } = show({ reactions: { '👍': ['m2', 'm1'], '🎉': ['m9'] } });
    assert.deepEqual(reactions, [
      { emoji: '👍', count: 2, own: true, title: 'Ben and you' },
      { emoji: '🎉', count: 1, own: false, title: 'someone' },
    ]);
  });

  it('names no student whose question is published without the name, and who published it', () => {
    const question = { author: 'm2', authorName: 'Ben', own: false, anonymous: true } as const;
    const { author, authorName, anonymous, own } = show(question);
    assert.deepEqual([authorName, anonymous], ['Anonymous student', 'published by Ben']);
    assert.deepEqual([author, own], ['m2', false]);
    const mine = show({ ...question, own: true, deleted: true });
    assert.deepEqual([mine.authorName, mine.anonymous], ['Anonymous student', 'published by you']);
    const target = { ...said, ...question, id: 'e0' };
    assert.equal(show({ reply: { seq: 1, id: 'e0' } }, [target]).reply?.authorName, authorName);
  });
});
