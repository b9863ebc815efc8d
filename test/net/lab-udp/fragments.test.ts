import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { maxBodyBytes } from '../../../src/net/lab-udp/datagram';
import { bareMessages, fragmentsOf, MessageReassembler } from '../../../src/net/lab-udp/fragments';

const joined = (joiner: MessageReassembler, parts: ReturnType<typeof fragmentsOf>) =>
  parts
    .map(({ body, more }) => joiner.add({ type: 'say', number: 1, body, more }))
    .filter((text) => text !== undefined);

describe('the parts of a message', () => {
  it('are joined to the same text, and each is whole characters', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1 });
    const property = fc.property(texts, fc.nat(400), (text, times) => {
      const long = text.replaceAll(/\p{Cc}/gu, '').repeat(times);
      const parts = fragmentsOf(long);
      for (const { body } of parts) {
        assert.ok(body.length <= maxBodyBytes);
        if (!long.includes('\ufffd')) assert.ok(!body.toString().includes('\ufffd'));
      }
      assert.deepEqual(joined(new MessageReassembler(1 << 20), parts), [long]);
    });
    void fc.assert(property, { numRuns: 50 });
  });

  it('make one datagram of an empty text', () => {
    assert.deepEqual(fragmentsOf(''), [{ body: Buffer.alloc(0), more: false }]);
  });

  it('are split into messages when they are too many', () => {
    const texts = joined(new MessageReassembler(4000), fragmentsOf('x'.repeat(10_000)));
    assert.equal(texts.join('').length, 10_000);
    assert.ok(texts.every((text) => text.length < 4000 + maxBodyBytes));
  });

  it('are split even if they are empty and never end', () => {
    const joiner = new MessageReassembler(4000);
    const part = { type: 'say', number: 1, more: true, body: Buffer.alloc(0) } as const;
    const texts = Array.from({ length: 1000 }, () => joiner.add(part));
    assert.ok(texts.includes(''));
  });

  it('are cleaned', () => {
    const [text] = joined(new MessageReassembler(4000), fragmentsOf('a\u001b[31mb\0\0'));
    assert.equal(text, 'a␛[31mb');
  });

  it('are messages of their own in a bare room, with marks at the cuts', () => {
    const label = "('127.0.0.1', 50412):";
    assert.deepEqual(
      bareMessages(label, 'short').map(({ body }) => body.toString()),
      [`${label}short`],
    );
    const long = '多'.repeat(1000);
    const messages = bareMessages(label, long).map(({ body, more }) => {
      assert.ok(body.length <= maxBodyBytes);
      assert.equal(more, false);
      return body.toString();
    });
    assert.equal(messages.length, 3);
    assert.ok(messages.every((text) => text.startsWith(label)));
    assert.deepEqual(
      messages.map((text) => [text.at(label.length), text.at(-1)].map((end) => end === '…')),
      [
        [false, true],
        [true, true],
        [true, false],
      ],
    );
    const text = messages.map((message) => message.slice(label.length)).join('');
    assert.equal(text.replaceAll('…', ''), long);
  });
});
