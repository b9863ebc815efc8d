import assert from 'node:assert/strict';
import { LabTap } from '../../../src/net/lab-tcp/lab-tap';
import type { WireEvent } from '../../../src/protocol/wire-event';
import { FakeClock } from '../../helpers/fake-clock';

describe('LabTap', () => {
  const end = (port: number) => ({ address: '127.0.0.1', port });
  const connection = { wire: 'lab-tcp', local: end(1), remote: end(2), peer: 'a' } as const;
  const bytes = Buffer.from('hello');

  function recording(enabled: boolean) {
    const noted: WireEvent[] = [];
    const clock = new FakeClock();
    const tap = new LabTap(connection, { enabled, record: (event) => noted.push(event) }, clock);
    return { noted, clock, tap };
  }

  it('notes a chunk as it arrived, with what its readers find out', async () => {
    const { noted, clock, tap } = recording(true);
    const time = clock.now();
    tap.received(bytes, ['reset'], (chunk) => {
      assert.equal(chunk, bytes);
      tap.marks?.add('message-continued');
    });
    const marks = ['reset', 'message-continued'];
    assert.deepEqual(noted, [{ time, connection, direction: 'in', bytes, marks }]);
    assert.equal(tap.marks, undefined);
  });

  it('notes what is written at once as one', () => {
    const { noted, clock, tap } = recording(true);
    tap.sent([Buffer.from('he'), Buffer.from('llo')], []);
    const time = clock.now();
    assert.deepEqual(noted, [{ time, connection, direction: 'out', bytes, marks: [] }]);
  });

  it('delivers without marks while the wire isn’t being recorded', () => {
    const { noted, tap } = recording(false);
    const delivered: unknown[] = [];
    tap.received(bytes, ['reset'], (chunk) => delivered.push(chunk, tap.marks));
    tap.sent([bytes], []);
    assert.deepEqual([delivered, noted], [[bytes, undefined], []]);
  });
});
