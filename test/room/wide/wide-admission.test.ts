import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { StreamReader } from '../../../src/room/wide/stream-reader';
import { assertMayReturn, joinRoom } from '../../../src/room/wide/wide-admission';
import { WideLink } from '../../../src/room/wide/wide-link';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { type AnyAct, EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);

function rules(more: object): AnyAct {
  return {
    ...{ type: 'rules', version: 1, room: 'Lab 3', most: 500, locked: false },
    ...{ moderators: [], at: 0, ...more },
  };
}

/** Someone with an invite to ann's room, with these rules. */
function scene(name: string, ...acts: readonly AnyAct[]) {
  const [clock, writer] = [new FakeClock(), new EntryWriter()];
  const reducer = new WideReducer({ pin: ownerKey, open: openProof });
  for (const act of acts) reducer.take(writer.write('ann', act));
  const stream = new FakeWideStream(name);
  const link = new WideLink(
    {
      ...{ clock, reducer, heard: new Map(), person: name },
      newId: () => 'id',
      streams: { key: 'k', follow: () => Promise.reject(new Error('no move')) },
      control: () => undefined,
      fileOf: () => undefined,
      refusalOf: () => undefined,
      alarms: () => [],
      onAlarm: () => {},
      onRead: () => {},
      onMoved: () => {},
    },
    {
      epoch: { number: 1, token: 't' },
      reader: new StreamReader(stream, 0),
      ...{ first: 1, outcomes: [], held: 0 },
    },
  );
  link.read();
  const canceling = new AbortController();
  const parts = { clock, newId: () => 'join', found: undefined };
  const join = () => joinRoom(link, reducer, parts, canceling.signal);
  const write = (by: string, act: AnyAct, id?: string) =>
    stream.deliver(writer.write(by, act, by, id));
  return { canceling, clock, join, link, reducer, stream, write };
}

describe('admission to a wide room', () => {
  it('ends when the join is read back', async () => {
    const { join, reducer, stream, write } = scene('bo', rules({}));
    const joining = join();
    assert.deepEqual(stream.appended, ['join']);
    write('bo', { type: 'join', box }, 'join');
    await joining;
    assert.equal(reducer.members.get(wideId('bo'))?.box, box);
    await join();
    assert.deepEqual(stream.appended, ['join'], 'a member needs no other one');
  });

  it('is refused while the room is locked, also if that happens just before', async () => {
    const locked = rules({ locked: true, members: [] });
    const { join, stream } = scene('bo', locked);
    await assert.rejects(join(), { code: 'room-locked' });
    assert.deepEqual(stream.appended, []);
    const late = scene('bo');
    const joining = late.join();
    late.write('ann', locked);
    late.write('bo', { type: 'join', box }, 'join');
    await assert.rejects(joining, { code: 'room-locked' });
  });

  it('is refused when the room is full, but never to its owner', async () => {
    const full = [rules({ most: 1 }), { type: 'say', text: 'hi' }, { type: 'leave' }];
    const { join, stream, write } = scene('bo', ...full.slice(0, 2));
    await assert.rejects(join(), { code: 'room-full' });
    assert.deepEqual(stream.appended, []);
    write('ann', { type: 'leave' });
    void join();
    assert.deepEqual(stream.appended, ['join']);
    const owner = scene('ann', ...full);
    owner.write('cy', { type: 'join', box });
    void owner.join().catch(() => {});
    assert.deepEqual(owner.stream.appended, ['join']);
  });

  it('is given back by who finds that others took the last place at the same time', async () => {
    const { join, stream, reducer, write } = scene('bo', rules({ most: 2 }));
    write('ann', { type: 'join', box });
    const joining = join();
    const refused = assert.rejects(joining, { code: 'room-full' });
    write('cy', { type: 'join', box });
    write('bo', { type: 'join', box }, stream.appended[0]);
    stream.stored();
    await new Promise(setImmediate);
    assert.deepEqual(stream.acts.at(-1), { type: 'leave' });
    write('bo', { type: 'leave' }, stream.appended[1]);
    await refused;
    assert.deepEqual(
      reducer.members.all.map(({ id }) => id),
      ['ann', 'cy'].map(wideId),
    );
  });

  it('fails when the server stores nothing for a while', async () => {
    const { clock, join, stream } = scene('bo', rules({}));
    const errors: NetError[] = [];
    const joining = join().catch((error: NetError) => errors.push(error));
    stream.setWritable(false);
    await clock.advance(10_000);
    stream.setWritable(true);
    await clock.advance(60_000);
    stream.setWritable(false);
    await clock.advance(10_000);
    assert.equal(errors.length, 0);
    await clock.advance(10_000);
    await joining;
    assert.equal(errors[0]?.code, 'no-quorum');
    assert.equal(clock.pending, 0);
  });

  it('fails when the server refuses it', async () => {
    const { join, stream } = scene('bo', rules({}));
    const joining = assert.rejects(join(), { code: 'failed' });
    stream.refuse(new NetError('failed', 'no space'));
    await joining;
  });

  it('fails with the reason for which the connection ends', async () => {
    const { join, stream } = scene('bo');
    const joining = join();
    stream.break();
    await assert.rejects(joining, { code: 'connection-lost', message: 'cut' });
    const other = scene('bo');
    const canceled = other.join();
    other.canceling.abort();
    await assert.rejects(canceled, { code: 'cancelled' });
    await assert.rejects(other.join(), { code: 'cancelled' });
    assert.deepEqual(other.stream.appended, ['join']);
  });

  it('is over for who was removed, or isn’t among those of a locked room', () => {
    const { reducer } = scene('bo', rules({ locked: true, members: [wideId('cy')] }), {
      ...{ type: 'remove', member: wideId('cy'), reason: 'spam' },
    });
    assert.throws(() => assertMayReturn(reducer, wideId('cy')), {
      code: 'removed',
      message: 'spam',
    });
    assert.throws(() => assertMayReturn(reducer, wideId('bo')), { code: 'room-locked' });
    assertMayReturn(reducer, wideId('ann'));
  });
});
