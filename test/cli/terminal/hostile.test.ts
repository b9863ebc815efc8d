import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cardLines } from '../../../src/cli/terminal/card-lines';
import { ChatLog } from '../../../src/cli/terminal/chat-log';
import { type Line, paint } from '../../../src/cli/terminal/colors';
import { noticeLines, privateLines } from '../../../src/cli/terminal/message-lines';
import { Prompt } from '../../../src/cli/terminal/prompt';
import { statusLines } from '../../../src/cli/terminal/status-lines';
import type { Card } from '../../../src/protocol/card';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { allCards } from '../../helpers/cards';
import { FakeClock } from '../../helpers/fake-clock';
import { TerminalEmulator } from '../../helpers/terminal-emulator';
import { TerminalScene } from '../../helpers/terminal-scene';

/** What people have used to take over terminals, and what moves or hides text. */
const corpus = [
  ...['\x1b[2J\x1b[H', '\x1b]0;title\x07', '\x1b]52;c;cm0gLXJm\x07', '\x1bP$q\x1b\\', '\x1b[6n'],
  ...['\x1b[?1049h', '\x1b[8m', '\x1b#8', '\x1bc', '\x9b2J', '\x9d0;t\x9c', '\x90', '\x0e', '\x0f'],
  ...['\r\x1b[A\x1b[Kfake: text', '\b\b\b', '\x07', '\x00', '\x7f', '\t', '\v\f', '\x1a', '\x04'],
  ...[
    '\u202eevil',
    '\u2066\u2067\u2069',
    '\u200e\u200f\u061c',
    '\u2028\u2029\u0085',
    '\ud800',
    '\udc00x',
  ],
  ...['\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\', '\x1b[200~rm\n\x1b[201~', '$(rm)', '`x`'],
  ...['好'.repeat(50), `e${'\u0301'.repeat(300)}`, '👩‍💻', '\n\n\n', '%n%s', '__proto__'],
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...corpus), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

/** Replaces every text in a value. */
function poisoned<T>(value: T, next: () => string): T {
  if (typeof value === 'string') return next() as T;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, next)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      // These choose code, and come from a fixed list.
      ['type', 'kind', 'change', 'eol', 'severity'].includes(key) ? item : poisoned(item, next),
    ]),
  ) as T;
}

