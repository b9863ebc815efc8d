import assert from 'node:assert/strict';
import type { HubFrame } from '../../../src/protocol/member-link';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { WideStatuses } from '../../../src/room/wide/wide-statuses';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

/** A room of Ann, who sees it, and these others. */
function scene(...others: string[]) {
  const [clock, stream, writer] = [new FakeClock(), new FakeWideStream('ann'), new EntryWriter()];
  const reducer = new WideReducer({ pin: ownerKey, open: openProof });
  for (const name of ['ann', ...others]) {
    reducer.take(writer.write(name, { type: 'join', box: 'x'.repeat(43) }));
  }
  const frames: HubFrame[] = [];
  const statuses = new WideStatuses({
    ...{ clock, stream, reducer, heard: new Map() },
    name: () => 'Ann',
    emit: (frame) => frames.push(frame),
  });
  const here = { type: 'here', presence: 'here', last: 1 };
  return { clock, stream, reducer, frames, statuses, here };
}

const many = Array.from({ length: 300 }, (_, index) => `m${index}`);

describe('what members of a wide room tell each other', () => {
  it('says who is here, and forgets who says nothing any more', async () => {
    const { clock, frames, here, statuses, stream } = scene('bo');
    assert.equal(statuses.person(wideId('bo'), 'Bo').presence, 'away');
    statuses.announce();
    stream.hear('bo', { ...here, presence: 'idle', place: { path: 'a\u202e.c', line: 3 } });
    assert.deepEqual(frames, [
      {
        ...{ type: 'presence', member: wideId('bo'), presence: 'idle' },
        place: { path: 'a\ufffd.c', line: 3 },
      },
    ]);
    assert.equal(statuses.person(wideId('bo'), 'Bo').presence, 'idle');
    await clock.advance(44_000);
    assert.equal(frames.length, 1);
    await clock.advance(20_000);
    assert.deepEqual(frames[1], { type: 'presence', member: wideId('bo'), presence: 'away' });
    statuses.dispose();
    assert.equal(clock.pending, 0);
  });

  it('goes on in the next epoch with what the user has set, and whom it has nudged', async () => {
    const { clock, frames, here, statuses, stream } = scene('bo');
    statuses.announce();
    stream.hear('bo', here);
    statuses.set('idle', { path: 'a.c', line: 3 });
    await clock.advance(2000);
    assert.equal(statuses.nudge('n1', wideId('bo')), undefined);
    const next = new FakeWideStream('ann');
    statuses.use(next);
    assert.deepEqual(next.told, []);
    statuses.announce();
    assert.deepEqual(next.told, [
      {
        to: 'all',
        status: { type: 'here', presence: 'idle', place: { path: 'a.c', line: 3 }, last: 2 },
      },
    ]);
    assert.equal(statuses.nudge('n2', wideId('bo')), 'too-soon');
    const before = frames.length;
    stream.hear('bo', { ...here, presence: 'idle' });
    assert.equal(frames.length, before, 'nobody listens to the old one');
    next.hear('bo', { ...here, presence: 'idle' });
    assert.equal(frames.length, before + 1);
    statuses.dispose();
    assert.equal(clock.pending, 0);
  });

  it('says that the user is here at once, at changes, and again and again', async () => {
    const { clock, statuses, stream } = scene('bo');
    statuses.set('idle', undefined);
    assert.equal(stream.told.length, 0, 'nobody knows it yet');
    stream.chain = { seq: 2, hash: 'h'.repeat(43) };
    statuses.announce();
    const chain = stream.chain.hash;
    assert.deepEqual(stream.told, [
      { to: 'all', status: { type: 'here', presence: 'idle', last: 2, chain } },
    ]);
    statuses.set('here', undefined);
    statuses.set('away', undefined);
    assert.equal(stream.told.length, 1, 'not so often');
    await clock.advance(2000);
    assert.equal(stream.told.at(-1)?.status.presence, 'away');
    await clock.advance(15_000);
    assert.equal(stream.told.length, 3);
    statuses.dispose();
  });

  it('answers who comes, so that it sees at once who is here', async () => {
    const { clock, here, statuses, stream } = scene('bo');
    statuses.announce();
    stream.hear('bo', here);
    await clock.advance(2000);
    assert.equal(stream.told.length, 2);
    stream.hear('bo', here);
    await clock.advance(2000);
    assert.equal(stream.told.length, 2, 'but not again');
    statuses.dispose();
  });

  it('says so less often the more members are here', async () => {
    const { clock, here, statuses, stream } = scene(...many);
    for (const name of many) stream.hear(name, here);
    statuses.announce();
    const before = stream.told.length;
    await clock.advance(30_000);
    assert.equal(stream.told.length, before);
    await clock.advance(200);
    assert.equal(stream.told.length, before + 1);
    statuses.typing();
    assert.equal(stream.told.length, before + 1, 'nor that someone types');
    statuses.dispose();
  });

  it('tells authors, and no one else, what this member has', async () => {
    const { clock, frames, statuses, stream } = scene('bo', 'cy');
    statuses.has(3);
    await clock.advance(1000);
    assert.deepEqual(stream.told, []);
    statuses.said(wideId('bo'), 4);
    statuses.said(wideId('ann'), 5);
    statuses.has(4);
    statuses.has(5);
    await clock.advance(200);
    assert.deepEqual(stream.told, [{ to: 'bo', status: { type: 'received', seq: 5 } }]);
    stream.hear('bo', { type: 'received', seq: 2 });
    stream.hear('bo', { type: 'received', seq: 1e9 });
    assert.deepEqual(frames, [
      { type: 'receipts', marks: [{ member: wideId('bo'), seq: 2 }] },
      { type: 'receipts', marks: [{ member: wideId('bo'), seq: 3 }] },
    ]);
    statuses.dispose();
  });

  it('tells again who has said something just before it was told', async () => {
    const { clock, statuses, stream } = scene('bo', 'cy');
    statuses.said(wideId('bo'), 4);
    statuses.has(4);
    // Read, but not in the journal yet.
    statuses.said(wideId('bo'), 5);
    await clock.advance(200);
    statuses.has(5);
    await clock.advance(200);
    statuses.has(5);
    await clock.advance(200);
    assert.deepEqual(
      stream.told.map(({ to, status }) => [to, status.seq]),
      [
        ['bo', 4],
        ['bo', 5],
      ],
    );
    statuses.dispose();
  });

  it('passes nudges on to who is here, once a minute', async () => {
    const { clock, frames, here, statuses, stream } = scene('bo');
    assert.equal(statuses.nudge('n1', wideId('bo')), 'not-here');
    assert.equal(statuses.nudge('n1', wideId('ann')), 'not-here');
    stream.hear('bo', here);
    assert.equal(statuses.nudge('n2', wideId('bo')), undefined);
    assert.equal(statuses.nudge('n3', wideId('bo')), 'too-soon');
    await clock.advance(60_000);
    stream.hear('bo', here);
    assert.equal(statuses.nudge('n4', wideId('bo')), undefined);
    frames.length = 0;
    stream.hear('bo', { type: 'nudged', id: 'n4' });
    stream.hear('bo', { type: 'nudge', id: 'b1' });
    assert.deepEqual(frames, [
      { type: 'nudged', id: 'n4' },
      { type: 'nudge', member: wideId('bo') },
    ]);
    assert.deepEqual(stream.told.at(-1), { to: 'bo', status: { type: 'nudged', id: 'b1' } });
    statuses.dispose();
  });

  it('ignores strangers, and what isn’t valid', () => {
    const { frames, here, statuses, stream } = scene('bo');
    stream.hear('ed', here);
    for (const status of [{}, { type: 'here' }, { ...here, presence: 'x' }, { type: 'toString' }]) {
      stream.hear('bo', status);
    }
    stream.hear('bo', { type: 'nudge', id: 'a b' });
    assert.deepEqual(frames, []);
    statuses.dispose();
  });
});
