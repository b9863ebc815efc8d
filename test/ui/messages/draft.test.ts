import { strict as assert } from 'node:assert';
import type { Card } from '../../../src/protocol/card';
import { type Extras, SayError } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { PanelDraft } from '../../../src/ui/messages/draft';
import { codeCard, errorCard, patchCard } from '../../helpers/cards';

describe('sending a draft', () => {
  /** Records sent messages; refuses with the code that a test sets. */
  function setUp() {
    const said: [string, Extras | undefined][] = [];
    const refuse: { code?: ConstructorParameters<typeof SayError>[0] } = {};
    const session = {
      messages: {
        say: (text: string, extras?: Extras) => {
          if (refuse.code) throw new SayError(refuse.code);
          said.push([text, extras]);
        },
        edit: () => {},
      },
      entry: () => undefined,
    };
    const draft = new PanelDraft(session, english);
    let changes = 0;
    draft.onDidChangeAttachment(() => {
      changes += 1;
    });
    const send = (text: string, attachment?: number) =>
      draft.send({ text, ...(attachment !== undefined && { attachment }) });
    return { said, refuse, draft, send, changes: () => changes };
  }

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

  it('sends only the card that the person saw', () => {
    const { said, draft, send } = setUp();
    draft.attach(codeCard);
    const seen = draft.attached?.id;
    draft.attach(errorCard);
    const result = send('look', seen);
    assert.deepEqual(result.ok, false);
    assert.match((result as { reason: string }).reason, /attachment is gone/);
    assert.deepEqual(said, []);
    draft.detach(seen ?? 0);
    assert.equal(draft.attached?.card, errorCard);
    assert.deepEqual(send('without it'), { ok: true });
    assert.deepEqual(said, [['without it', {}]]);
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
});
