import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { lostMark, WideRequests } from '../../../src/room/wide/wide-requests';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const say = (text: string) => ({ type: 'say', text }) as const;

function scene() {
  const stream = new FakeWideStream('ann');
  const requests = new WideRequests(stream.member, () => 'Ann');
  const settled: string[] = [];
  const add = (id: string) =>
    requests.add(id, say(id), (refusal) => settled.push(`${id} ${refusal ?? 'counts'}`));
  const reducer = new WideReducer({ pin: ownerKey, open: openProof });
  const writer = new EntryWriter();
  const read = (by: string, id: string, act = say(id) as object) => {
    const outcome = reducer.take(writer.write(by, { ...act }, by, id));
    if (outcome) requests.take(outcome);
  };
  return { stream, requests, settled, add, read };
}

/** Lets what has resolved go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the requests of a member of a wide room', () => {
  it('are published one after the other', async () => {
    const { add, requests, stream } = scene();
    requests.use(stream);
    for (const id of ['a', 'b', 'c']) add(id);
    assert.deepEqual(stream.appended, ['a']);
    stream.stored();
    await turn();
    assert.deepEqual(stream.appended, ['a', 'b']);
  });

  it('are settled by their entries, whether they count or not', () => {
    const { add, read, requests, settled, stream } = scene();
    requests.use(stream);
    for (const id of ['a', 'b']) add(id);
    read('bo', 'a');
    assert.deepEqual(settled, []);
    read('ann', 'a');
    read('ann', 'a');
    read('ann', 'b', { type: 'edit', target: 99, text: 'x' });
    assert.deepEqual(settled, ['a counts', 'b no-such-message']);
  });

  it('are published again in another stream, unless they were read back', async () => {
    const { add, read, requests, stream } = scene();
    requests.use(stream);
    for (const id of ['a', 'b', 'c']) add(id);
    stream.stored();
    await turn();
    read('ann', 'a');
    requests.pause();
    add('d');
    const next = new FakeWideStream('ann');
    requests.use(next);
    for (let count = 0; count < 3; count += 1) {
      next.stored();
      await turn();
    }
    assert.deepEqual(next.appended, ['b', 'c', 'd']);
    stream.stored();
    await turn();
    assert.deepEqual(stream.appended, ['a', 'b'], 'nothing more goes to the old one');
    assert.equal(wideId('ann'), next.member);
  });

  it('are over when the server refuses one, and the next ones go on', async () => {
    const { add, requests, settled, stream } = scene();
    requests.use(stream);
    for (const id of ['a', 'b']) add(id);
    stream.refuse(new NetError('failed', 'too long'));
    await turn();
    assert.deepEqual(settled, ['a failed']);
    assert.deepEqual(stream.appended, ['a', 'b']);
  });

  it('are lost with the connection, and its end is no error of theirs', async () => {
    const { add, requests, settled, stream } = scene();
    requests.use(stream);
    add('a');
    const asked = requests.request('b', say('b'));
    stream.drop();
    requests.end();
    assert.equal(await asked, lostMark);
    assert.deepEqual(settled, [`a ${lostMark}`]);
    await turn();
  });
});
