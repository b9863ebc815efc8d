import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { type HostOptions, Session } from '../../../src/room/session/session';
import { PanelAdapter } from '../../../src/ui/panel/panel-adapter';
import { silentLogger } from '../../../src/util/logger';
import type { PanelMessage } from '../../../src/webview/messages';
import { FakeClock } from '../../helpers/fake-clock';
import { type FakeLink, FakeNetwork, type FakeServer } from '../../helpers/fake-network';
import { MemoryArchive } from '../../helpers/memory-archive';
import { panelParts } from '../messages/panel-parts';

const hub: HostOptions = {
  kind: 'lab-hub',
  name: '',
  address: '127.0.0.1',
  port: 9000,
  maxClients: 4,
  person: '',
};
const guest = "('127.0.0.1', 50412)";

function setUp() {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const limits = { ...defaultLimits, messageBytes: 64, waitingLine: 2 };
  const archive = new MemoryArchive(() => clock.now());
  const session = new Session({ network, limits, clock, logger: silentLogger, archive });
  const { parts: deps, clock: panelClock, ...records } = panelParts(session);
  const panel = new PanelAdapter(deps);
  const shown: PanelMessage[] = [];
  panel.onDidChangeMessage((message) => shown.push(message));
  return { network, clock, session, panel, panelClock, ...records, shown };
}

/** A message's delivery state. */
function stateOf(message: PanelMessage | undefined): string | undefined {
  return message?.kind === 'message' ? message.delivery?.state : undefined;
}

async function hosting() {
  const all = setUp();
  await all.session.host(hub);
  const server = all.network.servers[0] as FakeServer;
  return { ...all, friend: server.connect(guest) };
}

async function joined() {
  const all = setUp();
  const joining = all.session.joinLab({ host: '10.0.0.1', port: 9000 });
  await all.clock.advance(0);
  const link = all.network.links[0] as FakeLink;
  link.receive({ type: 'message', name: guest, text: 'welcome' });
  await joining;
  return { ...all, link };
}

const never = new AbortController().signal;

