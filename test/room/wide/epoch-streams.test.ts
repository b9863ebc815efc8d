import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { EpochStreams } from '../../../src/room/wide/epoch-streams';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';

const server = { nodes: [], authority: '', account: '', memberKey: '' };
const epoch = { number: 2, token: 't' };

/** A server that has the stream once it is created. */
function scene(mayCreate: boolean) {
  const clock = new FakeClock();
  let isThere = false;
  const asked: string[] = [];
  const network = {
    open: async () => {
      asked.push('open');
      if (!isThere) throw new NetError('room-closed', 'no such stream');
      return new FakeWideStream('bo');
    },
    create: async ({ first, ownerKey }: { first: number; ownerKey: string }) => {
      asked.push(`create ${first} ${ownerKey}`);
      isThere = true;
    },
  };
  const creation = mayCreate ? { ownerKey: 'o', replicas: 1 } : undefined;
  const deps = { clock, pin: 'p', server, network: async () => network };
  const streams = new EpochStreams(deps, 'k', creation);
  const appear = () => {
    isThere = true;
  };
  return { clock, streams, asked, appear };
}

describe('the streams of epochs', () => {
  it('are created by who may, if they aren’t there', async () => {
    const { asked, streams } = scene(true);
    const { signal } = new AbortController();
    await streams.enter(epoch, 7, signal);
    assert.deepEqual(asked, ['open', 'create 7 o', 'open']);
    assert.equal(streams.created, 2);
    await streams.enter({ ...epoch, number: 3 }, 9, signal);
    assert.equal(streams.created, 2, 'this one was there');
  });

  it('are looked for by the others, once a second', async () => {
    const { appear, asked, clock, streams } = scene(false);
    const following = streams.follow(epoch, 7, undefined, new AbortController().signal);
    await clock.advance(5500);
    assert.equal(asked.length, 6);
    appear();
    await clock.advance(1000);
    await following;
    assert.equal(streams.created, 0);
  });

  it('are given up after a while, or when the connection ends', async () => {
    const { asked, clock, streams } = scene(false);
    const late = assert.rejects(streams.follow(epoch, 7, undefined, new AbortController().signal), {
      code: 'host-away',
    });
    await clock.advance(60_000);
    await late;
    assert.equal(asked.length, 30);
    const ending = new AbortController();
    const ended = assert.rejects(streams.follow(epoch, 7, undefined, ending.signal));
    await clock.advance(1500);
    ending.abort();
    await ended;
    assert.equal(asked.length, 33);
    assert.equal(clock.pending, 0);
  });
});
