import { strict as assert } from 'node:assert';
import type { Card } from '../../../src/protocol/card';
import { MessageError } from '../../../src/room/message-error';
import type { SendOptions } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { PanelDraft } from '../../../src/ui/panel/draft';
import { codeCard, errorCard, patchCard, terminalCard } from '../../helpers/cards';

/** A message that the hub has numbered. */
const said7 = {
  kind: 'message',
  seq: 7,
  time: 0,
  author: 'm1',
  authorName: 'Ann',
  own: false,
  text: 'a',
} as const;

describe('sending a draft', () => {
  /** Records sent messages; refuses with the code that a test sets. */
  function setUp() {
    const said: [string, SendOptions | undefined][] = [];
    const refuse: { code?: ConstructorParameters<typeof MessageError>[0] } = {};
    const session = {
      messages: {
        say: (text: string, extras?: SendOptions) => {
          if (refuse.code) throw new MessageError(refuse.code);
          said.push([text, extras]);
        },
        edit: () => {},
      },
      entry: (id: string) => ({ ...said7, id }),
    };
    const ran: string[] = [];
    const run = (text: string) => {
      if (!text.startsWith('/')) return { text };
      ran.push(text);
      return { ok: true, ran: true } as const;
    };
    const sentFiles: [readonly number[], number | undefined][] = [];
    const files = {
      refusal: undefined as string | undefined,
      send: (ids: readonly number[], reply?: number) => {
        sentFiles.push([ids, reply]);
        return undefined;
      },
    };
    const told: [string, string, Card | undefined][] = [];
    const lines = {
      problem: undefined as string | undefined,
      tell: (student: string, text: string, card: Card | undefined) => {
        if (lines.problem === undefined) told.push([student, text, card]);
        return lines.problem;
      },
    };
    const draft = new PanelDraft(session, { run }, files, lines, english);
    let changes = 0;
    draft.onDidChangeAttachment(() => {
      changes += 1;
    });
    const send = (text: string, attachment?: number) =>
      draft.send({ text, of: draft.of, ...(attachment !== undefined && { attachment }) });
    return {
      said,
      told,
      lines,
      ran,
      refuse,
      draft,
      send,
      files,
      sentFiles,
      changes: () => changes,
    };
  }

  it('sends a private text on its line and nowhere else, whatever goes with it', () => {
    const { said, told, draft, send, sentFiles } = setUp();
    draft.setTo('m2');
    draft.attach(codeCard);
    const attachment = draft.attachment?.id ?? 0;
    const message = { text: 'psst', of: draft.of, to: 'm2', attachment, files: [1], reply: '7' };
    assert.deepEqual(draft.send(message), { ok: true });
    assert.deepEqual(told, [['m2', 'psst', codeCard]]);
    assert.deepEqual([said, sentFiles], [[], []]);
    assert.equal(draft.to, 'm2', 'the next text goes there, too');
    // What counts is whom the page showed when the user sent it.
    draft.setTo(undefined);
    draft.send({ text: 'also private', of: draft.of, to: 'm2' });
    assert.equal(told.length, 2);
    send('to all');
    assert.deepEqual(said, [['to all', {}]]);
  });

  it('keeps a private text that was refused, and the text when the recipient changes', () => {
    const { said, lines, draft } = setUp();
    lines.problem = 'Not now.';
    draft.set('psst');
    draft.setTo('m2');
    assert.equal(draft.text, 'psst');
    assert.deepEqual(draft.send({ text: 'psst', of: draft.of, to: 'm2' }), {
      ok: false,
      reason: 'Not now.',
    });
    assert.deepEqual(said, []);
    assert.deepEqual(draft.all, [{ room: '', text: 'psst', to: 'm2' }]);
  });

  it('sends the attached card once, with or without text', () => {
    for (const card of [codeCard, errorCard, patchCard] as Card[]) {
      const { said, draft, send, changes } = setUp();
      draft.attach(card);
      const id = draft.attached?.id ?? assert.fail('a card');
      assert.deepEqual(send('', id), { ok: true });
      assert.deepEqual(said, [['', { card }]]);
      assert.equal(draft.attached, undefined);
      assert.equal(changes(), 2);
      assert.equal(send('again', id).ok, false);
      assert.equal(said.length, 1);
    }
  });

  it('sends only the card that the user saw', () => {
    const { said, draft, send } = setUp();
    draft.attach(codeCard);
    const seen = draft.attached?.id;
    draft.attach(errorCard);
    const result = send('look', seen);
    assert.deepEqual(result.ok, false);
    assert.match((result as { reason: string }).reason, /attachment is no longer available/);
    assert.deepEqual(said, []);
    draft.detach(seen ?? 0);
    assert.equal(draft.attached?.card, errorCard);
    assert.deepEqual(send('without it'), { ok: true });
    assert.deepEqual(said, [['without it', {}]]);
  });

  describe('an output', () => {
    const output: Card = { ...terminalCard, output: ['a\ntoken=abc123\nb'], gaps: [] };

    it('is shown as a whole, and sent as it was trimmed', () => {
      const { said, draft, send, changes } = setUp();
      draft.attach(terminalCard);
      const id = draft.attached?.id ?? assert.fail('a card');
      assert.equal(draft.attachment?.review?.card.command, 'make test');
      draft.trim({ id: id + 1, part: 'errors', leaveOutMarked: false });
      assert.equal(changes(), 1, 'another card isn’t trimmed');
      draft.trim({ id, part: 1, leaveOutMarked: false });
      assert.equal(draft.attached?.id, id);
      assert.equal(changes(), 2);
      assert.deepEqual(send('why?', id), { ok: true });
      assert.deepEqual(said, [
        [
          'why?',
          {
            card: {
              ...terminalCard,
              output: terminalCard.output.slice(1),
              gaps: [{ after: 0, lines: 41 }],
            },
          },
        ],
      ]);
    });

    it('that may hold a secret goes only when it is sent again', () => {
      const { said, draft, send } = setUp();
      draft.attach(output);
      const id = draft.attached?.id ?? assert.fail('a card');
      const first = send('', id);
      assert.match((first as { reason: string }).reason, /^One marked line .* Send again/);
      assert.deepEqual(said, []);
      draft.trim({ id, part: 'all', leaveOutMarked: true });
      draft.trim({ id, part: 'all', leaveOutMarked: false });
      assert.equal(send('', id).ok, false, 'it asks again after a change');
      assert.deepEqual(send('', id), { ok: true });
      assert.equal(said.length, 1);
    });

    it('goes at once without the marked lines', () => {
      const { said, draft, send } = setUp();
      draft.attach(output);
      const id = draft.attached?.id ?? assert.fail('a card');
      draft.trim({ id, part: 'all', leaveOutMarked: true });
      assert.deepEqual(send('', id), { ok: true });
      const [, extras] = said[0] ?? [];
      assert.deepEqual(extras?.card, {
        ...output,
        output: ['a\nb'],
        gaps: [{ after: 1, lines: 1 }],
      });
    });
  });

  it('keeps a refused draft, and says why', () => {
    const { refuse, draft, send } = setUp();
    draft.attach(codeCard);
    refuse.code = 'plain-text';
    const lab = send('look', draft.attached?.id);
    assert.match((lab as { reason: string }).reason, /Lab rooms carry plain text only/);
    draft.attach({
      ...codeCard,
      endLine: 610,
      text: `${'x'.repeat(99)}\n`.repeat(600).slice(0, -1),
    });
    refuse.code = 'too-large';
    const large = send('y'.repeat(5000), draft.attached?.id);
    assert.match((large as { reason: string }).reason, /first 5\d\d fit/);
    assert.ok(draft.attached);
  });

  it('runs commands, but not what the page says is none, nor edits', () => {
    const { said, ran, draft, send } = setUp();
    draft.attach(codeCard);
    assert.deepEqual(send('/lock', draft.attached?.id), { ok: true, ran: true });
    assert.ok(draft.attached, 'the card stays for a message');
    draft.send({ text: '/tmp', of: draft.of, literal: true });
    draft.send({ text: '/edited', of: draft.of, edit: 'e1' });
    assert.deepEqual(ran, ['/lock']);
    assert.deepEqual(said, [['/tmp', {}]]);
  });

  it('sends the text first, and each file as a message of its own', () => {
    const { said, sentFiles, draft } = setUp();
    assert.deepEqual(draft.send({ of: draft.of, text: 'look', reply: 'x', files: [3, 4] }), {
      ok: true,
    });
    assert.deepEqual(said, [['look', { reply: 7 }]]);
    assert.deepEqual(sentFiles, [[[3, 4], undefined]]);
  });

  it('lets the first file reply when there is no text', () => {
    const { said, sentFiles, draft } = setUp();
    assert.deepEqual(draft.send({ of: draft.of, text: ' ', reply: 'x', files: [3] }), { ok: true });
    assert.deepEqual(said, []);
    assert.deepEqual(sentFiles, [[[3], 7]]);
  });

  it('sends nothing of a draft whose files the room doesn’t take, or whose text it refuses', () => {
    const { said, sentFiles, draft, files, refuse } = setUp();
    files.refusal = 'No files here.';
    const refused = { ok: false, reason: 'No files here.' };
    assert.deepEqual(draft.send({ of: draft.of, text: 'look', files: [3] }), refused);
    files.refusal = undefined;
    refuse.code = 'queue-full';
    assert.equal(draft.send({ of: draft.of, text: 'look', files: [3] }).ok, false);
    assert.deepEqual([said, sentFiles], [[], []]);
  });
});

