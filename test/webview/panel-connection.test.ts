import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Emitter } from '../../src/util/event';
import { PanelStore } from '../../src/webview/app/state/panel-store';
import type { ToPanel } from '../../src/webview/messages';
import { PanelConnection } from '../../src/webview/panel-connection';
import type { PanelSurface } from '../../src/webview/panel-model';
import type { PanelMember } from '../../src/webview/status-messages';
import { FakeClock } from '../helpers/fake-clock';
import { hosting, said, snapshot } from './app/fixtures';
import { FakeModel } from './fake-model';

describe('the connection between a page and the model', () => {
  const clock = new FakeClock();
  let model: FakeModel;
  let focused: boolean;
  let focusChanges: Emitter<void>;

  beforeEach(() => {
    model = new FakeModel();
    focused = true;
    focusChanges = new Emitter();
  });

  function connect(surface: PanelSurface = 'view') {
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
      surface,
      { isFocused: () => focused, onDidChange: focusChanges.event },
      clock,
    );
    /** The messages posted since the last call. */
    const takePosts = () => posts.splice(0);
    return { connection, takePosts, receive: (message: unknown) => received.fire(message) };
  }

  function connected(surface?: PanelSurface) {
    const page = connect(surface);
    page.receive({ type: 'ready' });
    page.takePosts();
    return page;
  }

  it('posts nothing until the page is ready, then everything', async () => {
    const { receive, takePosts } = connect();
    model.messageChanges.fire(said('1', 'early'));
    model.statusChanges.fire();
    focusChanges.fire();
    await clock.advance(1000);
    assert.deepEqual(takePosts(), []);
    receive({ type: 'ready' });
    assert.deepEqual(takePosts(), [
      { type: 'snapshot', snapshot: model.content },
      { type: 'colors', colors: model.theme.colors },
      { type: 'focus', focused: true },
    ]);
    await clock.advance(1000);
    assert.deepEqual(takePosts(), []);
  });

  it('posts a change to an idle page immediately, then the last version of each message every 33 ms', async () => {
    const { takePosts } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'a'));
    await clock.advance(0);
    assert.deepEqual(takePosts(), [{ type: 'messages', messages: [said('1', 'a')] }]);
    for (let i = 0; i < 100; i++) model.messageChanges.fire(said('2', `flood ${i}`));
    model.messageChanges.fire(said('3', 'b'));
    await clock.advance(32);
    assert.deepEqual(takePosts(), []);
    await clock.advance(1);
    assert.deepEqual(takePosts(), [
      { type: 'messages', messages: [said('2', 'flood 99'), said('3', 'b')] },
    ]);
  });

  it('posts a message at once although a status was posted just before it', async () => {
    const { takePosts } = connected();
    await clock.advance(1000);
    const status = { ...hosting, typing: 'Ann is typing…' };
    model.current = status;
    model.statusChanges.fire();
    await clock.advance(0);
    const { members: _, ...update } = status;
    assert.deepEqual(takePosts(), [{ type: 'status', status: update }]);
    model.statusChanges.fire();
    await clock.advance(1);
    model.messageChanges.fire(said('1', 'a'));
    await clock.advance(0);
    assert.deepEqual(takePosts(), [{ type: 'messages', messages: [said('1', 'a')] }]);
    model.messageChanges.fire(said('2', 'b'));
    await clock.advance(32);
    assert.deepEqual(takePosts(), []);
    await clock.advance(1);
    assert.deepEqual(takePosts(), [{ type: 'messages', messages: [said('2', 'b')] }]);
  });

  it('passes on a sound to the page that is to play it, if it is there', () => {
    const { receive, takePosts } = connect();
    model.chimes.fire('view');
    assert.deepEqual(takePosts(), []);
    receive({ type: 'ready' });
    takePosts();
    model.chimes.fire('view');
    model.chimes.fire('editor');
    assert.deepEqual(takePosts(), [{ type: 'do', action: 'chime' }]);
  });

  it('posts the card attached to the draft, and removes it when the page asks', () => {
    const { receive, takePosts } = connected();
    model.draft.attachment = { id: 1, kind: 'code', label: 'main.c, line 1', detail: 'int n;' };
    model.attachmentChanges.fire();
    assert.deepEqual(takePosts(), [{ type: 'attachment', attachment: model.draft.attachment }]);
    receive({ type: 'detach', id: 1 });
    receive({ type: 'trim', id: 2, part: 50, leaveOutMarked: true });
    assert.deepEqual(model.calls, ['detach 1', 'trim 2 50 true']);
    model.draft.attachment = undefined;
    model.attachmentChanges.fire();
    assert.deepEqual(takePosts(), [{ type: 'attachment' }]);
  });

  it('keeps the position of a new message that changes before it is posted', async () => {
    const { takePosts } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'waits'));
    model.messageChanges.fire({ ...said('2', 'news'), before: '1' });
    model.messageChanges.fire(said('2', 'news, edited'));
    await clock.advance(100);
    assert.deepEqual(takePosts(), [
      {
        type: 'messages',
        messages: [said('1', 'waits'), { ...said('2', 'news, edited'), before: '1' }],
      },
    ]);
    model.messageChanges.fire(said('2', 'edited again'));
    await clock.advance(100);
    assert.deepEqual(takePosts(), [{ type: 'messages', messages: [said('2', 'edited again')] }]);
  });

  it('posts a status only when it has changed', async () => {
    const { takePosts } = connected();
    model.current = model.content.status;
    model.statusChanges.fire();
    await clock.advance(100);
    assert.deepEqual(takePosts(), []);
    model.current = { ...hosting, headline: 'new' };
    model.statusChanges.fire();
    await clock.advance(100);
    const { members: _, ...update } = model.current;
    assert.deepEqual(takePosts(), [{ type: 'status', status: update }]);
  });

  it('posts members once, then those who have changed, and all when someone comes or goes', async () => {
    const { takePosts } = connected();
    const person = (id: string): PanelMember => {
      return { id, name: id, self: false, host: false, hue: 1 };
    };
    const [ann, ben, cai] = [person('ann'), person('ben'), person('cai')];
    const { members: _, ...rest } = hosting;
    const posted = async (members: readonly PanelMember[]) => {
      model.current = { ...hosting, members };
      model.statusChanges.fire();
      await clock.advance(100);
      return takePosts();
    };
    const all = [ann, ben];
    assert.deepEqual(await posted(all), [{ type: 'status', status: { ...rest, members: all } }]);
    const same = [{ ...ann }, { ...ben }];
    assert.deepEqual(await posted(same), [{ type: 'status', status: rest }]);
    const typing: PanelMember = { ...ben, typing: true };
    const changed = [typing];
    assert.deepEqual(await posted([ann, typing]), [
      { type: 'status', status: { ...rest, changed } },
    ]);
    for (const members of [[ann, typing, cai], [ann, cai], [cai, ann], [ann], []]) {
      assert.deepEqual(await posted(members), [{ type: 'status', status: { ...rest, members } }]);
    }
  });

  it('leaves the page with the members that the model has, whatever happened to them', async () => {
    const person = fc.record({
      id: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5'),
      name: fc.constantFrom('Ann', 'Ben'),
      hue: fc.constantFrom(1, 2),
    });
    const list = fc.uniqueArray(
      person.map((each): PanelMember => ({ ...each, self: false, host: false })),
      { selector: ({ id }) => id },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(list, { minLength: 1 }), fc.boolean(), async (lists, reloads) => {
        model = new FakeModel();
        const { receive, takePosts } = connect();
        const store = new PanelStore();
        receive({ type: 'ready' });
        for (const members of lists) {
          model.current = { ...hosting, members };
          model.content = { ...model.content, status: model.current };
          model.statusChanges.fire();
          await clock.advance(100);
          if (reloads) receive({ type: 'ready' });
          for (const post of takePosts()) store.apply(post, true);
          assert.deepEqual(store.status, model.current);
        }
      }),
    );
  });

  it('posts a new snapshot after a reset, and nothing of the old log after it', async () => {
    const { takePosts } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('old', 'a'));
    model.content = snapshot({ messages: [said('new', 'b')] });
    model.resets.fire();
    await clock.advance(1000);
    assert.deepEqual(takePosts(), [
      { type: 'snapshot', snapshot: model.content },
      { type: 'colors', colors: model.theme.colors },
    ]);
  });

  it('confirms a sent message and clears the draft in both places', () => {
    const view = connected('view');
    const editor = connected('editor');
    view.receive({ type: 'send', of: 0, id: 7, text: 'hello' });
    assert.deepEqual(model.calls, ['send hello', 'draft ']);
    assert.deepEqual(view.takePosts(), [{ type: 'sent', id: 7 }]);
    assert.deepEqual(editor.takePosts(), [{ type: 'draft', of: 0, draft: '' }]);
  });

  it('reports why a message was refused and keeps it as the draft', () => {
    const { receive, takePosts } = connected();
    model.result = { ok: false, reason: 'too long' };
    receive({ type: 'send', of: 0, id: 7, text: 'hello' });
    assert.deepEqual(model.calls, ['send hello', 'draft hello']);
    assert.deepEqual(takePosts(), [{ type: 'refused', id: 7, reason: 'too long' }]);
  });

  it('passes on which message a reply is for, and keeps the draft during an edit', () => {
    const { receive, takePosts } = connected();
    receive({ type: 'send', of: 0, id: 1, text: 'yes', reply: 'e3' });
    model.result = { ok: false, reason: 'gone' };
    receive({ type: 'send', of: 0, id: 2, text: 'better', edit: 'e4' });
    assert.deepEqual(model.calls, ['send yes to e3', 'draft ', 'send better for e4']);
    assert.deepEqual(takePosts(), [
      { type: 'sent', id: 1 },
      { type: 'refused', id: 2, reason: 'gone' },
    ]);
  });

  it('posts the theme’s colors to a visible page when they change', async () => {
    const { connection, takePosts } = connected();
    model.theme.colors = { string: '#00ff00' };
    model.colorChanges.fire();
    assert.deepEqual(takePosts(), [{ type: 'colors', colors: model.theme.colors }]);
    connection.sleep();
    model.colorChanges.fire();
    assert.deepEqual(takePosts(), []);
  });

  it('passes an action to the page in its place only', () => {
    const view = connected('view');
    const editor = connected('editor');
    model.actions.fire({ action: 'find', surface: 'editor' });
    assert.deepEqual(view.takePosts(), []);
    assert.deepEqual(editor.takePosts(), [{ type: 'do', action: 'find' }]);
  });

  it('runs an action requested during loading when the page is ready, and only once', () => {
    const { connection, receive, takePosts } = connect();
    model.actions.fire({ action: 'find', surface: 'view' });
    model.actions.fire({ action: 'nextMention', surface: 'view' });
    assert.deepEqual(takePosts(), []);
    receive({ type: 'ready' });
    assert.deepEqual(takePosts().at(-1), { type: 'do', action: 'nextMention' });
    connection.sleep();
    receive({ type: 'ready' });
    assert.deepEqual(
      takePosts().filter(({ type }) => type === 'do'),
      [],
    );
  });

  it('reports whether the page has the keyboard focus, until the page closes', () => {
    const { connection, receive } = connected('editor');
    receive({ type: 'focused', focused: false });
    receive({ type: 'focused', focused: true });
    receive({ type: 'focused', focused: true });
    connection.sleep();
    connection.dispose();
    assert.deepEqual(model.calls, ['focus editor true', 'focus editor false']);
  });

  it('passes on the user’s clicks in the log', () => {
    const { receive } = connected();
    const requests = [
      { type: 'delete', messageId: 'e1' },
      { type: 'react', messageId: 'e1', emoji: '👍', on: true },
      { type: 'openLink', url: 'https://example.com/' },
      { type: 'openReference', path: 'src/main.c', line: 3 },
      { type: 'openCard', messageId: 'e1', file: 2 },
      { type: 'applyPatch', messageId: 'e1' },
      { type: 'copy', text: 'x' },
      { type: 'insert', text: 'x' },
    ];
    for (const request of requests) receive(request);
    receive({ type: 'openLink', url: 7 });
    assert.deepEqual(model.handled, requests);
  });

  it('counts messages as seen only while the window is focused', () => {
    const { receive, takePosts } = connected();
    focused = false;
    focusChanges.fire();
    assert.deepEqual(takePosts(), [{ type: 'focus', focused: false }]);
    receive({ type: 'seen', messageId: 'a' });
    focused = true;
    receive({ type: 'seen', messageId: 'b' });
    assert.deepEqual(model.calls, ['seen b']);
  });

  it('ignores invalid messages and passes on commands, drafts and typing', () => {
    const { receive } = connected();
    receive({ type: 'command', command: 'format' });
    receive('ready');
    receive({ type: 'command', command: 'leave' });
    receive({ type: 'draft', of: 0, draft: 'x' });
    receive({ type: 'typing' });
    assert.deepEqual(model.calls, ['run leave', 'draft x', 'typing']);
  });

  it('posts nothing to a hidden page, and everything to the next page', async () => {
    const { connection, receive, takePosts } = connected();
    await clock.advance(1000);
    model.messageChanges.fire(said('1', 'a'));
    connection.sleep();
    model.messageChanges.fire(said('2', 'b'));
    model.resets.fire();
    await clock.advance(1000);
    assert.deepEqual(takePosts(), []);
    receive({ type: 'ready' });
    assert.equal(takePosts()[0]?.type, 'snapshot');
    await clock.advance(1000);
    assert.deepEqual(takePosts(), []);
  });

  it('neither posts nor receives after disposal', async () => {
    const { connection, receive, takePosts } = connected();
    model.statusChanges.fire();
    connection.dispose();
    receive({ type: 'command', command: 'leave' });
    receive({ type: 'ready' });
    model.messageChanges.fire(said('1', 'a'));
    await clock.advance(1000);
    assert.deepEqual(takePosts(), []);
    assert.deepEqual(model.calls, []);
  });
});
