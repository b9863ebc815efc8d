import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { maxJoinMs } from '../../../src/net/lab-tcp/message-assembler';
import { chunksOf, cuts } from '../../helpers/cuts';
import { assemble, leaves } from './assembled';

describe('MessageAssembler', () => {
  it('treats each read as a message', () => {
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

  it('shows complete text at once and waits only for the rest of a character', async () => {
    const { clock, heard, continuing, push } = assemble();
    const bytes = Buffer.from('你好');
    push(bytes.subarray(0, 4));
    await clock.advance(5);
    assert.deepEqual(heard, ['你']);
    await clock.advance(200);
    push(bytes.subarray(4));
    assert.deepEqual(heard, ['你', '好']);
    assert.deepEqual(continuing, ['好'], 'the other end sent one message');
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

  it('doesn’t hold again the reads of a client whose long reads are complete', async () => {
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

  it('joins the pieces of a Deskmate client, however late they come', async () => {
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

  it('bounds a message without an end', () => {
    const { heard, push } = assemble(4096);
    for (let i = 0; i < 9; i += 1) push('x'.repeat(1024));
    assert.deepEqual(
      heard.map((text) => text.length),
      [4096, 4096],
    );
  });

  it('shows a long message that keeps coming, and continues it', async () => {
    const { clock, heard, continuing, push } = assemble();
    for (let read = 0; read < 10; read += 1) {
      push('x'.repeat(1024));
      await clock.advance(4);
    }
    push('end');
    assert.ok(heard.length > 3, `${heard.length} messages`);
    assert.deepEqual(continuing, heard.slice(1), 'it is one message');
    assert.equal(heard.join(''), `${'x'.repeat(10_240)}end`);
    await clock.advance(5);
    push('next');
    assert.deepEqual(heard.slice(-1), ['next']);
    assert.ok(!continuing.includes('next'));
  });

  it('holds no pipelined message for long, and loses none', () => {
    const message = fc.integer({ min: 1, max: 1500 }).map((length) => 'm'.padEnd(length, '-'));
    const turn = fc.record({
      /** What a sender writes without waiting. */
      said: fc.array(message, { minLength: 1, maxLength: 12 }).map((each) => each.join('')),
      where: cuts,
      pauseMs: fc.nat(6),
    });
    return fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 30 }), async (turns) => {
        const { clock, heard, push } = assemble();
        push('first');
        let written = 'first';
        /** How much had been written at each moment so far. */
        const writtenAt = new Map<number, number>();
        const pass = async (ms: number) => {
          for (let passed = 0; passed < ms; passed += 1) {
            writtenAt.set(clock.now(), written.length);
            await clock.advance(1);
            const due = writtenAt.get(clock.now() - maxJoinMs) ?? 0;
            assert.ok(heard.join('').length >= due, 'it is held for too long');
          }
        };
        for (const { said, where, pauseMs } of turns) {
          for (const chunk of chunksOf(Buffer.from(said), where)) {
            if (chunk.length > 0) push(chunk);
          }
          written += said;
          await pass(pauseMs);
        }
        await pass(maxJoinMs + 1);
        assert.equal(heard.join(''), written);
      }),
      { seed: 20_261_129, numRuns: 60 },
    );
  });

  it('doesn’t hold trickling bytes forever', async () => {
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

  it('recognizes the leave command with or without a line ending, and only alone', async () => {
    for (const word of ['q', 'q\n', 'q\r\n']) {
      const { clock, heard, push } = assemble();
      push(word);
      await clock.advance(1000);
      assert.deepEqual(heard, [leaves]);
      push('after');
      assert.deepEqual(heard, [leaves]);
      const known = assemble();
      known.push('hello', word);
      assert.deepEqual(
        known.heard,
        ['hello', leaves],
        'a client that has sent a message isn’t delayed',
      );
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

  it('delivers what is held when the stream ends', () => {
    const { heard, push, assembler } = assemble();
    push(Buffer.from([0x61, 0xe4]));
    assembler.end();
    assert.deepEqual(heard, ['a\ufffd']);
  });

  it('sets no timer for plain text, nor for any read of a client that sends messages', () => {
    const { clock, push } = assemble();
    for (const text of ['hello', 'x', '你好', 'a\n', 'b\r\n', 'end']) {
      push(text);
      assert.equal(clock.pending, 0);
    }
  });
});
