import assert from 'node:assert/strict';
import { FileError } from '../../../src/protocol/file-error';
import type { WideFilePlace } from '../../../src/protocol/wide';
import { WideFiles } from '../../../src/room/wide/wide-files';
import { codeCard, fileCard } from '../../helpers/cards';

const { hash, size } = fileCard;
const file = { hash, size };
const transit = { signal: new AbortController().signal, moved: () => {} };
const server = { nodes: [], authority: '', account: '', memberKey: '' };

/** A member's files, on a server that has them in these places. */
function scene(has: readonly WideFilePlace[] = []) {
  const state = { epoch: 1, connected: true };
  const asked: WideFilePlace[] = [];
  let stored = 0;
  let duringPut = () => {};
  const files = new WideFiles({
    network: async () => ({
      putFile: async () => {
        duringPut();
        stored += 1;
        return stored;
      },
      getFile: async ({ epoch: { number, token } }, { seq, offset }, write) => {
        assert.equal(token, `t${number}`);
        asked.push({ epoch: number, seq });
        if (!has.some((each) => each.epoch === number && each.seq === seq)) {
          throw new FileError(seq % 2 ? 'file-gone' : 'no-such-file', 'gone');
        }
        await write(Buffer.from('hello').subarray(offset));
      },
    }),
    ticketFor: (epoch) => ({ server, pin: 'pin', epoch, key: 'k' }),
    epoch: () => ({ number: state.epoch, token: `t${state.epoch}` }),
    isConnected: () => state.connected,
  });
  files.learn([{ number: 1, token: 't1' }]);
  return {
    ...{ asked, files, state },
    /** The log names it here. */
    name: (place: WideFilePlace, more: { refusal?: string; card?: object } = {}) => {
      const act = { type: 'say', text: 'x', card: fileCard, file: place, ...more } as never;
      const { refusal } = more;
      const entry = { type: 'unknown', seq: 1, json: '{}' } as never;
      files.note([{ entry, act, ...(refusal !== undefined && { refusal }) }]);
    },
    put: () => files.put(file, async function* () {}, transit),
    get: async () => {
      const parts: Uint8Array[] = [];
      const write = async (bytes: Uint8Array) => {
        parts.push(bytes);
      };
      await files.get({ ...file, offset: 0 }, write, transit);
      return Buffer.concat(parts).toString();
    },
    moveDuringPut: () => {
      duringPut = () => {
        state.epoch += 1;
        duringPut = () => {};
      };
    },
  };
}

describe('the files of a member of a wide room', () => {
  it('are where the log names them, one place after the other', async () => {
    const { asked, get, name } = scene([{ epoch: 1, seq: 5 }]);
    await assert.rejects(get(), { code: 'file-gone' });
    for (const seq of [3, 4, 4, 5, 6]) name({ epoch: 1, seq });
    name({ epoch: 1, seq: 1 }, { refusal: 'removed' });
    assert.equal(await get(), 'hello');
    assert.deepEqual(
      asked.map(({ seq }) => seq),
      [3, 4, 5],
    );
  });

  it('aren’t found in an epoch whose token nobody has told', async () => {
    const { asked, files, get, name } = scene([{ epoch: 2, seq: 5 }]);
    name({ epoch: 2, seq: 5 });
    await assert.rejects(get(), { code: 'file-gone' });
    assert.equal(asked.length, 0);
    files.learn([{ number: 2, token: 't2' }]);
    assert.equal(await get(), 'hello');
  });

  it('keep their first places, however many others are named', async () => {
    const { get, name } = scene([{ epoch: 1, seq: 1 }]);
    for (let seq = 1; seq < 100; seq += 1) name({ epoch: 1, seq });
    assert.equal(await get(), 'hello');
    const full = scene([{ epoch: 1, seq: 99 }]);
    for (let seq = 1; seq < 100; seq += 1) full.name({ epoch: 1, seq });
    assert.equal(await full.get(), 'hello', 'the newest one');
  });

  it('have a place once they are sent, in the same epoch, or once the log names them', async () => {
    const { files, name, put, state } = scene();
    assert.equal(files.placeOf(fileCard), undefined);
    assert.equal(files.placeOf(codeCard), undefined);
    assert.equal(files.placeOf(undefined), undefined);
    await put();
    assert.deepEqual(files.placeOf(fileCard), { epoch: 1, seq: 1 });
    assert.equal(files.placeOf({ ...fileCard, size: size + 1 }), undefined);
    state.epoch = 2;
    assert.equal(files.placeOf(fileCard), undefined);
    name({ epoch: 1, seq: 1 });
    assert.deepEqual(files.placeOf(fileCard), { epoch: 1, seq: 1 });
  });

  it('are sent again if the room has moved meanwhile', async () => {
    const { files, moveDuringPut, put } = scene();
    moveDuringPut();
    await assert.rejects(put(), { code: 'connection-lost' });
    await put();
    assert.deepEqual(files.placeOf(fileCard), { epoch: 2, seq: 2 });
  });

  it('wait until the log was read', async () => {
    const { get, name, put, state } = scene([{ epoch: 1, seq: 1 }]);
    name({ epoch: 1, seq: 1 });
    state.connected = false;
    await assert.rejects(get(), { code: 'connection-lost' });
    await assert.rejects(put(), { code: 'connection-lost' });
    state.connected = true;
    assert.equal(await get(), 'hello');
  });
});
