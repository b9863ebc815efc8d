import assert from 'node:assert/strict';
import { formatSize, historyText } from '../../src/strings/storage-text';
import { english } from '../../src/strings/translate';

const room = {
  id: 'a',
  role: 'host',
  kind: 'pair',
  name: 'Ann’s room',
  pin: '',
  firstPin: '',
  pins: [],
  endpoints: [],
  time: new Date(2026, 2, 5, 14, 30).getTime(),
  entries: 1234,
  bytes: 56_789,
  over: false,
  closed: false,
} as const;

describe('a saved room in a list', () => {
  it('says what it was, when, and how much', () => {
    const { label, description, detail } = historyText(room, 'en', english);
    assert.equal(label, 'Ann’s room');
    assert.equal(description, 'Pair · hosted by you');
    assert.match(detail, /^Mar 5, 2026, 2:30\sPM · 1,234 lines · 57 kB$/);
    assert.match(historyText({ ...room, role: 'guest' }, 'en', english).description, /joined/);
    assert.match(historyText({ ...room, entries: 1 }, 'en', english).detail, /1 line /);
  });

  it('shows its size in readable units', () => {
    assert.equal(formatSize(0, 'en'), '0 bytes');
    assert.equal(formatSize(1, 'en'), '1 byte');
    assert.equal(formatSize(999, 'en'), '999 bytes');
    assert.equal(formatSize(49, 'zh-cn'), '49字节');
    assert.equal(formatSize(1000, 'en'), '1 kB');
    assert.equal(formatSize(999_000, 'en'), '999 kB');
    assert.equal(formatSize(2_340_000, 'en'), '2.3 MB');
  });

  it('can’t have a name that distorts the list', () => {
    const name = 'one\ntwo\u202e';
    assert.equal(historyText({ ...room, name }, 'en', english).label, 'one two');
  });
});
