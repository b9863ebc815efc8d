import assert from 'node:assert/strict';
import type { Connection, Member, SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { statusText } from '../../../src/ui/status/status-text';

const room = { kind: 'lab-hub', name: 'x', address: '192.168.1.5', port: 9000 } as const;

function people(count: number): Member[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `m${i}`,
    name: `m${i}`,
    self: i === 0,
    host: i === 0,
  }));
}

function show(connection: Connection, more: Partial<SessionState> = {}, unread = 0, mentions = 0) {
  const state = { connection, members: [], waiting: [], ...more };
  const failed = connection.kind === 'offline' && connection.error !== undefined;
  const unseen = { count: unread, mentions };
  const status = statusText(
    state,
    { unseen, problem: failed ? 'It broke. Join again.' : undefined },
    'en',
    english,
  );
  return { ...status, shown: [status.icon, status.text] };
}

describe('the status bar', () => {
  it('says that the window isn’t in a room', () => {
    const { shown, tooltip, warning } = show({ kind: 'offline' });
    assert.deepEqual(shown, ['comment-discussion', 'Deskmate: offline']);
    assert.match(tooltip, /^Not in a room\./);
    assert.equal(warning, false);
  });

  it('says what others on the network see of the hosted room', () => {
    const announced = 'Others on the same network see “x” in Join Room.';
    for (const kind of ['group', 'lab-hub'] as const) {
      const state = {
        connection: { kind: 'hosting' },
        room: { ...room, kind },
        members: people(1),
        waiting: [],
      } as const;
      const sources = { unseen: { count: 0, mentions: 0 }, problem: undefined };
      const lines = statusText(state, { ...sources, announced }, 'en', english).tooltip.split('\n');
      assert.deepEqual(lines.slice(-2), [announced, 'Click to open the menu.']);
      assert.doesNotMatch(statusText(state, sources, 'en', english).tooltip, /Join Room/);
    }
  });

  it('warns of a lost connection, with what to do', () => {
    const { shown, tooltip, warning } = show({ kind: 'offline', error: 'connection-lost' });
    assert.deepEqual(shown, ['warning', 'Connection lost']);
    assert.match(tooltip, /^It broke\. Join again\./);
    assert.equal(warning, true);
  });

  it('doesn’t report a failed attempt, because its caller does', () => {
    const { shown, warning } = show({ kind: 'offline', error: 'refused' });
    assert.deepEqual(shown, ['comment-discussion', 'Deskmate: offline']);
    assert.equal(warning, false);
  });

  it('doesn’t warn about a room that its host has closed', () => {
    const { shown, tooltip, warning } = show({ kind: 'offline', error: 'room-closed' });
    assert.deepEqual(shown, ['comment-discussion', 'Deskmate: offline']);
    assert.match(tooltip, /^It broke\./);
    assert.equal(warning, false);
  });

  it('counts the people who ask to join', () => {
    const hosted = { ...room, kind: 'group', name: 'Lab 3' } as const;
    const state = {
      connection: { kind: 'hosting' },
      room: hosted,
      members: people(2),
      waiting: [],
    } as const;
    const text = (requests: number) =>
      statusText(
        state,
        { unseen: { count: 0, mentions: 0 }, problem: undefined, requests },
        'en',
        english,
      ).text;
    assert.equal(text(1), 'Lab 3 · 2 people · 1 asking to join');
    assert.equal(text(0), 'Lab 3 · 2 people');
  });

  it('says where it connects to', () => {
    const target = { host: '::1', port: 9000 };
    const { shown, tooltip } = show({ kind: 'connecting', target });
    assert.deepEqual(shown, ['sync~spin', 'Connecting…']);
    assert.match(tooltip, /\[::1\]:9000/);
  });

  it('says why it keeps trying a room that lets no one in, and for how long', () => {
    const target = { host: '::1', port: 9000 };
    const { shown, tooltip } = show({ kind: 'connecting', target, error: 'room-full' });
    assert.deepEqual(shown, ['sync~spin', 'Not let in yet, trying again…']);
    assert.match(tooltip, /^The room is full for now\.\n.*for up to 10 minutes\.\n/);
  });

  it('distinguishes a known place in line from an unknown one', () => {
    assert.deepEqual(show({ kind: 'waiting', position: 3 }).shown, ['watch', 'Waiting in line: 3']);
    assert.deepEqual(show({ kind: 'waiting' }).shown, ['watch', 'Waiting to be let in']);
  });

  it('shows the network weather that this window makes', () => {
    const weather = { all: { chunkBytes: 1 }, members: [] };
    const hosting = { room: { ...room, weather }, members: people(2) };
    const { shown, tooltip } = show({ kind: 'hosting' }, hosting);
    assert.deepEqual(shown, ['broadcast', 'Hosting :9000 · network: Byte by byte · 2 people']);
    assert.match(tooltip, /\nNetwork weather for everyone: Byte by byte \(1 byte per read\)\.\n/);
  });

  it('counts people and unread messages in a room', () => {
    const inRoom = (count: number, unread: number) =>
      show({ kind: 'joined' }, { room, members: people(count) }, unread).shown;
    assert.deepEqual(inRoom(3, 2), ['comment-discussion', 'In a room · 3 people · 2 new']);
    assert.deepEqual(inRoom(3, 0), ['comment-discussion', 'In a room · 3 people']);
    // A guest of a lab room may not be alone, even if no other member is known.
    assert.deepEqual(inRoom(1, 0), ['comment-discussion', 'In a room']);
    const { text } = show({ kind: 'joined' }, { room, members: people(3) }, 5, 2);
    assert.match(text, / · 5 new, 2 for you$/);
  });

  it('shows a host the port, people, unread messages and who is waiting', () => {
    const { shown, tooltip } = show(
      { kind: 'hosting' },
      { room, members: people(1), waiting: [{ name: 'a' }, { name: 'b' }] },
      5,
    );
    assert.deepEqual(shown, ['broadcast', 'Hosting :9000 · 1 person · 5 new · 2 waiting']);
    assert.match(tooltip, /192\.168\.1\.5:9000/);
  });

  it('says that it reconnects', () => {
    assert.match(show({ kind: 'reconnecting' }, { room }).text, /Reconnecting/);
  });
});
