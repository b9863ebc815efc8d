import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dialects } from '../../src/net/lab-tcp/dialect';
import { KnownMembers } from '../../src/net/lab-tcp/known-members';
import { StreamDecoder } from '../../src/net/lab-tcp/stream-decoder';
import { joinedNotice, leftNotice } from '../../src/net/lab-text/label';
import type { LabFrame } from '../../src/protocol/lab-link';
import { displayText } from '../../src/room/room';
import { bytewise, chunksOf, cuts } from '../helpers/cuts';
import { Scene } from '../helpers/lab/scene';
import { settledFrames } from '../helpers/lab/settled-frames';
import { waitFor } from '../helpers/wait-for';

const hub = "('10.0.0.1', 9000)";
const self = "('10.0.0.2', 40000)";
const a = "('127.0.0.1', 50412)";
const b = "('::1', 50413, 0, 0)";
const stranger = "('10.0.0.9', 5555)";

function decoder(): StreamDecoder {
  const members = new KnownMembers(self, new Set([hub]));
  return new StreamDecoder(hub, 64 * 1024, undefined, members);
}

function decode(chunks: readonly Buffer[]): LabFrame[] {
  const stream = decoder();
  return settledFrames([...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()]);
}

/** What the hub wrote, reconstructed from the frames. */
function written(frames: readonly LabFrame[]): string {
  const parts = frames.map((frame) => {
    switch (frame.type) {
      case 'joined':
        return frame.name + joinedNotice;
      case 'left':
        return frame.name + leftNotice;
      case 'empty':
        return `${frame.name}:`.repeat(frame.count);
      case 'message':
        return frame.name === hub ? frame.text : `${frame.name}:${frame.text}`;
      default:
        return assert.fail('settled frames amend nothing');
    }
  });
  return parts.join('');
}

const before = [
  `${self}${joinedNotice}${a}${joinedNotice}${b}:hi`,
  `${a}${joinedNotice}${b}${joinedNotice}${a}:你好`,
];
const noticesOf = (name: string) => [name + joinedNotice, name + leftNotice];

describe('a notice that can’t be from the hub', () => {
  /** In a room with `a`, `b` and us. */
  const impossible = [
    `${stranger}${leftNotice}`,
    `${a}${joinedNotice}`,
    `${b}${joinedNotice}`,
    ...noticesOf(hub),
    `${self}${leftNotice}`,
  ];

  it('is text, complete, wherever it is cut', () => {
    for (const notice of impossible) {
      for (const around of ['看', '\n', 'x)', '']) {
        const text = `说${around}${notice}${around}完`;
        const bytes = Buffer.from(`${before[0]}${a}:${text}`);
        const expected: LabFrame[] = [
          { type: 'joined', name: self },
          { type: 'joined', name: a },
          { type: 'message', name: b, text: 'hi' },
          { type: 'message', name: a, text },
        ];
        assert.deepEqual(decode([bytes]), expected);
        assert.deepEqual(decode(bytewise(bytes)), expected);
        for (let cut = 1; cut < bytes.length; cut += 1) {
          assert.deepEqual(decode([bytes.subarray(0, cut), bytes.subarray(cut)]), expected);
        }
      }
    }
  });

  it('is the other end’s text when it comes after a quiet time', () => {
    const stream = decoder();
    const frames = stream.push(Buffer.from(`${before[0]}${a}:bye `));
    frames.push(...stream.settle());
    frames.push(...stream.push(Buffer.from(`${stranger}${leftNotice}`)));
    assert.deepEqual(settledFrames(frames).slice(-2), [
      { type: 'message', name: a, text: 'bye ' },
      { type: 'message', name: hub, text: `${stranger}${leftNotice}` },
    ]);
    frames.push(...stream.settle(), ...stream.push(Buffer.from(`${a}${leftNotice}`)));
    assert.deepEqual(frames.at(-1), { type: 'left', name: a }, 'that one can be');
  });

  it('is text after a quote, even if it could be true', () => {
    for (const quote of [' ', '\t', '\u3000', '“', '‘', '「', '（', '《']) {
      for (const notice of [`${a}${leftNotice}`, `${stranger}${joinedNotice}`, `${b}:`]) {
        const bytes = Buffer.from(`${before[0]}${a}:看${quote}${notice}`);
        for (const chunks of [[bytes], bytewise(bytes)]) {
          assert.deepEqual(decode(chunks).at(-1), {
            type: 'message',
            name: a,
            text: `看${quote}${notice}`,
          });
        }
      }
    }
  });

  it('loses no text and contradicts no other notice, whatever is sent, cut anywhere', () => {
    const names = [self, a, b, stranger, hub];
    const part = fc.oneof(
      fc.constantFrom(...names.flatMap(noticesOf)),
      fc.constantFrom(...names.slice(0, -1).map((name) => `${name}:`)),
      fc.constantFrom('看', ' ', '“', '\n', '你好', "('", "('10.0.0.9', 5", '已', 'x', '已离开'),
    );
    const stream = fc.array(part, { maxLength: 24, size: 'max' }).map((parts) => parts.join(''));
    return fc.assert(
      fc.property(fc.constantFrom('', ...before), stream, cuts, (begin, text, where) => {
        const bytes = Buffer.from(begin + text);
        const frames = decode([bytes]);
        assert.deepEqual(decode(chunksOf(bytes, where)), frames);
        assert.deepEqual(decode(bytewise(bytes)), frames);
        assert.equal(written(frames), begin + text);
        assertConsistent(frames);
      }),
      { seed: 20_261_128, numRuns: 300 },
    );
  });

  /** Asserts that no one joins twice or leaves without having joined, and that we stay. */
  function assertConsistent(frames: readonly LabFrame[]): void {
    const here = new Set<string>();
    let own = self;
    for (const [index, frame] of frames.entries()) {
      if (frame.type === 'joined') {
        assert.ok(!here.has(frame.name) || (frame.name === own && index > 0));
        if (index === 0) own = frame.name;
        here.add(frame.name);
      } else if (frame.type === 'left') {
        assert.ok(here.delete(frame.name) && frame.name !== own);
      } else if ('name' in frame && frame.name !== hub) here.add(frame.name);
    }
  }
});

