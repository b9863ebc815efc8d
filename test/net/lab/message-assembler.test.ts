import assert from 'node:assert/strict';
import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { FakeClock } from '../../helpers/fake-clock';

function assemble(longest = 64 * 1024) {
  const clock = new FakeClock();
  const heard: string[] = [];
  const assembler = new MessageAssembler(
    clock,
    longest,
    (text) => heard.push(text),
    () => heard.push('(left)'),
  );
  const push = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) assembler.push(Buffer.from(chunk as string));
  };
  return { clock, heard, assembler, push };
}

describe('MessageAssembler', () => {
  it('takes one read for one message', () => {
    const { heard, push } = assemble();
    push('hello', 'two\nlines\n', '你好');
    assert.deepEqual(heard, ['hello', 'two\nlines\n', '你好']);
  });

  it('joins reads cut inside a character, wherever that is', () => {
    const bytes = Buffer.from('a你好🌏');
    for (const cut of [2, 3, 5, 6, 8, 9, 10]) {
      const { heard, push } = assemble();
      push(bytes.subarray(0, cut), bytes.subarray(cut));
      assert.deepEqual(heard, ['a你好🌏'], `cut at ${cut}`);
    }
  });

  it('gives a cut character to whatever comes later, and loses nothing of the rest', async () => {
    const { clock, heard, push } = assemble();
    push(Buffer.from('你').subarray(0, 2));
    await clock.advance(1000);
    assert.deepEqual(heard, []);
    push(Buffer.concat([Buffer.from('你').subarray(2), Buffer.from('好')]));
    assert.deepEqual(heard, ['你好']);
  });

  it('joins the pieces of a long message', async () => {
    const { clock, heard, push } = assemble();
    push('x'.repeat(1024), 'x'.repeat(1024), 'y');
    assert.deepEqual(heard, [`${'x'.repeat(2048)}y`]);
    push('z'.repeat(1024));
    assert.equal(heard.length, 1);
    await clock.advance(500);
    assert.equal(heard[1], 'z'.repeat(1024));
  });

  it('keeps a message without end bounded', () => {
    const { heard, push } = assemble(4096);
    for (let i = 0; i < 9; i += 1) push('x'.repeat(1024));
    assert.deepEqual(
      heard.map((text) => text.length),
      [4096, 4096],
    );
  });

  it('knows the word that leaves, with or without a line ending, and only alone', () => {
    for (const word of ['q', 'q\n', 'q\r\n']) {
      const { heard, push } = assemble();
      push(word);
      assert.deepEqual(heard, ['(left)']);
    }
    const { heard, push } = assemble();
    push('qq', 'q ', '\nq', 'Q');
    assert.deepEqual(heard, ['qq', 'q ', '\nq', 'Q']);
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
});
