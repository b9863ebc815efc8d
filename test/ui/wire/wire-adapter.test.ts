import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { type SavedFile, WireAdapter } from '../../../src/ui/wire/wire-adapter';
import { WireLog } from '../../../src/ui/wire/wire-log';
import { Emitter } from '../../../src/util/event';
import { wireChunk } from './chunks';

const room = { kind: 'lab-hub', name: '', address: '127.0.0.1', port: 9000 };
const stateOf = (kind: string, more = {}) =>
  ({ connection: { kind }, room: { ...room, ...more } }) as unknown as SessionState;

function setUp() {
  const log = new WireLog();
  const changes = new Emitter<SessionState>();
  let state = stateOf('offline');
  const copied: string[] = [];
  const saved: SavedFile[] = [];
  const warnings: string[] = [];
  const adapter = new WireAdapter({
    log,
    state: () => state,
    onDidChangeState: changes.event,
    now: () => 5,
    language: 'en',
    t: english,
    copy: (text) => copied.push(text),
    save: (file) => saved.push(file),
    warn: (text) => warnings.push(text),
  });
  const go = (kind: string, more = {}) => {
    state = stateOf(kind, more);
    changes.fire(state);
  };
  const content = () => {
    const parts = saved.at(-1)?.parts ?? [];
    return Buffer.concat(Array.from(parts, (part) => Buffer.from(part as string)));
  };
  return { log, adapter, go, copied, saved, warnings, content };
}

describe('WireAdapter', () => {
  it('turns the log on as long as the view is open', () => {
    const { log, adapter } = setUp();
    assert.equal(log.enabled, true);
    adapter.dispose();
    assert.equal(log.enabled, false);
  });

  it('divides the rows of one room from those of the next', () => {
    const { adapter, go, log } = setUp();
    for (const kind of ['connecting', 'joined', 'reconnecting', 'joined']) go(kind);
    log.record(wireChunk('a'));
    for (const kind of ['offline', 'offline', 'connecting', 'offline', 'hosting']) go(kind);
    for (const kind of ['connecting', 'waiting', 'joined']) go(kind);
    const rows = adapter.rows(0, 99).map((row) => (row.type === 'chunk' ? row.text : row.label));
    const [began, ended] = ['A room begins', 'The room has ended'];
    assert.deepEqual(rows, [began, 'a', ended, began, began, ended, began]);
  });

  it('says which room it shows, and that an invite room is encrypted on the network', () => {
    const { adapter, go } = setUp();
    assert.equal(adapter.state().room, undefined);
    go('hosting');
    assert.deepEqual([adapter.state().room, adapter.state().note], ['127.0.0.1:9000', undefined]);
    go('joined', { kind: 'pair', name: 'Lab 2' });
    assert.equal(adapter.state().room, 'Lab 2');
    assert.match(adapter.state().note ?? '', /encrypted/);
    go('offline');
    assert.equal(adapter.state().room, undefined);
  });

  it('copies rows and bytes', () => {
    const { adapter, log, copied } = setUp();
    log.record(wireChunk('你好'));
    log.record(wireChunk('q\n'));
    adapter.handle({ type: 'copyRows', as: 'python', from: 0, to: 2 });
    adapter.handle({ type: 'copyRows', as: 'text', from: 1, to: 2 });
    adapter.handle({ type: 'copyBytes', as: 'python', number: 0, from: 1, to: 3 });
    adapter.handle({ type: 'copyBytes', as: 'text', number: 0, from: 0, to: 3 });
    adapter.handle({ type: 'copyRows', as: 'text', from: 7, to: 9 });
    adapter.handle({ type: 'copyBytes', as: 'text', number: 99, from: 0, to: 3 });
    assert.deepEqual(copied, [
      "b'\\xe4\\xbd\\xa0\\xe5\\xa5\\xbd'\nb'q\\n'",
      'q\\n',
      "b'\\xbd\\xa0'",
      '你',
    ]);
  });

  it('refuses to copy more than a clipboard can take', () => {
    const { adapter, log, copied, warnings } = setUp();
    for (let each = 0; each < 5; each += 1) log.record(wireChunk(Buffer.alloc(1024 * 1024)));
    adapter.handle({ type: 'copyRows', as: 'text', from: 0, to: 5 });
    assert.deepEqual([copied.length, warnings.length], [0, 1]);
  });

  it('shows the beginning of long bytes only', () => {
    const { adapter, log } = setUp();
    log.record(wireChunk(Buffer.alloc(100_000)));
    assert.equal(adapter.bytes(0)?.length, 16 * 1024);
  });

  it('saves what the filter lets through as text', () => {
    const { adapter, log, content } = setUp();
    log.record(wireChunk('你好\n', { marks: ['message-continued'] }));
    log.record(wireChunk('x', { direction: 'out', time: 1_700_000_001_250, summary: 'SAY 1' }));
    log.record(wireChunk('y', { time: 1_700_000_001_250 }));
    adapter.handle({ type: 'save', as: 'text' });
    assert.equal(
      `${content()}`,
      "2023-11-14 22:13:20.000 ← ('127.0.0.1', 50412) 7 B: 你好\\n  [continues a message]\n" +
        "2023-11-14 22:13:21.250 +1.250 → ('127.0.0.1', 50412) 1 B: SAY 1: x\n" +
        "2023-11-14 22:13:21.250 +0.000 ← ('127.0.0.1', 50412) 1 B: y\n",
    );
    adapter.filter({ direction: 'out' });
    adapter.handle({ type: 'save', as: 'text' });
    assert.equal(`${content()}`.split('\n').length, 2);
  });

  it('saves a capture with the marks as comments, and the diagram', () => {
    const { adapter, log, saved, content } = setUp();
    log.record(wireChunk('x', { marks: ['character-cut'] }));
    adapter.handle({ type: 'save', as: 'pcapng' });
    assert.equal(saved[0]?.type, 'pcapng');
    assert.equal(content().readUInt32BE(), 0x0a0d0d0a);
    assert.ok(content().includes('a character is cut here'));
    adapter.handle({ type: 'saveDiagram', svg: '<svg/>' });
    assert.deepEqual([saved[1]?.type, `${content()}`], ['svg', '<svg/>']);
  });
});
