import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { chunksOf, cuts } from '../../helpers/cuts';
import { FakeClock } from '../../helpers/fake-clock';
import {
  cBuffer,
  cString,
  javaUtf,
  keys,
  telnetGreeting,
  withMark,
} from '../../helpers/lab/foreign-bytes';

const leaves = '(left)';

function assemble(longest = 64 * 1024, readingMs = () => 1000) {
  const clock = new FakeClock();
  const heard: string[] = [];
  /** Those of the heard that go on with the one before. */
  const continuing: string[] = [];
  const assembler = new MessageAssembler({
    clock,
    longest,
    readingMs,
    onMessage: (text, continues) => {
      heard.push(text);
      if (continues) continuing.push(text);
    },
    onLeave: () => heard.push(leaves),
  });
  const push = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) assembler.push(Buffer.from(chunk as string));
  };
  return { clock, heard, continuing, assembler, push };
}

const hex = (text: string) => Buffer.from(text, 'hex');

/** Every way to cut a short text in two, and byte by byte. */
function* allCuts(bytes: Buffer): Generator<Buffer[]> {
  yield Array.from(bytes, (byte) => Buffer.of(byte));
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    yield [bytes.subarray(0, cut), bytes.subarray(cut)].filter((part) => part.length > 0);
  }
}

describe('MessageAssembler', () => {
  it('takes one read for one message', () => {
    const { heard, push } = assemble();
    push('hello', 'two\nlines\n', '你好');
    assert.deepEqual(heard, ['hello', 'two\nlines\n', '你好']);
  });

  it('waits for the rest of a character for as long as the client is not read', async () => {
    let readingMs = 0;
    const { clock, heard, push } = assemble(undefined, () => readingMs);
    const [begin, rest] = [Buffer.from('好').subarray(0, 2), Buffer.from('好').subarray(2)];
    push('hello', begin);
    await clock.advance(10_000);
    assert.deepEqual(heard, ['hello']);
    readingMs = 100;
    await clock.advance(250);
    assert.deepEqual(heard, ['hello']);
    push(rest);
    assert.deepEqual(heard, ['hello', '好']);
    push(begin);
    readingMs = 1000;
    await clock.advance(250);
    assert.deepEqual(heard, ['hello', '好', '\ufffd']);
  });

  it('joins reads cut inside a character, wherever that is', () => {
    const bytes = Buffer.from('a你好🌏');
    for (const cut of [2, 3, 5, 6, 8, 9, 10]) {
      const { heard, push } = assemble();
      push(bytes.subarray(0, cut), bytes.subarray(cut));
      assert.deepEqual(heard, ['a你好🌏'], `cut at ${cut}`);
    }
  });

  it('shows whole text at once and waits for the rest of a character only', async () => {
    const { clock, heard, continuing, push } = assemble();
    const bytes = Buffer.from('你好');
    push(bytes.subarray(0, 4));
    await clock.advance(5);
    assert.deepEqual(heard, ['你']);
    await clock.advance(200);
    push(bytes.subarray(4));
    assert.deepEqual(heard, ['你', '好']);
    assert.deepEqual(continuing, ['好'], 'the other end wrote it as one');
    push(bytes.subarray(0, 4));
    await clock.advance(250);
    assert.deepEqual(heard, ['你', '好', '你', '\ufffd']);
    push('later');
    await clock.advance(250);
    push('much later');
    assert.deepEqual(heard.slice(4), ['later', 'much later']);
    assert.ok(!continuing.includes('much later'));
  });

  it('joins the reads of a long message', async () => {
    const { clock, heard, push } = assemble();
    push('x'.repeat(1024), 'x'.repeat(1024), 'y');
    assert.deepEqual(heard, [`${'x'.repeat(2048)}y`]);
    push('z'.repeat(1024));
    assert.equal(heard.length, 1);
    await clock.advance(5);
    assert.equal(heard[1], 'z'.repeat(1024));
  });

  it('does not make a client wait again whose long reads are whole', async () => {
    const { clock, heard, push } = assemble();
    push('x'.repeat(1024));
    await clock.advance(5);
    for (let round = 0; round < 8; round += 1) {
      push('x'.repeat(1024));
      assert.equal(heard.length, round + 2);
      assert.equal(clock.pending, 0);
      await clock.advance(100);
    }
    await clock.advance(1000);
    push('x'.repeat(1024), 'y');
    assert.equal(heard.at(-1), `${'x'.repeat(1024)}y`);
  });

  it('lets the pieces of a Deskmate client go on with one another, however late they come', async () => {
    const { clock, heard, continuing, push } = assemble();
    const piece = '课'.repeat(320);
    push('first', piece);
    await clock.advance(100);
    push(piece);
    await clock.advance(100);
    push('end');
    await clock.advance(100);
    push('next');
    assert.deepEqual(heard, ['first', piece, piece, 'end', 'next']);
    assert.deepEqual(continuing, [piece, 'end']);
  });

  it('keeps a message without end bounded', () => {
    const { heard, push } = assemble(4096);
    for (let i = 0; i < 9; i += 1) push('x'.repeat(1024));
    assert.deepEqual(
      heard.map((text) => text.length),
      [4096, 4096],
    );
  });

  it('holds nothing for ever that comes drop by drop', async () => {
    const { clock, heard, push } = assemble();
    push('first');
    const bytes = Buffer.from('你'.repeat(200));
    for (const byte of bytes) {
      push(Buffer.of(byte));
      await clock.advance(2);
    }
    assert.ok(heard.length >= (bytes.length * 2) / 260, `${heard.length} messages`);
    assert.equal(heard.join(''), `first${'你'.repeat(200)}`);
  });

  it('knows the word that leaves, with or without a line ending, and only alone', async () => {
    for (const word of ['q', 'q\n', 'q\r\n']) {
      const { clock, heard, push } = assemble();
      push(word);
      await clock.advance(1000);
      assert.deepEqual(heard, [leaves]);
      push('after');
      assert.deepEqual(heard, [leaves]);
      const known = assemble();
      known.push('hello', word);
      assert.deepEqual(known.heard, ['hello', leaves], 'who has sent a message is heard at once');
    }
    const { heard, push } = assemble();
    push('qq', 'q ', '\nq', 'Q');
    assert.deepEqual(heard, ['qq', 'q ', '\nq', 'Q']);
  });

  it('leaves when the connection ends after q', () => {
    const { heard, push, assembler } = assemble();
    push('q');
    assembler.end();
    assert.deepEqual(heard, [leaves]);
  });

  it('makes invalid bytes and controls visible', () => {
    const { heard, push } = assemble();
    push(Buffer.from([0x68, 0xff, 0x69, 0x07]));
    assert.deepEqual(heard, ['h\ufffdi\u2407']);
  });

  it('gives what is held when the stream ends', () => {
    const { heard, push, assembler } = assemble();
    push(Buffer.from([0x61, 0xe4]));
    assembler.end();
    assert.deepEqual(heard, ['a\ufffd']);
  });

  it('costs no timer for plain text, nor for any read of a client that sends messages', () => {
    const { clock, push } = assemble();
    for (const text of ['hello', 'x', '你好', 'a\n', 'b\r\n', 'end']) {
      push(text);
      assert.equal(clock.pending, 0);
    }
  });
});

