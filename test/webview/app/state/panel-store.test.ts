import { strict as assert } from 'node:assert';
import { MessageLog } from '../../../../src/webview/app/state/message-log';
import { PanelStore } from '../../../../src/webview/app/state/panel-store';
import type { PanelMessage } from '../../../../src/webview/messages';
import { hosting, many, offline, said, snapshot } from '../fixtures';

const own = (id: string) => said(id, 'x', { own: true } as Partial<PanelMessage>);
const ids = (messages: readonly PanelMessage[]) => messages.map(({ id }) => id).join(' ');

describe('the message log of the page', () => {
  it('keeps the order, replaces by id, and drops the oldest', () => {
    const log = new MessageLog(3);
    for (const message of many(3)) log.put(message);
    log.put(said('m1', 'changed'));
    log.put(said('m3', 'new'));
    log.trim();
    assert.equal(ids(log.from(0)), 'm1 m2 m3');
    const [first] = log.from(0);
    assert.equal(first?.text, 'changed');
    assert.deepEqual([log.start, log.end], [1, 4]);
    assert.equal(log.ordinalOf('m0'), undefined);
    assert.equal(log.ordinalOf('m3'), 3);
    assert.equal(ids(log.from(2)), 'm2 m3');
  });

  it('inserts a message before another, which keeps its position when it changes', () => {
    const log = new MessageLog(4);
    for (const message of many(3)) log.put(message);
    log.put(said('x', 'x'), 'm1');
    log.put(said('y', 'y'), 'm1');
    log.put(said('m1', 'changed'), 'm0');
    assert.equal(ids(log.from(0)), 'm0 x y m1 m2');
    assert.deepEqual(
      ['m0', 'x', 'y', 'm1', 'm2'].map((id) => log.ordinalOf(id)),
      [0, 1, 2, 3, 4],
    );
    log.trim();
    log.put(said('z', 'z'), 'm2');
    log.put(said('m2', 'changed'));
    assert.equal(ids(log.from(0)), 'x y m1 z m2');
    assert.equal(log.newest?.text, 'changed');
    assert.equal(log.end, 6);
  });

  it('appends a message that belongs before a missing one', () => {
    const log = new MessageLog(3);
    log.put(said('a', 'a'));
    log.put(said('b', 'b'), 'gone');
    assert.equal(ids(log.from(0)), 'a b');
  });

  it('still replaces by id after dropping messages', () => {
    const log = new MessageLog(2);
    for (const message of many(5)) {
      log.put(message);
      log.trim();
    }
    log.put(said('m4', 'changed'));
    assert.equal(ids(log.from(0)), 'm3 m4');
    assert.equal(log.newest?.text, 'changed');
  });
});

describe('the state of the page', () => {
  function startStore(change = {}): PanelStore {
    const store = new PanelStore();
    store.apply({ type: 'snapshot', snapshot: snapshot({ messages: many(3), ...change }) }, false);
    return store;
  }

  it('takes everything from a snapshot, and discards the earlier log', () => {
    const store = startStore();
    store.apply({ type: 'snapshot', snapshot: snapshot({ messages: [said('x', 'x')] }) }, true);
    assert.equal(ids(store.log.from(0)), 'x');
    assert.equal(store.snapshots, 2);
  });

  it('keeps no more messages than the extension host', () => {
    const store = startStore({ messageLimit: 3 });
    store.apply({ type: 'messages', messages: [said('new', 'x')] }, true);
    assert.equal(ids(store.log.from(0)), 'm1 m2 new');
  });

  it('inserts others’ messages before queued ones', () => {
    const store = startStore({ messages: [said('1', 'x'), own('waits')] });
    const news = { ...said('2', 'x'), before: 'waits' } as const;
    store.apply({ type: 'messages', messages: [news] }, true);
    store.apply({ type: 'messages', messages: [own('waits')] }, true);
    assert.equal(ids(store.log.from(0)), '1 2 waits');
  });

  it('shows the welcome only without a room and a log', () => {
    assert.equal(startStore({ status: offline, messages: [] }).showsWelcome, true);
    assert.equal(startStore({ status: offline }).showsWelcome, false);
    assert.equal(startStore({ messages: [] }).showsWelcome, false);
  });

  it('draws no line above messages that arrive while the user is reading', () => {
    const store = startStore();
    store.apply({ type: 'status', status: { ...hosting, firstUnread: 'm2' } }, true);
    assert.equal(store.divider, undefined);
  });

  it('keeps the line after the messages are seen, until the user sends one', () => {
    const store = startStore();
    store.apply({ type: 'status', status: { ...hosting, firstUnread: 'm2' } }, false);
    store.apply({ type: 'status', status: hosting }, true);
    assert.equal(store.divider, 'm2');
    store.apply({ type: 'messages', messages: [own('mine')] }, true);
    assert.equal(store.divider, undefined);
  });

  it('keeps the line when an old message of the user changes', () => {
    const store = startStore({ messages: [own('mine'), ...many(3)] });
    store.apply({ type: 'status', status: { ...hosting, firstUnread: 'm2' } }, false);
    store.apply({ type: 'messages', messages: [own('mine')] }, true);
    assert.equal(store.divider, 'm2');
  });

  it('draws the line of a snapshot', () => {
    assert.equal(startStore({ status: { ...hosting, firstUnread: 'm1' } }).divider, 'm1');
  });
});
