import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { connectionLine, JsonLines } from '../../src/cli/pipe/json-lines';
import { plainLine, plainPrivateLine } from '../../src/cli/pipe/plain-lines';
import type { LogEntry, RoomEvent } from '../../src/room/log/log-entry';
import { english } from '../../src/strings/translate';
import { allCards } from '../helpers/cards';
import { hostForCli, startCli } from '../helpers/cli/cli-run';
import { RawMember } from '../helpers/deskmate/raw-member';
import { temporaryFolder } from '../helpers/temporary-folder';

/** What moves a cursor, changes a title or a color, reorders or breaks a line, or is half a character. */
const hostile = [
  '\x1b[2J\x1b[H',
  '\x1b]0;owned\x07',
  '\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\',
  '\x1bP+q544e\x1b\\',
  '\x9b31m\x9d0;x\x9c\x90\x85',
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  '\x7f\x80\x9f',
  '\u202eevil\u202c\u2066\u2069\u200e\u200f\u061c',
  'one\u2028two\u2029three',
  '\r\nfake\tname\tline',
  '\ud800 \udc00',
].join(' ');

/** LF ends a line, and tab separates the fields of a plain one; everything else is unsafe. */
const unsafe = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u;

function assertSafe(text: string): void {
  assert.doesNotMatch(text, unsafe);
}

const language = { t: english, language: 'en' };

/** A value with hostile texts in the place of all texts, except those that decide what it is. */
function poisoned<T>(value: T, key = ''): T {
  if (['kind', 'type', 'why', 'delivery', 'severity', 'change'].includes(key)) return value;
  if (typeof value === 'string') return `${value}${hostile}` as T;
  if (Array.isArray(value)) return value.map((each) => poisoned(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]),
  ) as T;
}

const events: readonly RoomEvent[] = [
  { type: 'joined', name: 'x', self: false },
  { type: 'renamed', name: 'x', before: 'y', self: false },
  { type: 'removed', name: 'x', reason: 'y', self: true },
  { type: 'removed', name: 'x', reason: 'y', self: false, by: { name: 'z', self: false } },
  { type: 'rekeyed', name: 'x', self: false },
  { type: 'continued', name: 'x', host: 'y', self: false },
  { type: 'connected', address: 'x', port: 1 },
  { type: 'empty', name: 'x', count: 3 },
  { type: 'refused', code: 'x' },
  { type: 'weather', text: 'x', name: 'y' },
  { type: 'named', name: 'x', wished: 'y' },
  { type: 'file-unsent', name: 'x' },
  { type: 'turned-away', name: 'x' },
  { type: 'applied', name: 'x', why: 'not-listed' },
  { type: 'applied', name: 'x', why: 'name-taken' },
];

const entries: readonly LogEntry[] = [
  ...[undefined, ...allCards].map(
    (card): LogEntry => ({
      ...({ id: 'e1', kind: 'message', time: 1, author: 'm0', authorName: 'Zoe' } as const),
      ...{ own: false, text: 'x', ...(card && { card }), reply: { seq: 1, id: 'e0' } },
      reactions: { '👍': ['m1'] },
      applied: { m1: { files: 1, of: 1 } },
      withPin: { seq: 2, by: 'm1', name: 'x' },
    }),
  ),
  ...events.map((event): LogEntry => ({ id: 'e2', kind: 'system', time: 1, event })),
].map((entry) => poisoned(entry));

