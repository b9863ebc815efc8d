import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bytewise, chunksOf, cuts, inTwo } from '../../helpers/cuts';
import {
  cBuffer,
  cString,
  javaUtf,
  keys,
  telnetGreeting,
  withMark,
} from '../../helpers/lab/foreign-bytes';
import { assemble, leaves } from './assembled';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('lab clients other than the course’s Python', () => {
  /** Reads and pauses in ms, and the messages they make. */
  const rows: readonly [string, readonly (Buffer | number)[], readonly string[]][] = [
    ['GBK read as UTF-8', [hex('C4E3BAC3'), 250], ['\ufffd\ufffd\ufffd']],
    ['and leaves', [hex('C4E3BAC3'), 1000, hex('71')], ['\ufffd\ufffd\ufffd', leaves]],
    ['half a character', [hex('E9'), 250], ['\ufffd']],
    ['a lone FF', [hex('6869ff'), 250], ['hi', '\ufffd']],
    ['a byte order mark', [hex('EFBBBF710D0A')], [leaves]],
    ['a byte order mark with every line', [withMark('a b'), withMark('c d')], ['a b', 'c d']],
    ['telnet’s greeting', [telnetGreeting, Buffer.from('hi\r\n')], ['hi']],
    [
      'telnet’s greeting before text',
      [Buffer.concat([telnetGreeting, Buffer.from('hi\r\n')])],
      ['hi'],
    ],
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
    ['keys, CR and LF separately', [...keys('hello', '\r'), hex('0a')], ['hello']],
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
      'keys joined by a slow network',
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

  it('are read the same wherever their bytes are cut', async () => {
    for (const [bytes, expected] of [
      [hex('EFBBBF710D0A'), [leaves]],
      [Buffer.concat([telnetGreeting, Buffer.from('hi\r\n')]), ['hi']],
      [
        Buffer.concat([javaUtf('hello'), javaUtf('你好🌏'), javaUtf('q')]),
        ['hello', '你好🌏', leaves],
      ],
      [Buffer.concat([telnetGreeting, Buffer.from('quit\r\0q\r\0')]), ['quit', leaves]],
    ] as const) {
      for (const chunks of [[bytes], ...inTwo(bytes), bytewise(bytes)]) {
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

/** A text without line ends, which a terminal's lines don't have. */
function characters(texts: readonly string[]): string {
  return texts.join('').replaceAll('\n', '');
}

function withoutLineEnds(heard: readonly string[]): string[] {
  return heard.map((text) => text.replace(/\r?\n$/, ''));
}