describe('KnownMembers', () => {
  it('forgets the oldest of too many names', () => {
    const members = new KnownMembers(self, new Set([hub]));
    const name = (index: number) => `('10.0.${index >> 8}.${index & 255}', 5000)`;
    for (let index = 0; index < 2000; index += 1) {
      members.update({ kind: 'message', name: name(index), end: 0 }, index === 0);
    }
    const knows = (index: number) => members.admits({ kind: 'left', name: name(index), end: 0 });
    assert.equal(knows(1999), true);
    assert.equal(knows(1000), true);
    assert.equal(knows(999), false);
  });
});

describe('what a Deskmate hub relays', () => {
  const said = fc
    .array(
      fc.constantFrom(
        ...[a, b, stranger, hub].flatMap((name) => [`${name}:`, ...noticesOf(name)]),
        ...[
          'Server : ',
          'Server',
          ' ',
          '\t',
          '“',
          '\n',
          '看',
          'x',
          '(',
          "('",
          "('10.0.0.9', 5)",
          '已',
        ],
      ),
      { minLength: 1, maxLength: 5 },
    )
    // What a hub writes after a space depends on whether the text continues.
    .map((parts) => `${parts.join('')}x`);
  const names = { 'lab-hub': [a, b, stranger], 'lab-p2p': ['Server'] } as const;

  for (const kind of ['lab-hub', 'lab-p2p'] as const) {
    it(`reads each message as it was sent, separately, whatever is in it: ${kind}`, () => {
      const message = fc.record({ name: fc.constantFrom(...names[kind]), text: said });
      return fc.assert(
        fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), cuts, (messages, where) => {
          const parts = messages.map(({ name, text }) =>
            dialects[kind].write({
              type: 'message',
              seq: 1,
              time: 1,
              author: name,
              name,
              id: '',
              text,
            }),
          );
          const frames = decode(chunksOf(Buffer.from(parts.join('')), where));
          assert.deepEqual(
            frames.map((frame) => 'text' in frame && { ...frame, text: asRead(frame.text) }),
            messages.map(({ name, text }) => ({ type: 'message', name, text: asRead(text) })),
          );
        }),
        { seed: 20_261_128, numRuns: 200 },
      );
    });
  }

  function asRead(text: string): string {
    return displayText(text).replaceAll('  ', ' ');
  }
});

describe('a guest of another hub', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('doesn’t believe a member who writes impossible notices about others', async () => {
    const port = await scene.serve((socket) => {
      const own = `('${socket.remoteAddress}', ${socket.remotePort})`;
      const said = `我看到${stranger}${leftNotice}，${own}${leftNotice}，${a}${joinedNotice}`;
      socket.write(`${own}${joinedNotice}${a}${joinedNotice}${a}:${said}`);
    });
    const window = await scene.join(port);
    await waitFor(() => window.messages.length > 0, 'a message is shown');
    assert.match(window.messages[0]?.text ?? '', /^我看到.*已离开.*已离开.*已进入聊天室$/);
    assert.equal(window.messages.length, 1);
    assert.deepEqual(window.events('left'), []);
    assert.equal(window.events('joined').length, 2);
    assert.equal(window.session.state.members.length, 2);
  });
});
