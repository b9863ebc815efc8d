import assert from 'node:assert/strict';
import { JsonLines } from '../../../src/cli/pipe/json-lines';
import { plainLine, plainPrivateLine } from '../../../src/cli/pipe/plain-lines';
import { plainText } from '../../../src/cli/terminal/colors';
import { privateLines } from '../../../src/cli/terminal/message-lines';
import { entryJson } from '../../../src/export/entry-json';
import type { LogEntry, MessageEntry, RoomEvent } from '../../../src/room/log/log-entry';
import { english } from '../../../src/strings/translate';
import { codeCard } from '../../helpers/cards';

const message = (more: Partial<MessageEntry> = {}): MessageEntry => ({
  ...({ id: 'e1', kind: 'message', time: Date.UTC(2026, 2, 4, 12, 0, 5), author: 'm0' } as const),
  ...{ authorName: 'Zoe', own: false, text: 'hello' },
  ...more,
});

const line = (entry: LogEntry, before?: LogEntry) =>
  plainLine(entry, before, { t: english, language: 'en' })?.split('\t').slice(1).join('|');

const event = (of: RoomEvent): LogEntry => ({ id: 'e2', kind: 'system', time: 1, event: of });

describe('plain lines', () => {
  it('have time, name and text, separated by tabs', () => {
    const text = plainLine(message({ text: 'a\tb\nc' }), undefined, { t: english, language: 'en' });
    const [time = '', name, said, ...others] = text?.split('\t') ?? [];
    assert.match(time, /^2026-03-0[345]T\d\d:\d\d:05[+-]\d\d:\d\d$/);
    assert.equal(new Date(time).getTime(), message().time);
    assert.deepEqual([name, said, others], ['Zoe', 'a␉b␊c', []]);
  });

  it('have no name when something happened to the room', () => {
    assert.equal(line(event({ type: 'joined', name: 'Bo', self: false })), '|Bo joined.');
    assert.equal(line(event({ type: 'left', name: 'שרה', self: false })), '|שרה left.');
  });

  it('bear times that aren’t any', () => {
    for (const time of [Number.NaN, 1e300, -8.64e15, 8.64e15]) {
      assert.ok(plainLine(message({ time }), undefined, { t: english, language: 'en' }));
    }
  });

  it('tell of own messages once the hub has them, or has refused them', () => {
    const queued = message({ own: true, delivery: 'queued' });
    assert.equal(line(queued), undefined);
    assert.equal(line({ ...queued, delivery: 'hub' }, queued), 'Zoe|hello');
    const { delivery: _, ...sent } = queued;
    assert.equal(line(sent, queued), 'Zoe|hello', 'in a lab room');
    assert.equal(line({ ...queued, delivery: 'unsent' }, queued), 'Zoe|hello (not sent)');
    const received = { ...queued, delivery: { received: 1, of: 2, names: ['Bo'] } };
    assert.equal(line(received, { ...queued, delivery: 'hub' }), undefined);
  });

  it('tell of edits and deletions, and of nothing else that changes', () => {
    const before = message();
    assert.equal(line(message({ text: 'hi', edited: true }), before), 'Zoe|hi (edited)');
    assert.equal(
      line(message({ text: '', deleted: true }), before),
      'Zoe|This message was deleted',
    );
    assert.equal(line(message({ reactions: { '👍': ['m1'] } }), before), undefined);
    assert.equal(line(message({ apart: true }), before), 'Zoe|hello (lost by the host)');
    const empty = event({ type: 'empty', name: 'x', count: 1 });
    assert.equal(line(event({ type: 'empty', name: 'x', count: 2 }), empty), undefined);
  });

  it('go on where a lab message went on', () => {
    assert.equal(line(message({ text: 'hello, you' }), message()), 'Zoe|, you');
  });

  it('name a card', () => {
    const card = codeCard;
    assert.match(line(message({ text: 'look', card })) ?? '', /^Zoe\|look \[.+:\d+\]$/);
  });

  it('say that it is an announcement, or who published it for a student', () => {
    assert.equal(line(message({ announcement: true })), 'Zoe|hello (announcement)');
    const question = message({ anonymous: true, own: true });
    assert.equal(line(question), 'Anonymous student|hello (published by Zoe)');
    const { anonymous, name, publisher } = entryJson(question, () => undefined, '') as Record<
      string,
      unknown
    >;
    assert.deepEqual([anonymous, name, publisher], [true, 'Anonymous student', 'Zoe']);
  });

  it('tell a helper that a private message asks to stay anonymous', () => {
    const language = { t: english, language: 'en' };
    const wish = { ...{ student: 'm1', author: 'm1', name: 'Bo', id: 'q', text: 'why?' }, time: 0 };
    const asked = { ...wish, own: false, anonymous: true } as const;
    const plain = plainPrivateLine(asked, language).split('\t').at(-1);
    assert.equal(plain, 'Private message from Bo: why? (Asks to stay anonymous to other students)');
    assert.doesNotMatch(plainPrivateLine({ ...wish, own: false }, language), /anonymous/);
    const json = new JsonLines(language, () => []);
    assert.equal(JSON.parse(json.privateMessage(asked)).anonymous, true);
    const lines = privateLines(asked, language).map(plainText);
    assert.match(lines.at(-1) ?? '', /^ +Asks to stay anonymous to other students$/);
    assert.equal(privateLines({ ...asked, own: true }, language).length, 1);
  });
});
