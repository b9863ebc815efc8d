import assert from 'node:assert/strict';
import { Emitter } from '../../src/util/event';
import { type WireModel, WirePageConnection } from '../../src/webview/wire-connection';
import type { ToWirePage, WireState } from '../../src/webview/wire-messages';
import { FakeClock } from '../helpers/fake-clock';

function setUp() {
  const clock = new FakeClock();
  const posted: ToWirePage[] = [];
  const received = new Emitter<unknown>();
  const changes = new Emitter<void>();
  const called: unknown[] = [];
  const state = { generation: 3, start: 0, end: 2 };
  const model: WireModel = {
    start: () => ({ strings: {}, marks: [], language: 'en' }) as never,
    state: () => ({ ...state }) as WireState,
    onDidChange: changes.event,
    rows: (from, to) => {
      called.push(['rows', from, to]);
      return [];
    },
    bytes: (number) => (number === 1 ? Buffer.from('你') : undefined),
    filter: (filter) => called.push(['filter', filter]),
    pause: (paused) => called.push(['pause', paused]),
    find: (query) => called.push(['find', query]),
    step: () => 7,
    handle: (request) => called.push(['handle', request.type]),
  };
  const port = {
    postMessage: async (message: ToWirePage) => posted.push(message) > 0,
    onDidReceiveMessage: received.event,
  };
  const connection = new WirePageConnection(port, model, clock);
  const types = () => posted.splice(0).map(({ type }) => type);
  return { clock, posted, received, changes, called, connection, state, types };
}

describe('the connection of the wire view’s page', () => {
  it('says nothing before the page is ready, or after it is hidden', async () => {
    const { clock, received, changes, connection, types } = setUp();
    changes.fire();
    await clock.advance(1000);
    assert.deepEqual(types(), []);
    received.fire({ type: 'ready' });
    assert.deepEqual(types(), ['start', 'state']);
    changes.fire();
    connection.sleep();
    await clock.advance(1000);
    changes.fire();
    await clock.advance(1000);
    assert.deepEqual(types(), []);
    assert.equal(clock.pending, 0);
  });

  it('posts at most one state in 250 ms, however much changes', async () => {
    const { clock, received, changes, types } = setUp();
    received.fire({ type: 'ready' });
    types();
    for (let ms = 0; ms < 1000; ms += 1) {
      changes.fire();
      await clock.advance(1);
    }
    assert.equal(types().length, 4);
  });

  it('answers with rows, bytes and the next match', () => {
    const { posted, received, called, types } = setUp();
    received.fire({ type: 'ready' });
    types();
    received.fire({ type: 'rows', from: 3, to: 9 });
    received.fire({ type: 'bytes', number: 1 });
    received.fire({ type: 'bytes', number: 2 });
    received.fire({ type: 'step', from: -1, by: 1 });
    assert.deepEqual(called, [['rows', 3, 9]]);
    assert.deepEqual(posted, [
      { type: 'rows', generation: 3, rows: [] },
      { type: 'bytes', number: 1, base64: '5L2g' },
      { type: 'state', state: { generation: 3, start: 0, end: 2 }, rows: [] },
      { type: 'reveal', index: 7 },
    ]);
  });

  it('sends the newest rows with each state to a page that follows them, each once', async () => {
    const { clock, received, changes, called } = setUp();
    received.fire({ type: 'ready' });
    received.fire({ type: 'follow', rows: 1 });
    for (let each = 0; each < 2; each += 1) {
      changes.fire();
      await clock.advance(250);
    }
    assert.deepEqual(called, [
      ['rows', 1, 2],
      ['rows', 2, 2],
    ]);
  });

  it('posts less often while every row in view is replaced', async () => {
    const { clock, received, changes, state, types } = setUp();
    received.fire({ type: 'ready' });
    received.fire({ type: 'follow', rows: 10 });
    types();
    for (let ms = 0; ms < 2000; ms += 1) {
      state.end += 1;
      changes.fire();
      await clock.advance(1);
    }
    assert.equal(types().length, 5);
  });

  it('passes on only what matches a schema', () => {
    const { received, called } = setUp();
    received.fire({ type: 'ready' });
    for (const wrong of [
      undefined,
      'rows',
      { type: 'rows', from: 0, to: 100_000 },
      { type: 'rows', from: 9, to: 3 },
      { type: 'filter', direction: 'up' },
      { type: 'find', text: 'x'.repeat(2000), mode: 'text' },
      { type: 'save', as: 'exe' },
      { type: 'step', from: 0, by: 2 },
    ]) {
      received.fire(wrong);
    }
    assert.deepEqual(called, []);
    received.fire({ type: 'filter', direction: 'in', peer: 1, other: 1 });
    received.fire({ type: 'save', as: 'pcapng' });
    assert.deepEqual(called, [
      ['filter', { type: 'filter', direction: 'in', peer: 1 }],
      ['handle', 'save'],
    ]);
  });
});