/** Asserts that bytes for the terminal have no control but line ends and our own styles and cursor movements. */
function assertHarmless(output: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that a terminal gets from this program
  const own = /\x1b\[(?:[0-9;]*m|\d+A|\d+C|J|\?2004[hl])/g;
  const rest = output.replace(own, '').replace(/\r\n?/g, '');
  const found = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u.exec(rest);
  assert.equal(found?.[0], undefined, JSON.stringify(rest.slice(0, 200)));
}

function assertHarmlessLines(lines: readonly Line[]): void {
  for (const line of lines) {
    const bytes = paint(line, true);
    assertHarmless(bytes);
    assert.ok(!bytes.includes('\n') && !bytes.includes('\r'));
    // Colors are ours: without them, no escape sequence is left.
    assert.ok(!paint(line, false).includes('\x1b'));
  }
}

const events = [
  { type: 'joined', name: 'x', self: false },
  { type: 'renamed', name: 'x', before: 'x', self: false },
  { type: 'removed', name: 'x', reason: 'x', self: false },
  { type: 'removed', name: 'x', reason: 'x', self: true },
  { type: 'removed', name: 'x', reason: 'y', self: false, by: { name: 'z', self: false } },
  { type: 'rekeyed', name: 'x', self: false },
  { type: 'continued', name: 'x', host: 'x', self: false },
  { type: 'empty', name: 'x', count: 2 },
  { type: 'refused', code: 'x' },
  { type: 'weather', text: 'x', name: 'x' },
  { type: 'named', name: 'x', wished: 'x' },
  { type: 'file-unsent', name: 'x' },
  { type: 'opened', address: 'x', port: 1 },
  { type: 'turned-away', name: 'x' },
  { type: 'applied', name: 'x', why: 'not-listed' },
] as const;

describe('what others write, in a terminal', () => {
  it('moves nothing in any line about a card, an event or the room', () => {
    fc.assert(
      fc.property(fc.infiniteStream(text), fc.boolean(), (texts, isOwn) => {
        const next = () => texts.next().value as string;
        const context = { number: 1, own: false, language: 'en', t: english };
        for (const card of allCards)
          assertHarmlessLines(cardLines(poisoned(card, next) as Card, context));
        const printed: Line[] = [];
        const entries: LogEntry[] = [
          ...events.map(
            (event, at): LogEntry => ({
              ...{ kind: 'system', id: `s${at}`, time: 0, event: poisoned(event, next) },
            }),
          ),
          {
            ...{ kind: 'message', id: 'm', seq: 1, time: 0, author: next(), authorName: next() },
            ...{ own: isOwn, text: next() },
          },
          {
            ...{ kind: 'message', id: 'r', seq: 2, time: 0, author: next(), authorName: next() },
            ...{ own: false, text: next(), reply: { seq: 1, id: 'm' } },
          },
        ];
        const state = stateWith(next);
        const log = new ChatLog({
          session: { state, entries, entry: (id) => entries.find((each) => each.id === id) },
          ...{ clock: new FakeClock(), language: 'en', t: english },
          print: (lines) => void printed.push(...lines),
        });
        log.start();
        const message = entries.at(-1) as Extract<LogEntry, { kind: 'message' }>;
        const changes = [
          { ...message, text: next(), edited: true as const },
          { ...message, reactions: { [next()]: [next()] } },
          { ...message, withPin: { seq: 9, by: next(), name: next() } },
          { ...message, text: '', deleted: true as const },
        ];
        for (const entry of changes) log.apply({ type: 'entry', entry });
        assertHarmlessLines(printed);
        for (const card of [undefined, ...allCards]) {
          const said = { student: next(), id: next(), author: next(), name: next(), own: isOwn };
          const shown = {
            ...said,
            time: 0,
            text: next(),
            ...(card && { card: poisoned(card, next) as Card }),
          };
          const to = { to: next(), language: 'en', t: english };
          assertHarmlessLines(privateLines(shown, to));
        }
        assertHarmlessLines(noticeLines(next()));
        assertHarmlessLines(
          statusLines({
            ...{ state, pending: [message], isMultiLine: false, language: 'en', t: english },
            classroom: [next()],
            transfers: [
              {
                ...{ id: 'a', direction: 'fetch', name: next(), size: 9, transferred: 1 },
                ...{ bytesPerSecond: 1, state: 'active' },
              },
            ],
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('leaves the prompt and earlier messages where they are', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const screen = new TerminalEmulator(40, 200);
        const prompt = new Prompt(screen, true);
        prompt.showDraft({ label: '> ', text: texts[0] ?? '', cursor: 0 });
        prompt.print([['before']]);
        for (const each of texts) prompt.print(noticeLines(each), [[each]]);
        prompt.print([['after']], []);
        prompt.showDraft({ label: '> ', text: '', cursor: 0 });
        assert.deepEqual(screen.unknown, []);
        assert.equal(screen.bells, 0);
        assert.equal(screen.history[0], 'before');
        assert.deepEqual(screen.history.slice(-2), ['after', '>']);
      }),
      { numRuns: 100 },
    );
  });

  it('moves nothing on its way from a hub to the screen', async () => {
    const scene = await TerminalScene.opened({ columns: 80, rows: 200, isColored: true });
    const { hub } = scene.room;
    for (const [at, part] of corpus.entries()) {
      hub.enter({ type: 'joined', member: `m${at + 5}`, name: `a${part}`, waited: false });
      hub.enter({
        type: 'message',
        author: 'm0',
        name: `Zoe${part}`,
        id: `x${at}`,
        text: `b${part}`,
      });
      hub.push({ type: 'typing', member: `m${at + 5}` });
    }
    await scene.rest();
    await scene.type('/who\r/show 3\r/reply 3 ok\r@a\t');
    await scene.close();
    assertHarmless(scene.output.replaceAll('\x07', ''));
    assert.deepEqual(scene.screen.unknown, []);
  });
});

function stateWith(next: () => string): SessionState {
  return {
    connection: { kind: 'joined' },
    room: { kind: 'group', name: next(), address: '::1', port: 1 },
    members: [
      { id: next(), name: next(), self: false, host: true, typing: true },
      { id: next(), name: next(), self: true, host: false },
    ],
    waiting: [{ name: next() }],
  };
}
