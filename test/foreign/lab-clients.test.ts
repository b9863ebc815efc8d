import assert from 'node:assert/strict';
import { loadEncoding } from '../../src/net/lab-tcp/encodings';
import { joinedNotice, leftNotice } from '../../src/net/lab-text/label';
import type { EncodingName } from '../../src/protocol/text-encoding';
import { bytewise, inTwo } from '../helpers/cuts';
import { FakeClock } from '../helpers/fake-clock';
import { Feeder } from '../helpers/lab/feeder';
import {
  cBuffer,
  cString,
  javaUtf,
  keys,
  telnetGreeting,
  withMark,
} from '../helpers/lab/foreign-bytes';
import type { TestRoom } from '../helpers/lab/rooms';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';

const text = (said: string) => Buffer.from(said);
const hex = (bytes: string) => Buffer.from(bytes, 'hex');

describe('programs at a lab hub that we host', () => {
  let scene: Scene;
  let clock: FakeClock;
  beforeEach(() => {
    scene = new Scene();
    clock = new FakeClock();
  });
  afterEach(async () => {
    const closed = scene.close();
    // A goodbye takes its time, too.
    await clock.advance(60_000);
    await closed;
  });

  async function open(encoding: EncodingName = 'utf-8') {
    const hub = await scene.host({ clock, encoding, maxClients: 100 });
    const enter = async () => {
      const client = await scene.connect(hub.port);
      await waitFor(() => hub.session.state.members.some(({ name }) => name === client.name), 'in');
      return new Feeder(client, hub, clock);
    };
    return { hub, enter };
  }

  function textsOf(hub: TestRoom, { name }: Feeder): string[] {
    return hub.textsOf(name);
  }

  describe('are understood', () => {
    /** Writes and pauses in ms, and the messages they make; `q` leaves. */
    const rows: readonly [string, readonly (Buffer | number)[], readonly string[]][] = [
      [
        'C: a whole buffer',
        [cBuffer('hello'), cBuffer('你好'), cBuffer('q')],
        ['hello', '你好', 'q'],
      ],
      [
        'C: buffers that are joined',
        [Buffer.concat([cBuffer('one'), cBuffer('two')])],
        ['one', 'two'],
      ],
      ['C: strlen + 1', [cString('hello'), cString('a'), cString('q')], ['hello', 'a', 'q']],
      [
        'C: strings that are joined',
        [Buffer.concat([cString('one'), cString('two')])],
        ['one', 'two'],
      ],
      [
        'C: a buffer that TCP splits',
        [cBuffer('hello').subarray(0, 700), cBuffer('').subarray(700)],
        ['hello'],
      ],
      ['C: q with its terminator, first of all', [hex('7100')], ['q']],
      [
        'Java: writeUTF',
        [javaUtf('hello'), javaUtf('你好🌏'), javaUtf('q')],
        ['hello', '你好🌏', 'q'],
      ],
      [
        'Java: length and text separately',
        [hex('0005'), text('hello'), hex('0001'), text('q')],
        ['hello', 'q'],
      ],
      ['Java: PrintWriter', [text('hello\n'), text('你好\n'), text('q\n')], ['hello', '你好', 'q']],
      ['Java: PrintWriter on Windows', [text('hello\r\n'), text('q\r\n')], ['hello', 'q']],
      ['.NET: StreamWriter with a mark', [withMark('hello\r\n'), text('q\r\n')], ['hello', 'q']],
      [
        'telnet: a line at a time',
        [telnetGreeting, text('hello\r\n'), text('q\r\n')],
        ['hello', 'q'],
      ],
      [
        'telnet: a character at a time',
        [
          telnetGreeting,
          ...keys('quit', '\r\0').flatMap((key) => [key, 200]),
          ...keys('q', '\r\0'),
        ],
        ['quit', 'q'],
      ],
      ['telnet: CR NUL', [hex('68690D00')], ['hi']],
      ['a terminal without telnet', [...keys('quit'), ...keys('q')], ['quit', 'q']],
      [
        'telnet: interrupted',
        [text('hello'), hex('fff4fffd06'), text('again')],
        ['hello', 'again'],
      ],
      ['half a character', [hex('E9'), 250], ['\ufffd']],
      [
        'GBK in a UTF-8 room, and q',
        [hex('C4E3BAC3'), 250, 750, hex('71')],
        ['\ufffd\ufffd\ufffd', 'q'],
      ],
      ['q alone, first of all', [text('q'), 1000], ['q']],
    ];

    it('by the host, and by the other members as if they were the course’s', async () => {
      const { hub, enter } = await open();
      const listener = await enter();
      for (const [name, steps, said] of rows) {
        const program = await enter();
        await program.feed(steps);
        const leaves = said.at(-1) === 'q';
        if (leaves) await waitFor(() => program.client.closed, `${name}: it leaves`);
        else await program.feed([text('end'), 5]);
        const texts = leaves ? said.slice(0, -1) : [...said, 'end'];
        assert.deepEqual(textsOf(hub, program), texts, name);
        const own = program.name;
        const stream = texts.map((each) => `${own}:${each}`).join('');
        await clock.advance(200);
        const heard = () => listener.client.text.replaceAll(/\r?\n/g, '');
        const expected = `${own}${joinedNotice}${stream}${leaves ? own + leftNotice : ''}`;
        await waitFor(
          () => heard().endsWith(expected),
          () => `${name}: ${JSON.stringify(heard().slice(-2 * expected.length))}`,
        );
      }
    });

    it('wherever their bytes are cut', async () => {
      const { hub, enter } = await open();
      for (const [bytes, said] of [
        [Buffer.concat([hex('fffb1ffffb20'), text('hi\r\n')]), ['hi']],
        [Buffer.concat([javaUtf('hello'), javaUtf('你🌏')]), ['hello', '你🌏']],
      ] as const) {
        for (const chunks of [...inTwo(bytes), bytewise(bytes)]) {
          const program = await enter();
          await program.feed(chunks);
          await clock.advance(1000);
          const what = chunks.map((chunk) => chunk.toString('hex')).join(' ');
          assert.deepEqual(textsOf(hub, program), said, what);
          program.client.destroy();
        }
      }
    });
  });

  for (const encoding of ['gbk', 'big5', 'utf-16le', 'utf-16be'] as const) {
    it(`lose no character in a ${encoding} room, wherever they are cut, and leave`, async () => {
      const { encode } = await loadEncoding(encoding);
      const { hub, enter } = await open(encoding);
      const watcher = await scene.join(hub.port, undefined, undefined, encoding);
      const said = '你好 q，x';
      let whole = 0;
      for (const chunks of [[encode(said)], ...inTwo(encode(said)), bytewise(encode(said))]) {
        const program = await enter();
        await program.feed(chunks);
        await clock.advance(1000);
        const texts = textsOf(hub, program);
        assert.equal(texts.join(''), said, chunks.map((chunk) => chunk.toString('hex')).join(' '));
        if (texts.length === 1) whole += 1;
        await clock.advance(200);
        await waitFor(() => watcher.textsOf(program.name).join('') === said, 'a guest reads it');
        assert.deepEqual(watcher.textsOf(program.name), texts);
        await program.feed([encode('q\r\n')]);
        await waitFor(() => program.client.closed, 'it leaves');
      }
      assert.ok(whole > encode(said).length / 2, 'a cut character is joined');
    });
  }

  it('have half a character shown when the encoding changes, and are read in the next one', async () => {
    const gbk = await loadEncoding('gbk');
    const { hub, enter } = await open('gbk');
    const watcher = await scene.join(hub.port, undefined, undefined, 'gbk');
    const program = await enter();
    await program.feed([gbk.encode('你好').subarray(0, 3)]);
    assert.deepEqual(textsOf(hub, program), []);
    await hub.session.encoding.set('utf-8');
    await watcher.session.encoding.set('utf-8');
    await program.feed([text('后来')]);
    await waitFor(() => watcher.textsOf(program.name).length > 0, 'a guest reads it');
    assert.deepEqual(textsOf(hub, program), ['你\ufffd', '后来']);
  });
});