describe('the panel’s model', () => {
  it('shows messages from before the panel existed', async () => {
    const { panel, session, friend } = await hosting();
    friend.say('hello');
    session.messages.say('hi');
    const { messages, status, strings, language } = panel.snapshot();
    assert.deepEqual(
      messages.map((message) => message.text),
      ['Room opened on 127.0.0.1:9000.', `${guest} joined.`, 'hello', 'hi'],
    );
    assert.equal(status.members.length, 2);
    assert.equal(strings.send, 'Send');
    assert.equal(language, 'en');
  });

  it('reports each message when it arrives, and again when it changes', async () => {
    const { session, shown, link } = await joined();
    session.messages.say('on its way');
    const last = () => shown.at(-1);
    assert.ok(last()?.kind === 'message');
    assert.equal(stateOf(last()), 'queued');
    const id = last()?.id;
    link.said[0]?.sent();
    await Promise.resolve();
    assert.equal(last()?.id, id);
    assert.equal(stateOf(last()), undefined);
  });

  it('marks a message that never went out as unsent', async () => {
    const { session, panel, shown, link } = await joined();
    session.messages.say('too late');
    link.end({ reason: 'closed' });
    const late = panel.snapshot().messages.find(({ text }) => text === 'too late');
    assert.equal(stateOf(late), 'unsent');
    assert.ok(shown.some((message) => stateOf(message) === 'unsent'));
  });

  it('counts others’ messages until they are seen', async () => {
    const { panel, session, friend } = await hosting();
    assert.equal(panel.badge(), undefined);
    friend.say('one');
    assert.deepEqual(panel.badge(), { value: 1, tooltip: '1 new message' });
    friend.say('two');
    session.messages.say('mine');
    assert.deepEqual(panel.badge(), { value: 2, tooltip: '2 new messages' });
    const first = session.entries.find((entry) => entry.kind === 'message');
    assert.equal(panel.status.read().firstUnread, first?.id);
    panel.seen(session.entries.at(-1)?.id ?? '');
    assert.equal(panel.badge(), undefined);
    assert.equal(panel.status.read().firstUnread, undefined);
  });

  it('makes a new status only when something has changed', async () => {
    const { panel, session, friend } = await hosting();
    friend.say('one');
    const status = panel.status.read();
    assert.equal(panel.status.read(), status);
    session.messages.say('mine');
    assert.equal(panel.status.read(), status);
    friend.say('two');
    assert.deepEqual(panel.status.read(), { ...status, unread: 2 });
    panel.seen(session.entries.at(-1)?.id ?? '');
    assert.notEqual(panel.status.read(), status);
  });

  it('starts over in another room', async () => {
    const { panel, session, friend } = await hosting();
    friend.say('one');
    let resets = 0;
    panel.onDidReset(() => {
      resets += 1;
    });
    await session.host({ ...hub, port: 9001 });
    assert.equal(resets, 1);
    assert.deepEqual(panel.unseen, { count: 0, mentions: 0 });
    assert.equal(panel.snapshot().messages.length, 1);
  });

  it('sends a message, or says why not', async () => {
    const { panel } = await hosting();
    assert.deepEqual(panel.draft.send({ of: panel.draft.of, text: 'hello' }), { ok: true });
    const reasons = ['  ', 'x'.repeat(65)].map((text) =>
      panel.draft.send({ of: panel.draft.of, text }),
    );
    for (const result of reasons) assert.equal(result.ok, false);
    const alone = setUp().panel.draft.send({ of: panel.draft.of, text: 'hello' });
    assert.match((alone as { reason: string }).reason, /aren’t in a room/);
  });

  it('keeps the draft, and reports it to the other place', () => {
    const { panel } = setUp();
    const reported: unknown[] = [];
    panel.draft.onDidChange((change) => reported.push(change));
    panel.draft.set('half a sen', 'editor');
    assert.deepEqual(reported, [{ draft: 'half a sen', origin: 'editor' }]);
    assert.equal(panel.snapshot().draft, 'half a sen');
  });

  it('is visible while one of its places is', () => {
    const { panel } = setUp();
    const reported: boolean[] = [];
    panel.surfaces.onDidChange((visible) => reported.push(visible));
    panel.surfaces.setVisible('view', true);
    panel.surfaces.setVisible('editor', true);
    panel.surfaces.setVisible('view', false);
    assert.equal(panel.surfaces.any, true);
    assert.equal(panel.surfaces.has('view'), false);
    panel.surfaces.setVisible('editor', false);
    assert.deepEqual(reported, [true, false]);
  });

  it('reports others’ messages and events, once each', async () => {
    const { panel, session, link } = await joined();
    const reported: LogEntry[] = [];
    panel.onDidAddEntry(({ entry }) => reported.push(entry));
    link.receive({ type: 'message', name: guest, text: 'hel' });
    link.receive({ type: 'amended', text: 'hello' });
    session.messages.say('mine');
    link.end({ reason: 'closed' });
    assert.deepEqual(
      reported.map((entry) => (entry.kind === 'message' ? entry.text : entry.event.type)),
      ['hel', 'closed'],
    );
  });

  it('says what a lab room doesn’t carry, even after the room has ended', async () => {
    const { panel, session } = await hosting();
    assert.match(panel.status.read().plainText ?? '', /plain text only/);
    assert.equal(panel.status.read().canAct, false);
    await session.leave();
    assert.match(panel.status.read().plainText ?? '', /plain text only/);
  });

  it('passes on button presses and clicks in the log', () => {
    const { panel, ran, requests } = setUp();
    panel.run('rejoin');
    panel.requests.handle({ type: 'copy', text: 'x' });
    assert.deepEqual(ran, ['rejoin']);
    assert.deepEqual(requests, [{ type: 'copy', text: 'x' }]);
  });

  it('provides the theme’s colors, and reports when they change', () => {
    const { panel, theme, themeChanges } = setUp();
    let changes = 0;
    panel.theme.onDidChange(() => {
      changes += 1;
    });
    theme.colors = { string: '#00ff00' };
    themeChanges.fire();
    assert.equal(changes, 1);
    assert.deepEqual(panel.theme.colors, theme.colors);
  });

  it('sends a request to the panel that had the focus last', () => {
    const { panel } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest(({ surface }) => requested.push(surface));
    const find = () => panel.surfaces.request('find');
    panel.surfaces.setVisible('view', true);
    panel.surfaces.setVisible('editor', true);
    find();
    panel.surfaces.setFocused('view', true);
    find();
    panel.surfaces.setFocused('view', false);
    find();
    panel.surfaces.setVisible('view', false);
    find();
    assert.deepEqual(requested, ['editor', 'view', 'view', 'editor']);
  });

  it('knows whether a panel has the focus', () => {
    const { panel } = setUp();
    const reported: boolean[] = [];
    panel.surfaces.onDidChangeFocus((focused) => reported.push(focused));
    panel.surfaces.setFocused('view', true);
    panel.surfaces.setFocused('editor', true);
    panel.surfaces.setFocused('view', false);
    panel.surfaces.setFocused('editor', false);
    assert.deepEqual(reported, [true, false]);
  });

  it('shows a panel first when none is visible', () => {
    const { panel, calls } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest((request) => requested.push(request));
    panel.surfaces.request('jumpToUnread');
    assert.equal(calls.shown, 1);
    assert.deepEqual(requested, []);
    panel.surfaces.setVisible('view', true);
    panel.surfaces.setVisible('view', true);
    assert.deepEqual(requested, [{ action: 'jumpToUnread', surface: 'view' }]);
  });

  it('focuses the message box, and waits until a panel has the focus', async () => {
    const { panel, calls } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest((request) => requested.push(request));
    let arrived = false;
    const arriving = panel.surfaces.focusMessageBox(never).then(() => {
      arrived = true;
    });
    assert.deepEqual([calls.shown, calls.keptFocus], [1, true]);
    panel.surfaces.setVisible('view', true);
    assert.deepEqual(requested, [{ action: 'focusComposer', surface: 'view' }]);
    await Promise.resolve();
    assert.equal(arrived, false);
    panel.surfaces.setFocused('view', true);
    await arriving;
    await panel.surfaces.focusMessageBox(never);
    assert.equal(calls.shown, 1);
  });

  it('leaves the focus alone when the user turns to something else meanwhile', async () => {
    const { panel } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest(({ action }) => requested.push(action));
    const elsewhere = new AbortController();
    const arriving = panel.surfaces.focusMessageBox(elsewhere.signal);
    elsewhere.abort();
    await arriving;
    panel.surfaces.setVisible('view', true);
    assert.deepEqual(requested, []);
  });

  it('takes the focus even when the panel is slow to appear', async () => {
    const { panel, panelClock } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest(({ action }) => requested.push(action));
    void panel.surfaces.focusMessageBox(never);
    await panelClock.advance(50_000);
    panel.surfaces.setVisible('view', true);
    assert.deepEqual(requested, ['focusComposer']);
  });

  it('appears without the focus when the user has already turned to something else', async () => {
    const { panel, calls } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest(({ action }) => requested.push(action));
    await panel.surfaces.focusMessageBox(AbortSignal.abort());
    panel.surfaces.setVisible('view', true);
    assert.deepEqual([calls.shown, calls.keptFocus, requested], [1, true, []]);
  });

  it('stops waiting for a panel that doesn’t appear', async () => {
    const { panel, panelClock } = setUp();
    const arriving = panel.surfaces.focusMessageBox(never);
    await panelClock.advance(60_000);
    await arriving;
  });

  it('forgets a request when no panel appears', async () => {
    const { panel, panelClock } = setUp();
    const requested: unknown[] = [];
    panel.surfaces.onDidRequest(({ action }) => requested.push(action));
    panel.surfaces.request('find');
    await panelClock.advance(6000);
    panel.surfaces.request('jumpToUnread');
    await panelClock.advance(9000);
    panel.surfaces.setVisible('view', true);
    panel.surfaces.setVisible('view', false);
    panel.surfaces.request('find');
    await panelClock.advance(11_000);
    panel.surfaces.setVisible('view', true);
    assert.deepEqual(requested, ['jumpToUnread']);
  });
});
