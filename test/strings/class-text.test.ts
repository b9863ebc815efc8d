import assert from 'node:assert/strict';
import { refusalCodes } from '../../src/protocol/net-error';
import type { OpenRequest } from '../../src/room/classroom';
import {
  classRefusalText,
  durationText,
  newRequestsText,
  ownRequestText,
  parseCooldown,
  requestRow,
  speakingNote,
} from '../../src/strings/class-text';
import { english } from '../../src/strings/translate';

const minute = 60_000;
const now = Date.UTC(2026, 10, 30, 15, 0);
const question = { topic: 'Segfault' };

const request: OpenRequest = {
  member: 'm2',
  name: 'Zoe',
  id: 'r1',
  topic: 'Segfault in list_insert',
  place: { path: 'src/list.c', line: 42 },
  asked: now - 5 * minute,
  state: 'waiting',
};

describe('the texts of a class', () => {
  it('say for every code what to do, in one sentence or two', () => {
    for (const code of [...refusalCodes, 'offline', 'code-of-a-newer-version']) {
      for (const isHelper of [true, false]) {
        const text = classRefusalText(code, { isHelper }, english);
        assert.match(text, /^[A-Z].*\.$/, code);
        assert.ok(text.length < 130, text);
      }
    }
  });

  it('take a code for nothing but a code', () => {
    assert.match(
      classRefusalText('constructor', { isHelper: true }, english),
      /^The host refused this \(constructor\)/,
    );
  });

  it('tell a student the place in the queue', () => {
    const text = (own: Parameters<typeof ownRequestText>[0], helper?: string) =>
      ownRequestText(own, { helper, now, language: 'en' }, english);
    const base = { id: 'r1', question };
    assert.equal(text({ ...base, state: 'waiting', before: 0 }), 'You’re next');
    assert.equal(text({ ...base, state: 'waiting', before: 2 }), '2 before you');
    assert.equal(text({ ...base, state: 'paused', before: 2 }), 'Paused · 2 before you');
    assert.equal(text({ ...base, state: 'taken', helper: 'm1' }, 'Ann'), 'Ann is coming');
    assert.equal(text({ ...base, state: 'taken', helper: 'm1' }), 'A helper is coming');
    assert.equal(text({ state: 'none', ended: 'done' }), undefined);
    assert.equal(text({ state: 'none', mayAsk: now }), undefined);
    assert.match(text({ state: 'none', mayAsk: now + minute }) ?? '', /^You can ask again at \d/);
  });

  it('show a request in one row', () => {
    assert.deepEqual(requestRow(request, now, english), {
      label: 'Zoe: Segfault in list_insert',
      description: 'list.c:42 · 5 min · not helped yet',
    });
    const { place: _, ...anywhere } = request;
    assert.deepEqual(
      requestRow({ ...anywhere, state: 'paused', helped: now - 65 * minute }, now, english),
      {
        label: 'Zoe: Segfault in list_insert',
        description: 'paused · 5 min · helped 1 h 5 min ago',
      },
    );
  });

  it('keep foreign texts short and on one line', () => {
    const long = { ...request, name: 'Zoe\nAnn', topic: 'x'.repeat(200) };
    const { label } = requestRow(long, now, english);
    assert.ok(!label.includes('\n') && label.length < 100, label);
    assert.equal(
      newRequestsText(3, { name: 'Zoe\nAnn', topic: 'a\nb' }, english),
      '3 new requests for help, the latest from Zoe Ann: a b',
    );
  });

  it('give durations in minutes and hours', () => {
    assert.equal(durationText(-minute, english), 'less than 1 min');
    assert.equal(durationText(59_999, english), 'less than 1 min');
    assert.equal(durationText(minute, english), '1 min');
    assert.equal(durationText(60 * minute, english), '1 h');
    assert.equal(durationText(125 * minute, english), '2 h 5 min');
  });

  it('say who may speak only when not everyone may', () => {
    assert.equal(speakingNote('all', english), undefined);
    assert.ok(speakingNote('helpers', english));
    assert.ok(speakingNote('questions', english));
  });

  it('read a cooldown in whole minutes', () => {
    assert.deepEqual(
      ['', ' 15 ', '0', '1440', '1441', '1.5', '-1', 'ten'].map((text) =>
        parseCooldown(text, 1440),
      ),
      [0, 15, 0, 1440, undefined, undefined, undefined, undefined],
    );
  });
});