describe('drafts of several rooms', () => {
  function setUp() {
    const said: string[] = [];
    const messages = { say: (text: string) => said.push(text), edit: () => {} };
    const run = (text: string) => ({ text });
    const files = { refusal: undefined, send: () => undefined };
    const lines = { tell: () => undefined };
    const draft = new PanelDraft(
      { messages, entry: () => undefined },
      { run },
      files,
      lines,
      english,
    );
    return { said, draft };
  }

  it('keep their recipients, which are never those of another room', () => {
    const { said, draft } = setUp();
    draft.enter('a');
    draft.set('psst');
    draft.setTo('m2');
    const inA = draft.of;
    draft.enter('b');
    assert.deepEqual([draft.text, draft.to], ['', undefined]);
    // A late message of a page that still shows room a.
    draft.setTo('m3', 'view', inA);
    assert.equal(draft.to, undefined);
    draft.send({ text: 'late', of: inA, to: 'm2' });
    draft.bring('a');
    assert.deepEqual([draft.text, draft.to], ['', undefined], 'its members have other ids here');
    draft.enter('a');
    assert.deepEqual([draft.text, draft.to], ['late\npsst', 'm2']);
    assert.deepEqual(said, []);
    const { draft: later } = setUp();
    later.restore(draft.all);
    later.enter('a');
    assert.equal(later.to, 'm2');
  });

  it('goes along to the room that continues another one, unless something is written there', () => {
    const { draft } = setUp();
    draft.enter('old');
    draft.set('half a sentence', 'view', draft.of);
    draft.enter('new');
    assert.equal(draft.text, '');
    draft.bring('old');
    assert.equal(draft.text, 'half a sentence');
    assert.deepEqual(draft.all, [{ room: 'new', text: 'half a sentence' }]);
    draft.enter('third');
    draft.set('other', 'view', draft.of);
    draft.bring('new');
    assert.equal(draft.text, 'other');
  });

  it('stay in their rooms', () => {
    const { draft } = setUp();
    draft.enter('a');
    draft.set('for a');
    draft.attach(codeCard);
    draft.enter(undefined);
    assert.equal(draft.text, 'for a', 'stays in sight after the room');
    draft.enter('b');
    assert.deepEqual([draft.text, draft.attached], ['', undefined]);
    draft.set('for b');
    draft.enter('a');
    assert.deepEqual([draft.text, draft.attached?.card], ['for a', codeCard]);
    draft.set('');
    draft.enter('b');
    assert.equal(draft.text, 'for b');
    assert.deepEqual(draft.all, [
      { room: 'a', text: '', card: codeCard },
      { room: 'b', text: 'for b' },
    ]);
  });

  it('get a card that was attached outside a room in the next one', () => {
    const { draft } = setUp();
    draft.attach(codeCard);
    draft.enter('a');
    assert.equal(draft.attached?.card, codeCard);
    draft.detach(draft.attached?.id ?? 0);
    draft.set('for a');
    draft.enter(undefined);
    draft.attach(errorCard);
    draft.enter('b');
    assert.equal(draft.attached?.card, errorCard);
    assert.deepEqual(draft.all.slice(0, 1), [{ room: 'a', text: 'for a' }]);
  });

  it('take what a page sends late, and send nothing to another room', () => {
    const { said, draft } = setUp();
    draft.enter('a');
    const { of } = draft;
    draft.enter('b');
    draft.set('late', 'view', of);
    assert.deepEqual(draft.send({ text: 'secret', of }), { ok: true, moved: true });
    assert.deepEqual(said, []);
    assert.equal(draft.text, '');
    draft.enter('a');
    assert.equal(draft.text, 'secret\nlate');
  });

  it('are forgotten with their rooms, except where this window is', () => {
    const { draft } = setUp();
    for (const room of ['a', 'b', 'c']) {
      draft.enter(room);
      draft.set(`for ${room}`);
    }
    draft.forget((room) => room !== 'b');
    assert.deepEqual(
      draft.all.map(({ room }) => room),
      ['b', 'c'],
    );
    draft.enter(undefined);
    draft.forget((room) => room === 'c');
    assert.equal(draft.text, '');
  });

  it('are bounded in number and size, the latest stay', () => {
    const { draft } = setUp();
    for (let room = 0; room < 50; room++) {
      draft.enter(`${room}`);
      draft.set('text');
    }
    assert.equal(draft.all.length, 21);
    assert.equal(draft.all.at(0)?.room, '29');
    draft.set('x'.repeat(300_000));
    draft.enter('last');
    assert.equal(draft.all.length, 20, 'the long one is gone');
  });
});
