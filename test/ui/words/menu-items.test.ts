import assert from 'node:assert/strict';
import type { Connection } from '../../../src/room/session-state';
import { menuItems } from '../../../src/ui/words/menu-items';
import { english } from '../../helpers/english';

function choices(connection: Connection, rejoin?: string): string[] {
  const state = { connection, members: [], waiting: [] };
  return menuItems(state, rejoin, english).map(({ choice }) => choice);
}

describe('the menu', () => {
  it('offers the two ways into a room, and the last room first', () => {
    assert.deepEqual(choices({ kind: 'offline' }).slice(0, 2), ['host', 'join']);
    const items = menuItems(
      { connection: { kind: 'offline', error: 'refused' }, members: [], waiting: [] },
      '10.0.0.1:9000',
      english,
    );
    assert.equal(items[0]?.choice, 'rejoin');
    assert.equal(items[0]?.description, '10.0.0.1:9000');
  });

  it('offers what can be done in a room, and no second way in', () => {
    for (const kind of ['joined', 'hosting', 'waiting'] as const) {
      const offered = choices({ kind }, '10.0.0.1:9000');
      for (const choice of ['send', 'copy-invite', 'leave']) assert.ok(offered.includes(choice));
      for (const choice of ['host', 'join', 'rejoin']) assert.ok(!offered.includes(choice));
    }
  });

  it('calls leaving what it is', () => {
    const label = (connection: Connection) =>
      menuItems({ connection, members: [], waiting: [] }, undefined, english).find(
        ({ choice }) => choice === 'leave',
      )?.label;
    assert.equal(label({ kind: 'hosting' }), 'Close Room');
    assert.equal(label({ kind: 'joined' }), 'Leave Room');
    assert.equal(label({ kind: 'connecting', target: { host: 'a', port: 1 } }), 'Cancel');
    assert.equal(label({ kind: 'offline' }), undefined);
  });

  it('always leads to the chat, the log and the settings', () => {
    const target = { host: 'a', port: 1 };
    const all: Connection[] = [
      { kind: 'offline' },
      { kind: 'connecting', target },
      { kind: 'waiting' },
      { kind: 'joined' },
      { kind: 'hosting' },
      { kind: 'reconnecting' },
    ];
    for (const connection of all) {
      const offered = choices(connection);
      for (const choice of ['open-chat', 'open-in-editor', 'show-log', 'settings']) {
        assert.ok(offered.includes(choice), `${connection.kind}: ${choice}`);
      }
    }
  });
});
