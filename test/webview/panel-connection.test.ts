import { strict as assert } from 'node:assert';
import { Emitter } from '../../src/util/event';
import type { ToPanel } from '../../src/webview/messages';
import { PanelConnection } from '../../src/webview/panel-connection';
import type { PanelPlace } from '../../src/webview/panel-model';
import { FakeClock } from '../helpers/fake-clock';
import { hosting, said, snapshot } from './app/fixtures';
import { FakeModel } from './fake-model';

describe('the connection of a page to the model', () => {
  const clock = new FakeClock();
  let model: FakeModel;
  let focused: boolean;
  let focusChanges: Emitter<void>;

  beforeEach(() => {
    model = new FakeModel();
    focused = true;
    focusChanges = new Emitter();
  });

  function connect(place: PanelPlace = 'view') {
    const posts: ToPanel[] = [];
    const received = new Emitter<unknown>();
    const connection = new PanelConnection(
      {
        postMessage: async (message) => {
          posts.push(message);
          return true;
        },
        onDidReceiveMessage: received.event,
      },
      model,
      place,
      { isFocused: () => focused, onDidChange: focusChanges.event },
      clock,
    );
    /** What was posted since the last time. */
    const take = () => posts.splice(0);
    return { connection, take, say: (message: unknown) => received.fire(message) };
  }

  function connected(place?: PanelPlace) {
    const page = connect(place);
    page.say({ type: 'ready' });
    page.take();
    return page;
  }

  it('is silent until the page is ready, then gives it everything', async () => {
    const { say, take } = connect();
    model.messageChanges.fire(said('1', 'early'));
    model.statusChanges.fire();
    focusChanges.fire();
    await clock.advance(1000);
    assert.deepEqual(take(), []);
    say({ type: 'ready' });
    assert.deepEqual(take(), [
      { type: 'snapshot', snapshot: model.content },
      { type: 'colors', colors: model.theme.colors },
      { type: 'focus', focused: true },
    ]);
    await clock.advance(1000);
    assert.deepEqual(take(), []);
  });

  it('gathers changes: at once for an idle page, then every 33 ms, the last of each message', async () => {
    const { take } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'a'));
    await clock.advance(0);
    assert.deepEqual(take(), [{ type: 'messages', messages: [said('1', 'a')] }]);
    for (let i = 0; i < 100; i++) model.messageChanges.fire(said('2', `flood ${i}`));
    model.messageChanges.fire(said('3', 'b'));
    await clock.advance(32);
    assert.deepEqual(take(), []);
    await clock.advance(1);
    assert.deepEqual(take(), [
      { type: 'messages', messages: [said('2', 'flood 99'), said('3', 'b')] },
    ]);
  });

  it('tells of the card that goes with the draft, and takes it away when the page says so', () => {
    const { say, take } = connected();
    model.draft.attachment = { id: 1, kind: 'code', label: 'main.c, line 1', detail: 'int n;' };
    model.attachmentChanges.fire();
    assert.deepEqual(take(), [{ type: 'attachment', attachment: model.draft.attachment }]);
    say({ type: 'detach', id: 1 });
    assert.deepEqual(model.calls, ['detach 1']);
    model.draft.attachment = undefined;
    model.attachmentChanges.fire();
    assert.deepEqual(take(), [{ type: 'attachment' }]);
  });

  it('keeps the place of a new message that changes before it is posted', async () => {
    const { take } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'waits'));
    model.messageChanges.fire({ ...said('2', 'news'), before: '1' });
    model.messageChanges.fire(said('2', 'news, edited'));
    await clock.advance(100);
    assert.deepEqual(take(), [
      {
        type: 'messages',
        messages: [said('1', 'waits'), { ...said('2', 'news, edited'), before: '1' }],
      },
    ]);
    model.messageChanges.fire(said('2', 'edited again'));
    await clock.advance(100);
    assert.deepEqual(take(), [{ type: 'messages', messages: [said('2', 'edited again')] }]);
  });

  it('posts a status only when it is another one', async () => {
    const { take } = connected();
    model.current = model.content.status;
    model.statusChanges.fire();
    await clock.advance(100);
    assert.deepEqual(take(), []);
    model.current = { ...hosting, headline: 'new' };
    model.statusChanges.fire();
    await clock.advance(100);
    assert.deepEqual(take(), [{ type: 'status', status: model.current }]);
  });

  it('gives a new snapshot after a reset, with nothing of the old log after it', async () => {
    const { take } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('old', 'a'));
    model.content = snapshot({ messages: [said('new', 'b')] });
    model.resets.fire();
    await clock.advance(1000);
    assert.deepEqual(take(), [
      { type: 'snapshot', snapshot: model.content },
      { type: 'colors', colors: model.theme.colors },
    ]);
  });

  it('confirms what was sent and clears the draft in both places', () => {
    const view = connected('view');
    const editor = connected('editor');
    view.say({ type: 'send', id: 7, text: 'hello' });
    assert.deepEqual(model.calls, ['send hello', 'draft ']);
    assert.deepEqual(view.take(), [{ type: 'sent', id: 7 }]);
    assert.deepEqual(editor.take(), [{ type: 'draft', draft: '' }]);
  });

  it('says why something was refused and keeps it as the draft', () => {
    const { say, take } = connected();
    model.result = { ok: false, reason: 'too long' };
    say({ type: 'send', id: 7, text: 'hello' });
    assert.deepEqual(model.calls, ['send hello', 'draft hello']);
    assert.deepEqual(take(), [{ type: 'refused', id: 7, reason: 'too long' }]);
  });

  it('says what a message answers, and leaves the draft alone when one is edited', () => {
    const { say, take } = connected();
    say({ type: 'send', id: 1, text: 'yes', reply: 'e3' });
    model.result = { ok: false, reason: 'gone' };
    say({ type: 'send', id: 2, text: 'better', edit: 'e4' });
    assert.deepEqual(model.calls, ['send yes to e3', 'draft ', 'send better for e4']);
    assert.deepEqual(take(), [
      { type: 'sent', id: 1 },
      { type: 'refused', id: 2, reason: 'gone' },
    ]);
  });

  it('gives the theme’s colors to a page that is there, whenever they change', async () => {
    const { connection, take } = connected();
    model.theme.colors = { string: '#00ff00' };
    model.colorChanges.fire();
    assert.deepEqual(take(), [{ type: 'colors', colors: model.theme.colors }]);
    connection.sleep();
    model.colorChanges.fire();
    assert.deepEqual(take(), []);
  });

  it('does what the person wants of this place, and of no other', () => {
    const view = connected('view');
    const editor = connected('editor');
    model.actions.fire({ action: 'find', place: 'editor' });
    assert.deepEqual(view.take(), []);
    assert.deepEqual(editor.take(), [{ type: 'do', action: 'find' }]);
  });

  it('does what was wanted of a loading page once it is ready, and only once', () => {
    const { connection, say, take } = connect();
    model.actions.fire({ action: 'find', place: 'view' });
    model.actions.fire({ action: 'nextMention', place: 'view' });
    assert.deepEqual(take(), []);
    say({ type: 'ready' });
    assert.deepEqual(take().at(-1), { type: 'do', action: 'nextMention' });
    connection.sleep();
    say({ type: 'ready' });
    assert.deepEqual(
      take().filter(({ type }) => type === 'do'),
      [],
    );
  });

  it('tells where the keyboard’s focus is, until the page is gone', () => {
    const { connection, say } = connected('editor');
    say({ type: 'focused', focused: false });
    say({ type: 'focused', focused: true });
    say({ type: 'focused', focused: true });
    connection.sleep();
    connection.dispose();
    assert.deepEqual(model.calls, ['focus editor true', 'focus editor false']);
  });

  it('hands on what the person clicks in the log', () => {
    const { say } = connected();
    const acts = [
      { type: 'delete', messageId: 'e1' },
      { type: 'react', messageId: 'e1', emoji: '👍', on: true },
      { type: 'openLink', url: 'https://example.com/' },
      { type: 'openReference', path: 'src/main.c', line: 3 },
      { type: 'openCard', messageId: 'e1', file: 2 },
      { type: 'applyPatch', messageId: 'e1' },
      { type: 'copy', text: 'x' },
      { type: 'insert', text: 'x' },
    ];
    for (const act of acts) say(act);
    say({ type: 'openLink', url: 7 });
    assert.deepEqual(model.acts, acts);
  });

  it('counts as seen only what a focused window shows', () => {
    const { say, take } = connected();
    focused = false;
    focusChanges.fire();
    assert.deepEqual(take(), [{ type: 'focus', focused: false }]);
    say({ type: 'seen', messageId: 'a' });
    focused = true;
    say({ type: 'seen', messageId: 'b' });
    assert.deepEqual(model.calls, ['seen b']);
  });

  it('ignores nonsense and passes commands, drafts and typing on', () => {
    const { say } = connected();
    say({ type: 'command', command: 'format' });
    say('ready');
    say({ type: 'command', command: 'leave' });
    say({ type: 'draft', draft: 'x' });
    say({ type: 'typing' });
    assert.deepEqual(model.calls, ['run leave', 'draft x', 'typing']);
  });

  it('posts nothing to a hidden page, and everything to the next one', async () => {
    const { connection, say, take } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'a'));
    connection.sleep();
    model.messageChanges.fire(said('2', 'b'));
    model.resets.fire();
    await clock.advance(1000);
    assert.deepEqual(take(), []);
    say({ type: 'ready' });
    assert.equal(take()[0]?.type, 'snapshot');
    await clock.advance(1000);
    assert.deepEqual(take(), []);
  });

  it('is deaf and mute after it was disposed', async () => {
    const { connection, say, take } = connected();
    model.statusChanges.fire();
    connection.dispose();
    say({ type: 'command', command: 'leave' });
    say({ type: 'ready' });
    model.messageChanges.fire(said('1', 'a'));
    await clock.advance(1000);
    assert.deepEqual(take(), []);
    assert.deepEqual(model.calls, []);
  });
});
