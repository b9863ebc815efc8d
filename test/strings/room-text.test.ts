import assert from 'node:assert/strict';
import type { RoomEvent } from '../../src/room/log/log-entry';
import { eventText } from '../../src/strings/room-text';
import { displayLanguage, english } from '../../src/strings/translate';

const name = "('127.0.0.1', 50412)";

function words(event: RoomEvent) {
  return eventText(event, 'en', english);
}

describe('what happened to the room', () => {
  it('is described for the user and for others', () => {
    assert.equal(words({ type: 'joined', name, self: true }).text, 'You joined.');
    assert.equal(words({ type: 'founded', name: 'Ann', self: true }).text, 'You opened the room.');
    assert.equal(words({ type: 'founded', name: 'Ann', self: false }).text, 'Ann opened the room.');
    assert.equal(words({ type: 'joined', name, self: false }).text, `${name} joined.`);
    assert.match(words({ type: 'let-in', name, self: false }).text, /let in from the waiting line/);
    assert.match(words({ type: 'let-in', name, self: true }).text, /^You were let in/);
    assert.equal(words({ type: 'left', name, self: false }).text, `${name} left.`);
    assert.equal(words({ type: 'left', name, self: true }).text, 'You left.');
    assert.match(words({ type: 'vanished', name }).text, /connection was lost/);
    assert.match(words({ type: 'too-slow', name }).text, /couldn’t keep up/);
  });

  it('shows the place in the usual form', () => {
    assert.equal(
      words({ type: 'opened', address: '::', port: 9000 }).text,
      'Room opened on all networks, port 9000.',
    );
    assert.equal(
      words({ type: 'connected', address: '::1', port: 9000 }).text,
      'Connected to [::1]:9000.',
    );
  });

  it('summarizes a flood in one line with its count', () => {
    const { text, tone } = words({ type: 'empty', name, count: 1234 });
    assert.match(text, /empty messages \(×1,234\)/);
    assert.ok(text.startsWith(name));
    assert.equal(tone, 'warning');
  });

  it('distinguishes leaving from a closed room, and warns of a lost one', () => {
    assert.equal(words({ type: 'closed', why: 'left' }).text, 'You left the room.');
    assert.equal(words({ type: 'closed', why: 'own' }).text, 'The room is closed.');
    assert.equal(words({ type: 'closed', why: 'host' }).text, 'The host closed the room.');
    assert.deepEqual(words({ type: 'closed', why: 'gone' }), {
      text: 'The server doesn’t have the room any more.',
      tone: 'warning',
    });
    assert.deepEqual(words({ type: 'closed', why: 'lost' }), {
      text: 'The connection was lost.',
      tone: 'warning',
    });
    assert.match(words({ type: 'restored' }).text, /reloaded/);
  });
});

describe('what happened to an invite room', () => {
  it('names who was renamed', () => {
    assert.equal(
      words({ type: 'renamed', name: 'Ann', before: 'Anna', self: false }).text,
      'Anna is now called Ann.',
    );
    assert.equal(
      words({ type: 'renamed', name: 'Ann', before: 'Anna', self: true }).text,
      'You’re now called Ann.',
    );
    const { text } = words({ type: 'named', name: 'Ann 2', wished: 'Ann' });
    assert.match(text, /“Ann” is taken .*“Ann 2”/);
  });

  it('describes a removal with its reason, and warns the removed member', () => {
    const removed = (reason: string, self: boolean) =>
      words({ type: 'removed', name: 'Ben', reason, self });
    assert.deepEqual(removed('spam', false), {
      text: 'Ben was removed from the room: spam',
      tone: 'quiet',
    });
    assert.deepEqual(removed('spam', true), {
      text: 'You were removed from the room: spam',
      tone: 'warning',
    });
    assert.equal(removed('', false).text, 'Ben was removed from the room.');
    assert.equal(removed('', true).text, 'You were removed from the room.');
  });

  it('says who removed someone from a wide room, where several may', () => {
    const removed = (reason: string, self: boolean, by: { name: string; self: boolean }) =>
      words({ type: 'removed', name: 'Ben', reason, self, by }).text;
    const [ann, user] = [
      { name: 'Ann', self: false },
      { name: 'Cy', self: true },
    ];
    assert.equal(removed('spam', false, ann), 'Ann removed Ben from the room: spam');
    assert.equal(removed('', false, ann), 'Ann removed Ben from the room.');
    assert.equal(removed('spam', true, ann), 'Ann removed you from the room: spam');
    assert.equal(removed('', true, ann), 'Ann removed you from the room.');
    assert.equal(removed('spam', false, user), 'You removed Ben from the room: spam');
    assert.equal(removed('', false, user), 'You removed Ben from the room.');
    const rekeyed = (self: boolean) => words({ type: 'rekeyed', name: 'Ann', self });
    assert.match(rekeyed(false).text, /^Ann changed .* Earlier invites no longer work/);
    assert.match(rekeyed(true).text, /^You changed /);
    assert.equal(rekeyed(true).tone, 'quiet');
  });

  it('warns of what is missing, with its count', () => {
    const { text, tone } = words({ type: 'gap', count: 1200 });
    assert.match(text, /^1,200 lines from while you were away are missing/);
    assert.equal(tone, 'warning');
    assert.match(
      words({ type: 'gap', count: 1 }).text,
      /^One line from while you were away is missing/,
    );
  });

  it('mentions a reconnection and a reopened room without a warning', () => {
    const events: RoomEvent[] = [
      { type: 'away' },
      { type: 'back' },
      { type: 'opened', address: '::', port: 9000, again: true },
    ];
    const told = events.map(words);
    assert.deepEqual(
      told.map(({ tone }) => tone),
      ['quiet', 'quiet', 'quiet'],
    );
    assert.match(told[0]?.text ?? '', /kept and sent when it’s back/);
    assert.match(told[2]?.text ?? '', /^The room is open again on all networks, port 9000/);
  });

  it('says why a request was rejected, with its code if there is no text for it', () => {
    const refused = (code: string) => words({ type: 'refused', code });
    assert.match(refused('text-too-long').text, /too long/);
    assert.match(refused('not-yours').text, /Only the author/);
    assert.match(refused('deleted').text, /no longer exists/);
    assert.match(refused('brand-new-code').text, /\(brand-new-code\)/);
    assert.equal(refused('brand-new-code').tone, 'warning');
  });

  it('keeps a right-to-left name from reversing the sentence', () => {
    assert.equal(
      words({ type: 'joined', name: 'دانا', self: false }).text,
      '\u2068دانا\u2069 joined.',
    );
  });
});

describe('the display language', () => {
  it('is a tag that date and number formats accept', () => {
    assert.equal(displayLanguage('zh-cn'), 'zh-CN');
    assert.equal(displayLanguage('en'), 'en');
    assert.equal(displayLanguage('not a tag'), 'en');
    assert.equal(displayLanguage(''), 'en');
  });
});
