import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HubFrame, MemberLink } from '../../../src/protocol/member-link';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { StreamEntry, WideNetwork } from '../../../src/protocol/wide';
import { WideGuest } from '../../../src/room/wide/wide-guest';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { type AnyAct, EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);
const server = { nodes: [], authority: '', account: '', memberKey: '' };
const never = new AbortController().signal;

/** Bo's program, in a room whose log a test writes. */
function scene() {
  const [clock, writer] = [new FakeClock(), new EntryWriter()];
  let stream: FakeWideStream | undefined;
  let trimmed = 0;
  const open = async () => {
    stream = new FakeWideStream('bo', [...writer.written].slice(trimmed));
    return stream;
  };
  const network = {
    wide: async () => ({ open, newKey: () => 'k' }) as Partial<WideNetwork> as WideNetwork,
    randomId: () => 'own',
  };
  const route = { server, epoch: { number: 1, token: 't' } };
  const guest = new WideGuest({ network, clock, pin: ownerKey }, route);
  const frames: HubFrame[] = [];
  let link: MemberLink | undefined;
  return {
    ...{ clock, frames, guest, writer },
    trim: (count: number) => {
      trimmed = count;
    },
    write: (by: string, act: AnyAct) => {
      const entry: StreamEntry = writer.write(by, act);
      if (link) stream?.deliver(entry);
    },
    /** Connects, holding what came so far. @param size of the batches in which the stream delivers */
    connect: async (size: number) => {
      const last = frames.reduce((max, each) => ('seq' in each ? Math.max(max, each.seq) : max), 0);
      const claim = { member: wideId('bo'), key: 'k', name: 'Bo', last };
      const ticket = { addresses: [], port: 1, pin: ownerKey, wide: route, claim };
      const connecting = guest.connect(ticket, never);
      await clock.advance(0);
      stream?.deliverKept(size);
      await clock.advance(10);
      link = await connecting;
      link.onFrame((frame) => frames.push(frame));
      link.start();
      await clock.advance(10);
    },
    cut: () => {
      stream?.break();
      link = undefined;
    },
    /** What was passed on of the log. */
    entries: () => frames.filter((frame): frame is RoomEntry => 'seq' in frame),
  };
}

describe('a member of a wide room', () => {
  it('gets each entry once and in order, however the stream comes and breaks', async () => {
    const by = fc.constantFrom('ann', 'bo', 'cy');
    const act = fc.oneof(
      fc.constant({ type: 'say', text: 'x' }),
      fc.record({ type: fc.constant('edit'), target: fc.nat(40), text: fc.constant('y') }),
      fc.record({ type: fc.constant('delete'), target: fc.nat(40) }),
      fc.constant({ type: 'rename', name: 'Z' }),
      fc.constant({ type: 'join', box }),
    );
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(by, act) },
      { weight: 1, arbitrary: fc.constant('cut' as const) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 7 }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { connect, cut, entries, guest, write, writer } = scene();
        write('ann', { type: 'join', box });
        write('bo', { type: 'join', box });
        let isConnected = false;
        for (const step of steps) {
          if (typeof step === 'object') write(...step);
          else if (step === 'cut') {
            cut();
            isConnected = false;
          } else if (!isConnected) {
            await connect(step);
            isConnected = true;
          }
        }
        cut();
        await connect(3);
        const reducer = new WideReducer({ pin: ownerKey, open: openProof });
        const expected = writer.written.map((entry) => reducer.take(entry)?.entry);
        assert.deepEqual(entries(), expected);
        guest.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it('says how much is missing that the stream no longer has', async () => {
    const { connect, cut, frames, trim, write } = scene();
    for (const name of ['ann', 'bo']) write(name, { type: 'join', box });
    await connect(1);
    cut();
    for (let count = 0; count < 5; count += 1) write('ann', { type: 'say', text: 'x' });
    trim(4);
    frames.splice(0, frames.length, ...frames.filter((frame) => 'seq' in frame));
    await connect(1);
    const gap = frames.find(({ type }) => type === 'gap');
    assert.deepEqual(gap, { type: 'gap', from: 3, to: 4 });
    assert.deepEqual(
      frames.flatMap((frame) => ('seq' in frame ? frame.seq : [])),
      [1, 2, 5, 6, 7],
    );
  });
});
