import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, RoomInfo } from '../../../src/room/room';
import type { RoomControl } from '../../../src/room/room-control';
import { ContextKeys, roomContext } from '../../../src/ui/status/context-keys';

const quiet = {
  ...{ following: false, muted: false, requests: 0, asking: false },
  ...{ canContinue: false, hasRoomCode: false },
};
const at = { name: 'Desk 4', address: '::', port: 9000 };

function keys(kind: Connection['kind'], room?: RoomInfo, control: object = {}): string[] {
  const connection = { kind, target: { host: 'a', port: 1 } } as Connection;
  const state = { connection, ...(room && { room }), members: [], waiting: [] };
  const context = roomContext(state, { ...quiet, control: control as RoomControl });
  return Object.keys(context).filter((key) => context[key]);
}

describe('the context keys', () => {
  it('distinguish hosts from guests, and invite rooms from lab rooms', () => {
    assert.deepEqual(keys('offline'), []);
    assert.deepEqual(keys('connecting'), ['deskmate.connecting']);
    assert.deepEqual(keys('joined', { ...at, kind: 'lab-hub' }), ['deskmate.connected']);
    assert.deepEqual(keys('hosting', { ...at, kind: 'lab-hub' }), [
      'deskmate.connected',
      'deskmate.hosting',
    ]);
    assert.deepEqual(keys('reconnecting', { ...at, kind: 'pair' }), [
      'deskmate.connected',
      'deskmate.takesFiles',
      'deskmate.invited',
      'deskmate.pair',
    ]);
    const host = { inviteActions: {} };
    assert.deepEqual(keys('hosting', { ...at, kind: 'group', locked: true }, host), [
      'deskmate.connected',
      'deskmate.hosting',
      'deskmate.canInvite',
      'deskmate.canLock',
      'deskmate.takesFiles',
      'deskmate.invited',
      'deskmate.locked',
      'deskmate.canShowCode',
    ]);
    assert.ok(!keys('joined', { ...at, kind: 'group' }).includes('deskmate.canShowCode'));
  });

  it('know no host in a wide room, but its owner, who alone locks it, and moderators', () => {
    const room = { ...at, kind: 'wide' } as const;
    const member = [
      'deskmate.connected',
      'deskmate.onServer',
      'deskmate.takesFiles',
      'deskmate.invited',
    ];
    assert.deepEqual(keys('joined', room), member);
    const control = (isOwner: boolean) => ({ inviteActions: {}, wideControl: { isOwner } });
    const may = (isOwner: boolean) =>
      keys('joined', room, control(isOwner)).filter((key) => !member.includes(key));
    assert.deepEqual(may(true), ['deskmate.canInvite', 'deskmate.canLock', 'deskmate.owner']);
    assert.deepEqual(may(false), ['deskmate.canInvite']);
    assert.deepEqual(keys('offline', room, control(true)), []);
  });

  it('report a storage problem to the host only', () => {
    const full = { ...at, kind: 'pair', storage: 'waiting' } as const;
    assert.ok(keys('hosting', full).includes('deskmate.unsaved'));
    assert.ok(!keys('joined', full).includes('deskmate.unsaved'));
  });

  it('say whether others on the network can see the room, and do', () => {
    const state = { connection: { kind: 'hosting' }, members: [], waiting: [] } as const;
    const announced = (announcing?: 'on' | 'off') => {
      const context = roomContext(state, { ...quiet, announcing });
      return [context['deskmate.canAnnounce'], context['deskmate.announced']];
    };
    assert.deepEqual(announced(), [false, false]);
    assert.deepEqual(announced('off'), [true, false]);
    assert.deepEqual(announced('on'), [true, true]);
  });

  it('say whether the user can answer requests to join, mute them, or cancel an own one', () => {
    const state = { connection: { kind: 'hosting' }, members: [], waiting: [] } as const;
    const about = (more: Partial<Parameters<typeof roomContext>[1]>) => {
      const context = roomContext(state, { ...quiet, ...more });
      return Object.keys(context).filter((key) => context[key] && /equest|asking/.test(key));
    };
    assert.deepEqual(about({ announcing: 'on' }), []);
    assert.deepEqual(about({ announcing: 'off', mutesRequests: false }), []);
    const open = { announcing: 'on', mutesRequests: false } as const;
    assert.deepEqual(about(open), ['deskmate.takesRequests']);
    assert.deepEqual(about({ ...open, requests: 2 }), [
      'deskmate.hasRequests',
      'deskmate.takesRequests',
    ]);
    assert.deepEqual(about({ ...open, mutesRequests: true }), ['deskmate.mutesRequests']);
    assert.deepEqual(about({ asking: true }), ['deskmate.asking']);
  });

  it('are reset when the room ends', () => {
    assert.deepEqual(keys('offline', { ...at, kind: 'group', locked: true }), []);
  });

  it('are set only when they change', () => {
    const updates: string[] = [];
    const context = new ContextKeys((key, value) => updates.push(`${key} ${value}`));
    const nowhere = { members: [], waiting: [] };
    context.setRoom(roomContext({ ...nowhere, connection: { kind: 'offline' } }, quiet));
    assert.ok(updates.includes('deskmate.connected false'));
    updates.length = 0;
    const joined = { ...nowhere, connection: { kind: 'joined' } } as const;
    context.setRoom(roomContext(joined, quiet));
    context.setPanelFocused(true);
    context.setPanelFocused(true);
    context.setRoom(roomContext(joined, { ...quiet, following: true }));
    context.setRoom(roomContext(joined, { ...quiet, following: true }));
    assert.deepEqual(updates, [
      'deskmate.connected true',
      'deskmate.panelFocused true',
      'deskmate.following true',
    ]);
  });

  it('cover everything that the manifest uses', () => {
    const manifest = readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8');
    const { contributes } = JSON.parse(manifest) as { contributes: Record<string, unknown> };
    const conditions = JSON.stringify([contributes.commands, contributes.menus]).matchAll(
      /"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g,
    );
    const asked = [...conditions].flatMap(([, text = '']) => [
      ...text
        .replace(/view == deskmate\.(?:panel|queue)/g, '')
        .matchAll(/(?<![\w/^(])deskmate\.\w+/g),
    ]);
    const offline = { connection: { kind: 'offline' }, members: [], waiting: [] } as const;
    const known = Object.keys(roomContext(offline, quiet));
    assert.ok(asked.length > 10);
    assert.deepEqual(
      [...new Set(asked.map(([key]) => key))].filter((key) => !known.includes(key)),
      [],
    );
  });
});
