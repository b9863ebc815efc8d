import assert from 'node:assert/strict';
import { dialects } from '../../../src/net/lab-tcp/dialect';
import { loadEncoding, utf8Encoding } from '../../../src/net/lab-tcp/encodings';
import { StreamDecoder } from '../../../src/net/lab-tcp/stream-decoder';
import { escapeLabels } from '../../../src/net/lab-text/label';
import type { LabFrame } from '../../../src/protocol/lab-link';
import { encodingNames } from '../../../src/protocol/text-encoding';
import { displayText } from '../../../src/room/room';
import { settledFrames } from '../../helpers/lab/settled-frames';

const server = "('10.0.0.1', 9000)";
const a = "('127.0.0.1', 50412)";
const b = "('::1', 50413, 0, 0)";

/** Decodes a stream cut after every `step` bytes. */
function decode(
  text: string | Buffer,
  step = Number.POSITIVE_INFINITY,
  settle = false,
): LabFrame[] {
  const bytes = Buffer.from(text as string);
  const decoder = new StreamDecoder(server, 64 * 1024);
  const frames: LabFrame[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    frames.push(...decoder.push(bytes.subarray(at, at + step)));
    // A character cut there stays cut.
    const cutsCharacter = ((bytes[at + step] ?? 0) & 0xc0) === 0x80;
    if (settle && !cutsCharacter) frames.push(...decoder.settle());
  }
  frames.push(...decoder.end());
  return settledFrames(frames);
}

const stream = [
  `${a}已进入聊天室`,
  `${b}已进入聊天室`,
  `${b}:你好，世界 🌏`,
  `${a}:print("('x', 1)")`,
  `${a}:`,
  `${a}:`,
  `${b}:two\nlines\n`,
  `${a}:f(('127.0.0.1', 80)) and ('127.0.0.1', 80) and ('999.1.1.1', 5):`,
  `${b}已离开聊天室`,
].join('');

const expected: LabFrame[] = [
  { type: 'joined', name: a },
  { type: 'joined', name: b },
  { type: 'message', name: b, text: '你好，世界 🌏' },
  { type: 'message', name: a, text: `print("('x', 1)")` },
  { type: 'empty', name: a, count: 2 },
  { type: 'message', name: b, text: 'two\nlines\n' },
  {
    type: 'message',
    name: a,
    text: "f(('127.0.0.1', 80)) and ('127.0.0.1', 80) and ('999.1.1.1', 5):",
  },
  { type: 'left', name: b },
];

