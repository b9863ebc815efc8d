import assert from 'node:assert/strict';
import type { Card } from '../../../src/protocol/card';
import { DraftStore } from '../../../src/ui/messages/draft-store';
import { Emitter } from '../../../src/util/event';
import { codeCard } from '../../helpers/cards';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeMemento } from '../../helpers/fake-memento';

const key = 'deskmate.draft';

describe('the keeper of the draft', () => {
  function setUp(memento = new FakeMemento()) {
    const clock = new FakeClock();
    const settingChanges = new Emitter<void>();
    const settings = {
      keepTranscript: true,
      onDidChange: (listener: () => void) => settingChanges.event(listener),
    };
    const drafts = new Emitter<{ readonly draft: string }>();
    const attachments = new Emitter<void>();
    const panel = {
      attached: undefined as Card | undefined,
      attach: (card: Card | undefined) => {
        panel.attached = card;
        attachments.fire();
      },
      onDidChangeAttachment: attachments.event,
      draft: '',
      restoreDraft: (draft: string) => {
        panel.draft = draft;
        drafts.fire({ draft });
      },
      onDidChangeDraft: drafts.event,
    };
    const type = (draft: string) => panel.restoreDraft(draft);
    const start = () => new DraftStore(panel, memento, settings, clock);
    return { clock, memento, settings, settingChanges, panel, type, start };
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
    assert.equal(after.panel.draft, 'half a thought');
  });

  it('keeps nothing of what was sent', async () => {
    const { clock, memento, type, start } = setUp();
    const keeper = start();
    type('hello');
    await keeper.flush();
    assert.equal(memento.get(key), 'hello');
    type('');
    await clock.advance(1000);
    assert.deepEqual(memento.keys(), []);
  });

  it('brings back what was attached, and nothing that is no card', async () => {
    const before = setUp();
    before.start();
    before.panel.attach(codeCard);
    await before.clock.advance(1000);
    const after = setUp(before.memento);
    after.start();
    assert.deepEqual(after.panel.attached, codeCard);
    after.panel.attach(undefined);
    await after.clock.advance(1000);
    assert.deepEqual(after.memento.keys(), []);
    await after.memento.update('deskmate.draftCard', { ...codeCard, text: 'two\nlines' });
    const odd = setUp(after.memento);
    odd.start();
    assert.equal(odd.panel.attached, undefined);
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
    await unwanted.memento.update(key, 'hello');
    unwanted.settings.keepTranscript = false;
    unwanted.start();
    await unwanted.clock.advance(100);
    assert.equal(unwanted.panel.draft, '');
    assert.deepEqual(unwanted.memento.keys(), []);

    const odd = setUp();
    await odd.memento.update(key, { draft: 'hello' });
    odd.start();
    assert.equal(odd.panel.draft, '');
  });
});
