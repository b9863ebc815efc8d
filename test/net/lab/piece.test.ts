import assert from 'node:assert/strict';
import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { PacedWriter, readMs } from '../../../src/net/lab/paced-writer';
import { longestWrite, messagePieces, prefixRoom } from '../../../src/net/lab/piece';
import { loadEncoding, utf8Encoding } from '../../../src/net/lab/text-encoding';
import { encodingNames } from '../../../src/protocol/text-encoding';
import { FakeClock } from '../../helpers/fake-clock';

const max = longestWrite - prefixRoom;
const goodbyes = ['q', 'q\n', 'q\r\n'];

describe('the end of a long message', () => {
  it('is no goodbye by itself, however long the message and its characters are', async () => {
    const clock = new FakeClock();
    for (const name of encodingNames) {
      const encoding = await loadEncoding(name);
      for (const unit of ['x', '课', '🌏', '\ufeff', 'é', '\n'].filter(
        (each) => encoding.missing(each).length === 0,
      )) {
        const unitBytes = encoding.encode(unit).length;
        for (const word of goodbyes) {
          for (const length of around(max, unitBytes)) {
            const text = unit.repeat(length) + word;
            const pieces = messagePieces(text, { encoding, max });
            const whole = Buffer.concat(pieces.map(({ bytes }) => bytes));
            assert.ok(whole.equals(encoding.encode(text)));
            for (const { bytes } of pieces) assert.ok(bytes.length <= max);
            const last = pieces.at(-1)?.bytes ?? whole;
            const what = `${name} ${JSON.stringify(unit)} ${length}`;
            assert.ok(!leaves(last, clock, encoding), what);
          }
        }
      }
    }
  });

  it('is none for a reader that takes 1024 bytes at a time, whenever that reads', async () => {
    for (const word of goodbyes) {
      for (let length = max; length <= 2 * longestWrite + 8; length += 1) {
        for (const lateMs of [0, readMs - 1]) {
          const reads = await readsOf('x'.repeat(length) + word, lateMs);
          assert.equal(reads.join(''), 'x'.repeat(length) + word);
          assert.ok(!reads.some((read) => goodbyes.includes(read)), `${length}, ${lateMs} ms`);
        }
      }
    }
  });

  it('goes on with the pieces before it at our own hub', async () => {
    for (const unit of ['x', '课', '🌏x']) {
      for (const length of around(2 * max, Buffer.byteLength(unit))) {
        const heard: string[] = [];
        const clock = new FakeClock();
        const assembler = new MessageAssembler({
          clock,
          longest: 64 * 1024,
          onMessage: (text, continues) => {
            if (continues) heard.push(`${heard.pop()}${text}`);
            else heard.push(text);
          },
          onLeave: () => heard.push('(left)'),
        });
        const text = `${unit.repeat(length)}q`;
        for (const { bytes } of messagePieces(text, { encoding: utf8Encoding, max })) {
          assembler.push(bytes);
          await clock.advance(readMs);
        }
        assert.deepEqual(heard, [text], `${unit} ${length}`);
      }
    }
  });
});

/** Characters of about so many bytes, a few more and less, and of about twice as many. */
function around(bytes: number, unitBytes: number): number[] {
  const lengths = [bytes, 2 * bytes].flatMap((each) =>
    Array.from({ length: 20 }, (_, index) => Math.floor((each - 10 + index) / unitBytes)),
  );
  return [...new Set(lengths)];
}

/** Whether a client that has said something else before leaves with these bytes. */
function leaves(bytes: Buffer, clock: FakeClock, encoding = utf8Encoding): boolean {
  let left = false;
  const onLeave = () => {
    left = true;
  };
  const assembler = new MessageAssembler({
    clock,
    longest: 64 * 1024,
    encoding,
    onMessage: () => {},
    onLeave,
  });
  assembler.push(encoding.encode('hello'));
  assembler.push(bytes);
  assembler.end();
  return left;
}

/** What a reader gets that takes what has come when it is `lateMs` late, 1024 bytes at a time. */
async function readsOf(text: string, lateMs: number): Promise<string[]> {
  const clock = new FakeClock();
  const reads: string[] = [];
  let unread = '';
  const take = () => {
    for (; unread !== ''; unread = unread.slice(longestWrite)) {
      reads.push(unread.slice(0, longestWrite));
    }
  };
  const sink = {
    write(buffers: readonly Buffer[]) {
      if (unread === '') clock.after(lateMs, take);
      unread += Buffer.concat(buffers).toString('latin1');
      return true;
    },
    whenTaken() {},
  };
  const writer = new PacedWriter(sink, clock, {
    queueBytes: 1024 * 1024,
    stallMs: 10_000,
    onTooSlow: assert.fail,
  });
  writer.push(messagePieces(text, { encoding: utf8Encoding, max }));
  for (let round = 0; round < 4; round += 1) await clock.advance(readMs);
  return reads;
}
