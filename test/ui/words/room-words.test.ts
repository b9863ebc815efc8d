import assert from 'node:assert/strict';
import type { RoomEvent, SystemEntry } from '../../../src/room/log-entry';
import { displayLanguage } from '../../../src/ui/words/display-language';
import { eventWords } from '../../../src/ui/words/room-words';
import { english } from '../../helpers/english';

const name = "('127.0.0.1', 50412)";

function words(event: RoomEvent, hosted = false) {
  const entry: SystemEntry = {
    kind: 'system',
    id: 'e1',
    time: 1,
    ...(hosted ? { seq: 1 } : {}),
    event,
  };
  return eventWords(entry, 'en', english);
}

describe('what happened to the room', () => {
  it('is told of oneself and of others', () => {
    assert.equal(words({ type: 'joined', name, self: true }).text, 'You joined.');
    assert.equal(words({ type: 'joined', name, self: false }).text, `${name} joined.`);
    assert.match(words({ type: 'let-in', name, self: false }).text, /let in from the waiting line/);
    assert.match(words({ type: 'let-in', name, self: true }).text, /^You were let in/);
    assert.equal(words({ type: 'left', name, self: false }).text, `${name} left.`);
    assert.equal(words({ type: 'left', name, self: true }).text, 'You left.');
    assert.match(words({ type: 'vanished', name }).text, /connection broke/);
    assert.match(words({ type: 'too-slow', name }).text, /did not read fast enough/);
  });

  it('names the place as people write it', () => {
    assert.equal(
      words({ type: 'opened', address: '::', port: 9000 }).text,
      'Room opened on all networks, port 9000.',
    );
    assert.equal(
      words({ type: 'connected', address: '::1', port: 9000 }).text,
      'Connected to [::1]:9000.',
    );
  });

  it('makes one line of a flood, with its count', () => {
    const { text, tone } = words({ type: 'empty', name, count: 1234 });
    assert.match(text, /empty messages \(×1,234\)/);
    assert.ok(text.startsWith(name));
    assert.equal(tone, 'warning');
  });

  it('tells a guest’s leaving from a room that closed, and warns of a lost one', () => {
    assert.equal(words({ type: 'closed', why: 'left' }).text, 'You left the room.');
    assert.equal(words({ type: 'closed', why: 'left' }, true).text, 'The room is closed.');
    assert.equal(words({ type: 'closed', why: 'host' }).text, 'The host closed the room.');
    assert.deepEqual(words({ type: 'closed', why: 'lost' }), {
      text: 'The connection was lost.',
      tone: 'warning',
    });
    assert.match(words({ type: 'restored' }).text, /reloaded/);
  });
});

describe('the display language', () => {
  it('is a tag that dates and numbers understand', () => {
    assert.equal(displayLanguage('zh-cn'), 'zh-CN');
    assert.equal(displayLanguage('en'), 'en');
    assert.equal(displayLanguage('not a tag'), 'en');
    assert.equal(displayLanguage(''), 'en');
  });
});