describe('lab clients that are not the course’s Python', () => {
  /** Reads and pauses in ms, and what is heard by the end of them. */
  const rows: readonly [string, readonly (Buffer | number)[], readonly string[]][] = [
    ['GBK read as UTF-8', [hex('C4E3BAC3'), 250], ['\ufffd\ufffd\ufffd']],
    ['and leaves', [hex('C4E3BAC3'), 1000, hex('71')], ['\ufffd\ufffd\ufffd', leaves]],
    ['half a character', [hex('E9'), 250], ['\ufffd']],
    ['a lone FF', [hex('6869ff'), 250], ['hi', '\ufffd']],
    ['a byte order mark', [hex('EFBBBF710D0A')], [leaves]],
    ['a byte order mark with every line', [withMark('a b'), withMark('c d')], ['a b', 'c d']],
    ['telnet says what it is', [telnetGreeting, Buffer.from('hi\r\n')], ['hi']],
    ['telnet in front of text', [Buffer.concat([telnetGreeting, Buffer.from('hi\r\n')])], ['hi']],
    ['telnet is interrupted', [Buffer.from('hello'), hex('fff4fffd06')], ['hello']],
    ['telnet quotes FF', [hex('61ffff62')], ['a\ufffdb']],
    ['FF FE is text where no option follows', [hex('61fffe62')], ['a\ufffd\ufffdb']],
    ['telnet’s line end', [hex('68690D00')], ['hi']],
    ['a line end without LF', [hex('68690D'), hex('0A'), Buffer.from('next')], ['hi', 'next']],
    ['a padded buffer', [cBuffer('hello'), 5, cBuffer('你好'), 5], ['hello', '你好']],
    ['a padded buffer leaves', [cBuffer('q'), 5], [leaves]],
    ['the NUL of a C string', [cString('hello'), cString('a')], ['hello', 'a']],
    ['C strings in one read', [Buffer.from('one\0two\0\0three\0')], ['one', 'two', 'three']],
    ['C’s q', [hex('7100')], [leaves]],
    ['UTF-16 of ASCII', [Buffer.from('hello', 'utf16le')], ['hello']],
    ['keys', [...keys('hello')], ['hello']],
    ['keys, CR NUL', [...keys('hello', '\r\0')], ['hello']],
    ['keys, CR and LF apart', [...keys('hello', '\r'), hex('0a')], ['hello']],
    ['the q of quit', [...keys('quit').flatMap((key) => [key, 300])], ['quit']],
    ['q and Enter', [...keys('q').flatMap((key) => [key, 300])], [leaves]],
    [
      'a slow second line',
      keys('hi')
        .concat(keys('quit'))
        .flatMap((key) => [key, 900]),
      ['hi', 'quit'],
    ],
    [
      'a known terminal may be slow',
      [...keys('hi'), ...keys('q x').flatMap((key) => [key, 5000])],
      ['hi', 'q x'],
    ],
    ['keys that erase', [...keys('helk\b\u007flo')], ['helo']],
    [
      'keys that a slow network joins',
      ['h', 'e', 'll', 'o\r\n'].map((text) => Buffer.from(text)),
      ['hello'],
    ],
    ['a message of one letter', [Buffer.from('y'), 1000, Buffer.from('n')], ['y', 'n']],
    [
      'one letter, then a program’s message',
      [Buffer.from('y'), Buffer.from('program')],
      ['y', 'program'],
    ],
    ['Java', [javaUtf('hello')], ['hello']],
    [
      'Java, several in a read',
      [Buffer.concat(['a', '你好🌏', '', 'x\0y'].map(javaUtf))],
      ['a', '你好🌏', 'x\u2400y'],
    ],
    ['Java, long', [javaUtf('长'.repeat(400))], ['长'.repeat(400)]],
    ['Java leaves', [javaUtf('q')], [leaves]],
    [
      'Java and a slow line',
      [javaUtf('hello').subarray(0, 4), 250, javaUtf('hello').subarray(4)],
      ['he', 'llo'],
    ],
  ];
  for (const [name, steps, expected] of rows) {
    it(name, async () => {
      const { clock, heard, push } = assemble();
      for (const step of steps) {
        if (typeof step === 'number') await clock.advance(step);
        else push(step);
      }
      assert.deepEqual(withoutLineEnds(heard), expected);
    });
  }

  it('are heard the same wherever their bytes are cut', async () => {
    for (const [bytes, expected] of [
      [hex('EFBBBF710D0A'), [leaves]],
      [Buffer.concat([telnetGreeting, Buffer.from('hi\r\n')]), ['hi']],
      [
        Buffer.concat([javaUtf('hello'), javaUtf('你好🌏'), javaUtf('q')]),
        ['hello', '你好🌏', leaves],
      ],
      [Buffer.concat([telnetGreeting, Buffer.from('quit\r\0q\r\0')]), ['quit', leaves]],
    ] as const) {
      for (const chunks of allCuts(bytes)) {
        const { clock, heard, push } = assemble();
        for (const chunk of chunks) {
          push(chunk);
          await clock.advance(1);
        }
        await clock.advance(1000);
        assert.deepEqual(
          withoutLineEnds(heard),
          expected,
          chunks.map((each) => each.toString('hex')).join(' '),
        );
      }
    }
  });

  it('lose no character, whatever the pauses', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'q', '\n', '你', '🌏', 'é', ' '),
      minLength: 1,
    });
    const program = fc.constantFrom(
      cString,
      (said: string) => cBuffer(said, 512),
      javaUtf,
      withMark,
    );
    return fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        program,
        cuts,
        fc.nat(400),
        async (said, write, where, pause) => {
          const { clock, heard, push, assembler } = assemble();
          const whole = said.filter((each) => !/^q?\n?$/.test(each));
          for (const each of whole) {
            for (const chunk of chunksOf(write(each), where)) {
              if (chunk.length === 0) continue;
              push(chunk);
              await clock.advance(pause < 200 ? pause % 5 : 0);
            }
          }
          assembler.end();
          if (!heard.includes(leaves)) assert.equal(characters(heard), characters(whole));
        },
      ),
      { seed: 20_261_128, numRuns: 150 },
    );
  });
});

/** All but line ends, which a terminal's lines come without. */
function characters(texts: readonly string[]): string {
  return texts.join('').replaceAll('\n', '');
}

function withoutLineEnds(heard: readonly string[]): string[] {
  return heard.map((text) => text.replace(/\r?\n$/, ''));
}