describe('hostile texts', () => {
  it('don’t act on a terminal as plain lines, and stay in their fields', () => {
    for (const entry of entries) {
      const line = plainLine(entry, undefined, language);
      assert.ok(line !== undefined);
      assertSafe(line);
      assert.equal(line.split('\t').length, 3);
      assert.ok(!line.includes('\n'));
    }
  });

  it('don’t act on a terminal as private messages of a class', () => {
    const lines = new JsonLines(language, () => []);
    for (const card of [undefined, ...allCards]) {
      const message = poisoned({
        ...{ student: 'm1', id: 'x', author: 'm1', name: 'x', own: false, time: 1, text: 'x' },
        ...(card && { card }),
      });
      const plain = plainPrivateLine(message, language);
      assertSafe(plain);
      assert.equal(plain.split('\t').length, 3);
      assert.equal(plain.split('\t')[1], '', 'no member has an empty name');
      const json = lines.privateMessage(message);
      assertSafe(json);
      assert.ok(!json.includes('\n') && !json.includes('\t'));
      const read = JSON.parse(json) as { type: string; text: string };
      assert.deepEqual([read.type, read.text], ['private', message.text]);
    }
  });

  it('don’t act on a terminal as JSON, and are what they were', () => {
    const lines = new JsonLines(language, () => [{ id: 'm1', name: hostile }]);
    for (const entry of entries) {
      const line = lines.entry(entry, undefined) ?? '';
      assertSafe(line);
      assert.ok(!line.includes('\n') && !line.includes('\t'));
      const read = JSON.parse(line) as { text: string; kind: string };
      if (entry.kind === 'message') assert.equal(read.text, entry.text);
    }
    const room = { kind: 'group', name: hostile, address: hostile, port: 1 } as const;
    const members = [{ id: hostile, name: hostile, self: true, host: false }];
    assertSafe(connectionLine({ kind: 'joined' }, { room, members }));
  });

  describe('from peers', () => {
    const folder = temporaryFolder();
    let server: Server | undefined;

    afterEach(() => server?.close());

    it('are harmless in a lab room', async () => {
      server = createServer((socket) => {
        socket.on('error', () => {}).resume();
        const name = `('127.0.0.1', ${socket.remotePort})`;
        socket.write(`${name}已进入聊天室`);
        socket.write(`('127.0.0.1', 1):${hostile.replaceAll('\n', ' ')}`);
        socket.write(Buffer.from([0x9b, 0x33, 0x31, 0x6d, 0xff, 0xfe, 0xc2, 0x9b, 0x32, 0x4a]));
        socket.write(' the end of it');
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      for (const json of [[], ['--json']]) {
        const ann = startCli(['join', `127.0.0.1:${port}`, '--data', folder(), ...json]);
        await ann.writes('the end of it');
        ann.endInput();
        assert.equal(await ann.code, 0, ann.errors);
        assertSafe(ann.output);
        assertSafe(ann.errors);
      }
    });

    it('are harmless in an invite room', async () => {
      const room = await hostForCli('group');
      const { invite } = room.session.invited?.hostActions ?? {};
      assert.ok(invite);
      const eve = await RawMember.connect(invite.port);
      eve.send({
        type: 'join',
        version: 1,
        token: invite.token,
        name: `Eve${hostile}`.slice(0, 60),
      });
      await eve.receives('welcome');
      eve.send({ type: 'say', id: 'x1', text: `${hostile} the end of it` });
      for (const json of [[], ['--json']]) {
        const ann = startCli([
          'join',
          room.target,
          '--data',
          folder(),
          '--person',
          'Ann',
          ...json,
          '--backlog',
          '100',
        ]);
        await ann.writes('the end of it');
        ann.endInput();
        assert.equal(await ann.code, 0, ann.errors);
        assertSafe(ann.output);
        assertSafe(ann.errors);
      }
      eve.destroy();
      await room.session.leave();
      room.session.dispose();
    });

    it('are harmless in what commands say about rooms', async () => {
      for (const args of [
        ['join', hostile],
        ['send', '--room', hostile, 'x'],
        ['send', '--room', 'x', '--card', hostile],
        ['send', '--room', 'x', '--file', hostile],
        ['send', '--room', 'x', '--card', 'code', '--path', hostile, '--line', '1'],
        [hostile],
      ]) {
        const running = startCli([...args, ...(args.length > 1 ? ['--data', folder()] : [])]);
        running.endInput();
        assert.equal(await running.code, 2, running.errors);
        assertSafe(running.errors);
        assertSafe(running.output);
      }
    });
  });
});
