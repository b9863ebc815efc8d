import assert from 'node:assert/strict';
import { StreamReader } from '../../../src/room/wide/stream-reader';
import { WideLink } from '../../../src/room/wide/wide-link';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);

describe('a connection to a wide room', () => {
  it('keeps the user’s presence when the room moves to another epoch', async () => {
    const [clock, writer] = [new FakeClock(), new EntryWriter()];
    const reducer = new WideReducer({ pin: ownerKey, open: openProof });
    for (const name of ['ann', 'bo']) reducer.take(writer.write(name, { type: 'join', box }));
    const stream = Object.assign(new FakeWideStream('bo', [...writer.written]), {
      openToken: () => 'next',
    });
    const next = new FakeWideStream('bo');
    const moved: number[] = [];
    const link = new WideLink(
      {
        ...{ clock, reducer, heard: new Map(), person: 'bo' },
        newId: () => 'id',
        streams: { key: 'k', follow: async () => new StreamReader(next, 0) },
        control: () => undefined,
        fileOf: () => undefined,
        refusalOf: () => undefined,
        alarms: () => [],
        onAlarm: () => {},
        onRead: () => {},
        onMoved: ({ number }) => moved.push(number),
      },
      {
        epoch: { number: 1, token: 't' },
        reader: new StreamReader(stream, 2),
        ...{ first: 1, outcomes: [], held: 2 },
      },
    );
    link.read();
    link.start();
    link.send({ type: 'presence', presence: 'idle' });
    await clock.advance(2000);
    const keys = [`${wideId('bo')}${'s'.repeat(102)}`];
    stream.deliver(writer.write('ann', { type: 'rekey', epoch: 2, keys }));
    await clock.advance(0);
    assert.deepEqual(moved, [2]);
    const said = (told: FakeWideStream['told']) => told.map(({ status: { presence } }) => presence);
    assert.deepEqual(said(stream.told), ['here', 'idle']);
    assert.deepEqual(said(next.told), ['idle']);
    link.drop();
    assert.equal(clock.pending, 0);
  });
});
