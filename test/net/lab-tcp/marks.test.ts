import assert from 'node:assert/strict';
import { Batch, marksOfWrite, maxWriteBytes, messagePieces } from '../../../src/net/lab-tcp/batch';
import { utf8Encoding } from '../../../src/net/lab-tcp/encodings';
import { StreamDecoder } from '../../../src/net/lab-tcp/stream-decoder';
import type { WireEvent, WireMark } from '../../../src/protocol/wire-event';
import { Scene } from '../../helpers/lab/scene';
import { waitFor } from '../../helpers/wait-for';
import { assemble } from './assembled';

const a = "('127.0.0.1', 50412)";
const b = "('127.0.0.1', 50413)";

/** The marks of each chunk. */
function marksOf(
  push: (chunk: Buffer, marks: Set<WireMark>) => void,
  chunks: readonly (string | Buffer)[],
): string[] {
  return chunks.map((chunk) => {
    const marks = new Set<WireMark>();
    push(Buffer.from(chunk as string), marks);
    return [...marks].sort().join(' ');
  });
}

/** All ways to cut these bytes in two. */
function halves(bytes: Buffer): [Buffer, Buffer][] {
  return Array.from({ length: bytes.length - 1 }, (_, at) => [
    bytes.subarray(0, at + 1),
    bytes.subarray(at + 1),
  ]);
}

const isContinuation = (byte: number | undefined) => ((byte ?? 0) & 0xc0) === 0x80;

describe('the marks of what is read', () => {
  const decoded = (...chunks: (string | Buffer)[]) => {
    const decoder = new StreamDecoder("('10.0.0.1', 9000)", 64 * 1024);
    return marksOf((chunk, marks) => decoder.push(chunk, marks), chunks);
  };

  it('say where a hub’s stream is cut', () => {
    const hello = Buffer.from(`${a}:你好`);
    for (const [first, second] of halves(hello)) {
      const marks = decoded(first, second);
      const cut = isContinuation(second[0]) ? 'character-cut' : '';
      assert.deepEqual(marks, [cut, 'message-continued'], `${first.length}`);
    }
  });

  it('say which reads of a hub’s stream hold several messages', () => {
    assert.deepEqual(decoded(`${a}已进入聊天室`, `${a}:hi`, `${b}:ho`), ['', '', '']);
    assert.deepEqual(decoded(`${a}已进入聊天室${a}:hi`), ['messages-joined']);
    assert.deepEqual(decoded(`${a}:h`, `i${b}:ho`), ['', 'message-continued messages-joined']);
    assert.deepEqual(decoded(`${a}:h`, `i`, `${b}:ho`), ['', 'message-continued', '']);
  });

  it('say where a client’s messages are cut', () => {
    for (const [first, second] of halves(Buffer.from('同桌你好'))) {
      const { assembler } = assemble();
      const marks = marksOf(
        (chunk, found) => assembler.push(chunk, found),
        ['first', first, second],
      );
      const cut = isContinuation(second[0]);
      const expected = cut ? ['character-cut', 'message-continued'] : ['', ''];
      assert.deepEqual(marks, ['', ...expected], `${first.length}`);
    }
  });

  it('say where a terminal’s lines are cut and joined', () => {
    const { assembler } = assemble();
    const push = (chunk: Buffer, marks: Set<WireMark>) => assembler.push(chunk, marks);
    assert.deepEqual(marksOf(push, ['h', 'i', '\r\n']), [
      '',
      'message-continued',
      'message-continued',
    ]);
  });

  it('say that a Java client’s texts are joined', () => {
    const { assembler } = assemble();
    const text = (word: string) =>
      Buffer.concat([Buffer.from([0, word.length]), Buffer.from(word)]);
    const both = Buffer.concat([text('hello'), text('world')]);
    const push = (chunk: Buffer, marks: Set<WireMark>) => assembler.push(chunk, marks);
    assert.deepEqual(marksOf(push, [both]), ['messages-joined']);
  });
});

describe('the marks of what is written', () => {
  it('say which writes hold several messages, and which continue one', () => {
    const batch = new Batch<string>();
    const long = 'x'.repeat(maxWriteBytes + 10);
    batch.add('one', 'Ann');
    batch.add('two');
    batch.add(long);
    batch.add('four');
    const marks = (member: string) => batch.piecesFor(member).map((piece) => marksOfWrite([piece]));
    assert.deepEqual(marks('Ben'), [
      ['messages-joined'],
      [],
      ['message-continued', 'messages-joined'],
    ]);
    assert.deepEqual(marks('Ann'), [[], [], ['message-continued', 'messages-joined']]);
    assert.deepEqual(marksOfWrite(batch.piecesFor('Ben')), ['messages-joined']);
  });

  it('say that a long message needs several writes', () => {
    const pieces = messagePieces('课'.repeat(1000), { encoding: utf8Encoding });
    const marks = pieces.map((piece) => marksOfWrite([piece]));
    assert.deepEqual(marks, [[], ['message-continued'], ['message-continued']]);
  });
});

describe('the tap of a lab room', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('shows what is cut and joined at the guest, and what the hub wrote', async () => {
    const host = await scene.host();
    const client = await scene.member(host.port);
    const events: WireEvent[] = [];
    host.watch((event) => events.push({ ...event, bytes: Buffer.from(event.bytes) }));
    client.write(Buffer.from('你').subarray(0, 2));
    await waitFor(() => events.length === 1, 'the first half');
    client.write(Buffer.from('你').subarray(2));
    await waitFor(() => events.length === 2, 'the second half');
    await host.logs('你');
    host.say('one');
    host.say('two');
    await client.receives('two');
    assert.deepEqual(
      events.map(({ direction, marks }) => [direction, ...marks]),
      [
        ['in', 'character-cut'],
        ['in', 'message-continued'],
        ['out', 'messages-joined'],
      ],
    );
    const [cut, , joined] = events;
    assert.equal(cut?.connection.peer, client.name);
    assert.equal(cut?.connection.local.port, host.port);
    assert.match(`${joined?.bytes}`, /:one.*:two$/);
  });
});
