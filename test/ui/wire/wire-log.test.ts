import assert from 'node:assert/strict';
import type { WireConnection, WireEvent } from '../../../src/protocol/wire-event';
import { type WireEntry, WireLog } from '../../../src/ui/wire/wire-log';
import { wireConnection } from './chunks';

const ann = wireConnection(50412);
const ben = wireConnection(50413);

function event(text: string, connection: WireConnection = ann): WireEvent {
  return { time: 1, connection, direction: 'in', bytes: Buffer.from(text), marks: [] };
}

function texts(log: WireLog): string[] {
  const entries: WireEntry[] = [];
  for (let number = log.start; number < log.end; number += 1) {
    entries.push(log.at(number) as WireEntry);
  }
  return entries.map((entry) => (entry.type === 'chunk' ? `${entry.bytes}` : entry.type));
}

describe('WireLog', () => {
  it('is off and empty while nobody watches', () => {
    const log = new WireLog();
    assert.equal(log.enabled, false);
    const watching = log.watch();
    assert.equal(log.enabled, true);
    log.record(event('a'));
    log.divide('room-ended', 2);
    assert.deepEqual(texts(log), ['a', 'room-ended']);
    watching.dispose();
    assert.equal(log.enabled, false);
    assert.deepEqual([log.end - log.start, log.bytes, log.connections.size], [0, 0, 0]);
    log.divide('room-began', 3);
    assert.equal(log.end - log.start, 0);
  });

  it('copies the bytes', () => {
    const log = new WireLog();
    log.watch();
    const bytes = Buffer.from('before');
    log.record({ ...event(''), bytes });
    bytes.write('after!');
    assert.deepEqual(texts(log), ['before']);
  });

  it('drops the oldest entries beyond its limits, and keeps the numbers of the others', () => {
    const log = new WireLog({ entries: 3, bytes: 10 });
    log.watch();
    for (const text of ['1', '2', '3', '4']) log.record(event(text));
    assert.deepEqual([log.start, log.end, texts(log)], [1, 4, ['2', '3', '4']]);
    log.record(event('123456789'));
    assert.deepEqual([log.start, log.end, log.bytes], [3, 5, 10]);
    assert.deepEqual(texts(log), ['4', '123456789']);
    log.record(event('more than it holds'));
    assert.deepEqual([log.start, log.end, log.bytes], [6, 6, 0]);
  });

  it('knows a connection as long as it holds one of its chunks', () => {
    const log = new WireLog({ entries: 2, bytes: 100 });
    log.watch();
    log.record(event('a', ann));
    log.record(event('b', ben));
    assert.deepEqual([...log.connections.values()], [ann, ben]);
    const [, second] = [...log.connections.keys()];
    log.record(event('b', ben));
    assert.deepEqual([...log.connections], [[second, ben]]);
    log.record(event('a', ann));
    assert.equal(log.connections.size, 2);
  });

  it('knows a peer by its address, because a stranger’s datagrams have no connection', () => {
    const log = new WireLog();
    log.watch();
    log.record(event('HELLO', { ...ann }));
    log.record(event('HELLO', { ...ann, peer: 'Ann' }));
    assert.deepEqual(
      Array.from(log.connections.values(), ({ peer }) => peer),
      ['Ann'],
    );
  });

  it('tells its listeners of each entry', () => {
    const log = new WireLog();
    log.watch();
    let count = 0;
    log.onDidAdd(() => {
      count += 1;
    });
    log.record(event('a'));
    log.divide('room-began', 1);
    assert.equal(count, 2);
  });
});
