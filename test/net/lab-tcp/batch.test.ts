import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  Batch,
  maxWriteBytes,
  messagePieces,
  type Piece,
  prefixRoom,
} from '../../../src/net/lab-tcp/batch';
import { loadEncoding, utf8Encoding } from '../../../src/net/lab-tcp/encodings';
import { MessageAssembler } from '../../../src/net/lab-tcp/message-assembler';
import { PacedWriter, readMs } from '../../../src/net/lab-tcp/paced-writer';
import { encodingNames } from '../../../src/protocol/text-encoding';
import { FakeClock } from '../../helpers/fake-clock';
import { receiverOf } from './assembled';

const max = maxWriteBytes - prefixRoom;
const goodbyes = ['q', 'q\n', 'q\r\n'];

describe('the leave command at the end of a long message', () => {
  it('is never a separate read, however long the message and its characters are', async () => {
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

  it('is never a separate read for a reader of 1024 bytes, whenever it reads', async () => {
    for (const word of goodbyes) {
      for (let length = max; length <= 2 * maxWriteBytes + 8; length += 1) {
        for (const lateMs of [0, readMs - 1]) {
          const reads = await readsOf('x'.repeat(length) + word, lateMs);
          assert.equal(reads.join(''), 'x'.repeat(length) + word);
          assert.ok(!reads.some((read) => goodbyes.includes(read)), `${length}, ${lateMs} ms`);
        }
      }
    }
  });

  it('continues the previous pieces at a Deskmate hub', async () => {
    for (const unit of ['x', '课', '🌏x']) {
      for (const length of around(2 * max, Buffer.byteLength(unit))) {
        const heard: string[] = [];
        const clock = new FakeClock();
        const receiver = {
          ...receiverOf((text, continues) => {
            if (continues) heard.push(`${heard.pop()}${text}`);
            else heard.push(text);
          }),
          onLeave: () => heard.push('(left)'),
        };
        const assembler = new MessageAssembler(receiver, { clock, maxLength: 64 * 1024 });
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

/** Numbers of characters that take about `bytes` bytes, or about twice as many. */
function around(bytes: number, unitBytes: number): number[] {
  const lengths = [bytes, 2 * bytes].flatMap((each) =>
    Array.from({ length: 20 }, (_, index) => Math.floor((each - 10 + index) / unitBytes)),
  );
  return [...new Set(lengths)];
}

/** Whether a client that has sent a message before leaves with these bytes. */
function leaves(bytes: Buffer, clock: FakeClock, encoding = utf8Encoding): boolean {
  let left = false;
  const onLeave = () => {
    left = true;
  };
  const receiver = { ...receiverOf(() => {}), onLeave };
  const assembler = new MessageAssembler(receiver, { clock, maxLength: 64 * 1024, encoding });
  assembler.push(encoding.encode('hello'));
  assembler.push(bytes);
  assembler.end();
  return left;
}

/** The reads of a reader that is `lateMs` late, and reads up to 1024 bytes at a time. */
async function readsOf(text: string, lateMs: number): Promise<string[]> {
  const clock = new FakeClock();
  const reads: string[] = [];
  let unread = '';
  const take = () => {
    for (; unread !== ''; unread = unread.slice(maxWriteBytes)) {
      reads.push(unread.slice(0, maxWriteBytes));
    }
  };
  const sink = {
    write(buffers: readonly Buffer[]) {
      if (unread === '') clock.after(lateMs, take);
      unread += Buffer.concat(buffers).toString('latin1');
      return true;
    },
    whenTaken() {},
    onTooSlow: assert.fail,
  };
  const writer = new PacedWriter(sink, clock, { queueBytes: 1024 * 1024, stallMs: 10_000 });
  writer.push(messagePieces(text, { encoding: utf8Encoding, max }));
  for (let round = 0; round < 4; round += 1) await clock.advance(readMs);
  return reads;
}

const textOf = (pieces: readonly Piece[]) =>
  Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

function check(pieces: readonly Piece[]): void {
  for (const { bytes, ascii } of pieces) {
    assert.ok(bytes.length > 0 && bytes.length <= 1024, `${bytes.length} bytes`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (ascii) assert.equal(text.length, bytes.length, 'a piece without a pause after it is ASCII');
  }
}

describe('Batch', () => {
  it('gives every member the same bytes', () => {
    const batch = new Batch<string>();
    batch.add('one ');
    batch.add('two');
    const pieces = batch.piecesFor('a');
    assert.equal(batch.piecesFor('b'), pieces);
    assert.equal(textOf(pieces), 'one two');
    assert.equal(pieces.length, 1);
  });

  it('leaves out a member’s own messages', () => {
    const batch = new Batch<string>();
    for (const [text, author] of [
      ['A1', 'a'],
      ['B1', 'b'],
      ['A2', 'a'],
      ['h', undefined],
    ] as const) {
      batch.add(text, author);
    }
    assert.equal(textOf(batch.piecesFor('a')), 'B1h');
    assert.equal(textOf(batch.piecesFor('b')), 'A1A2h');
    assert.equal(textOf(batch.piecesFor('c')), 'A1B1A2h');
    assert.equal(batch.bytesBy('a'), 4);
    assert.equal(batch.bytesBy('c'), 0);
  });

  it('cuts between characters at 1024 bytes, for listeners and authors of every mix', () => {
    const texts = [
      'x'.repeat(700),
      '你好'.repeat(342),
      'y',
      '😀'.repeat(600),
      'z'.repeat(3000),
      '尾',
    ];
    for (let authors = 0; authors < 2 ** texts.length; authors += 1) {
      const batch = new Batch<string>();
      const said = (index: number) => (authors & (1 << index)) !== 0;
      for (const [index, text] of texts.entries()) batch.add(text, said(index) ? 'a' : 'b');
      for (const member of ['a', 'b', 'c']) {
        const pieces = batch.piecesFor(member);
        check(pieces);
        const heard = texts.filter((_, i) => member === 'c' || said(i) !== (member === 'a'));
        assert.equal(textOf(pieces), heard.join(''));
      }
    }
  });

  it('gives nothing to the author of everything', () => {
    const batch = new Batch<string>();
    batch.add('x'.repeat(5000), 'a');
    assert.deepEqual(batch.piecesFor('a'), []);
    assert.deepEqual(batch.asciiFor('a'), []);
  });

  it('gives ASCII uncut, the same as in pieces, whoever wrote what', () => {
    const members = ['a', 'b', 'c'];
    const text = (...units: string[]) =>
      fc.string({ unit: fc.constantFrom(...units), minLength: 1, maxLength: 800 });
    const entry = fc.record({
      text: fc.oneof(
        { arbitrary: text('x', 'yy', '\n'), weight: 9 },
        { arbitrary: text('x', '你'), weight: 1 },
      ),
      author: fc.constantFrom(...members, undefined),
    });
    return fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), (entries) => {
        const batch = new Batch<string>();
        for (const each of entries) batch.add(each.text, each.author);
        const isAscii = !entries.some(({ text: each }) => each.includes('你'));
        for (const member of [...members, 'nobody']) {
          const heard = entries.filter(({ author }) => author !== member);
          const expected = heard.map((each) => each.text).join('');
          const ascii = batch.asciiFor(member);
          assert.equal(ascii !== undefined, isAscii);
          if (ascii) assert.equal(Buffer.concat(ascii).toString(), expected);
          assert.equal(textOf(batch.piecesFor(member)), expected);
          const own = entries.filter(({ author }) => author === member);
          const bytes = own.reduce((sum, each) => sum + Buffer.byteLength(each.text), 0);
          assert.equal(batch.bytesBy(member), bytes);
        }
        assert.equal(batch.asciiFor('one'), batch.asciiFor('two'), 'members share it');
      }),
      { seed: 20_261_129 },
    );
  });
});