describe('StreamDecoder', () => {
  it('reads a hub in one chunk', () => {
    assert.deepEqual(decode(stream), expected);
  });

  it('reads the same however the bytes are cut', () => {
    const length = Buffer.byteLength(stream);
    for (let step = 1; step < length; step += 1) {
      assert.deepEqual(decode(stream, step), expected, `cut every ${step} bytes`);
    }
  });

  it('reads the same in two chunks cut at every place', () => {
    const bytes = Buffer.from(stream);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const decoder = new StreamDecoder(server, 64 * 1024);
      const frames = [
        ...decoder.push(bytes.subarray(0, cut)),
        ...decoder.push(bytes.subarray(cut)),
        ...decoder.end(),
      ];
      assert.deepEqual(settledFrames(frames), expected, `cut at ${cut}`);
    }
  });

  it('removes text it has shown when that turns out to begin a label', () => {
    // A message without text may have been shown with the start of the next label in it.
    const withText = (frames: readonly LabFrame[]) =>
      frames.filter((frame) => frame.type !== 'empty' && (frame.type !== 'message' || frame.text));
    assert.deepEqual(withText(decode(stream, 1, true)), withText(expected));
  });

  it('shows what may begin a label after a quiet time', () => {
    const decoder = new StreamDecoder(server, 1024);
    assert.deepEqual(decoder.push(Buffer.from(`${a}:call f('1`)), [
      { type: 'message', name: a, text: 'call f' },
    ]);
    assert.ok(decoder.isUnsettled);
    assert.deepEqual(decoder.settle(), [{ type: 'amended', text: "call f('1" }]);
    assert.deepEqual(decoder.push(Buffer.from("2')")), [{ type: 'amended', text: "call f('12')" }]);
  });

  it('shows half a character after a quiet time, and what follows unchanged', async () => {
    for (const name of encodingNames.filter((each) => each !== 'latin1')) {
      const encoding = await loadEncoding(name);
      const half = encoding.encode('好').subarray(0, 1);
      for (const before of ['', `${a}:x`, `${a}:(`]) {
        const decoder = new StreamDecoder(server, 1024, encoding);
        const first = decoder.push(Buffer.concat([encoding.encode(before), half]));
        assert.ok(decoder.isUnsettled);
        const quiet = decoder.settle();
        assert.ok(!decoder.isUnsettled);
        const later = decoder.push(encoding.encode('你好'));
        const text = `${before.slice(a.length + 1)}\ufffd`;
        const author = before ? a : server;
        assert.deepEqual(
          settledFrames([...first, ...quiet]),
          [{ type: 'message', name: author, text }],
          name,
        );
        assert.deepEqual(
          later,
          before
            ? [{ type: 'amended', text: `${text}你好` }]
            : [{ type: 'message', name: server, text: '你好' }],
          name,
        );
      }
    }
  });

  it('shows half a character at once when the encoding changes', async () => {
    const gbk = await loadEncoding('gbk');
    const decoder = new StreamDecoder(server, 1024, gbk);
    decoder.push(gbk.encode(`${a}:你好`).subarray(0, -1));
    assert.deepEqual(decoder.setEncoding(utf8Encoding), [{ type: 'amended', text: '你\ufffd' }]);
    assert.deepEqual(decoder.push(Buffer.from('好')), [{ type: 'amended', text: '你\ufffd好' }]);
  });

  it('shows a partial label at the start of a stream, too', () => {
    for (const text of ['(', "('127", 'S', 'Server']) {
      const decoder = new StreamDecoder(server, 1024);
      assert.deepEqual(decoder.push(Buffer.from(text)), []);
      assert.deepEqual(decoder.settle(), [{ type: 'message', name: server, text }]);
      assert.deepEqual(decoder.push(Buffer.from('!')), [{ type: 'amended', text: `${text}!` }]);
    }
  });

  it('reads a p2p host, and lets its texts mention addresses', () => {
    const text = `Server : helloServer : ${a}:is an addressServer : Serve`;
    const frames: LabFrame[] = [
      { type: 'message', name: 'Server', text: 'hello' },
      { type: 'message', name: 'Server', text: `${a}:is an address` },
      { type: 'message', name: 'Server', text: 'Serve' },
    ];
    for (let step = 1; step < text.length; step += 1) assert.deepEqual(decode(text, step), frames);
  });

  it('treats text without a prefix as the other end’s, as one message until a quiet time', () => {
    const decoder = new StreamDecoder(server, 1024);
    const first = decoder.push(Buffer.from('hi\n'));
    assert.deepEqual(first, [{ type: 'message', name: server, text: 'hi\n' }]);
    decoder.settle();
    const second = decoder.push(Buffer.from('again\n'));
    assert.deepEqual(second, [{ type: 'message', name: server, text: 'again\n' }]);
  });

  it('does not split at the p2p prefix in a hub', () => {
    const text = `${a}:Server : said that`;
    assert.deepEqual(decode(text), [{ type: 'message', name: a, text: 'Server : said that' }]);
  });

  it('leaves what someone says about others in the text, wherever it is cut', () => {
    const said = `I saw ${a}已离开聊天室 and ('10.0.0.9', 5555)已进入聊天室`;
    const text = `${a}已进入聊天室${b}:${said}`;
    const frames: LabFrame[] = [
      { type: 'joined', name: a },
      { type: 'message', name: b, text: said },
    ];
    for (let step = 1; step <= Buffer.byteLength(text); step += 1) {
      assert.deepEqual(decode(text, step), frames, `cut every ${step} bytes`);
    }
  });

  it('doesn’t read an escaped label as one, whatever surrounds it', () => {
    const tails = [':', '已进入聊天室', '已离开聊天室'];
    for (const label of [a, b, server].flatMap((name) => tails.map((tail) => name + tail))) {
      for (const said of [label, `看${label}`, `\n${label}x`, label + label, `(${label}`]) {
        const text = escapeLabels(said);
        assert.equal(text.replaceAll('  ', ' '), said, 'it reads the same');
        assert.deepEqual(decode(`${a}:${text}`), [{ type: 'message', name: a, text }]);
        assert.deepEqual(decode(`${a}:${text}`, 1), [{ type: 'message', name: a, text }]);
      }
    }
  });

  it('reads a p2p host’s message as one, even if it quotes the prefix', () => {
    const quotes = [
      'Server : hi',
      'xServer : hi',
      'Server : Server : ',
      'ServerServer : \nServer : ',
    ];
    for (const text of quotes) {
      const entry = {
        type: 'message',
        seq: 1,
        time: 1,
        author: 'm',
        name: 'm',
        id: '',
        text,
      } as const;
      const said = dialects['lab-p2p'].write(entry) ?? '';
      for (let step = 1; step <= said.length; step += 1) {
        const frames = decode(said, step);
        assert.equal(frames.length, 1, said);
        const [frame] = frames;
        assert.ok(frame?.type === 'message' && frame.name === 'Server');
        assert.equal(displayText(frame.text).replaceAll('  ', ' '), text, 'it reads the same');
      }
    }
  });

  it('turns invalid UTF-8 and controls into characters that can be seen', () => {
    const bytes = Buffer.concat([Buffer.from(`${a}:x\x1b[2Jy`), Buffer.from([0xff, 0xc3])]);
    assert.deepEqual(decode(bytes, 1), [
      { type: 'message', name: a, text: 'x\u241b[2Jy\ufffd\ufffd' },
    ]);
  });

  it('counts a flood in one frame per chunk', () => {
    const decoder = new StreamDecoder(server, 1024);
    const frames = decoder.push(Buffer.from(`${a}:`.repeat(3000)));
    assert.deepEqual(frames, [{ type: 'empty', name: a, count: 2999 }]);
  });

  it('splits a message without an end between characters', () => {
    const frames = decode(`${a}:${'😀'.repeat(40_000)}`, 4096);
    assert.ok(frames.length > 1);
    const texts = frames.map((frame) => (frame.type === 'message' ? frame.text : ''));
    assert.equal(texts.join(''), '😀'.repeat(40_000));
    for (const text of texts) assert.ok(text.length <= 64 * 1024 && !/\p{Cs}/u.test(text));
  });

  it('recognizes a stream that isn’t text', () => {
    const decoder = new StreamDecoder(server, 64 * 1024);
    decoder.push(Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7 + 128) % 256)));
    assert.ok(decoder.isNonsense);
    const chat = new StreamDecoder(server, 64 * 1024);
    chat.push(Buffer.from(`${a}:${'\ufffd'.repeat(200)}`));
    assert.ok(!chat.isNonsense, 'a hub passes on what its clients send');
  });
});
