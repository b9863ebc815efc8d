import assert from 'node:assert/strict';
import type { Connection } from '../../../src/room/room';
import type { RoomControl } from '../../../src/room/room-control';
import { english } from '../../../src/strings/translate';
import { type MenuItem, type MenuSources, menuItems } from '../../../src/ui/status/menu-items';

/** What an item does, without the extension's prefix. */
function nameOf({ command }: MenuItem): string {
  return command.replace('deskmate.', '');
}

function offeredIn(connection: Connection, label?: string): string[] {
  const state = { connection, members: [], waiting: [] };
  const last = label === undefined ? undefined : ({ label, role: 'guest' } as const);
  return menuItems(state, last, english).map(nameOf);
}

interface RoomOptions {
  readonly people?: number;
  readonly locked?: boolean;
  readonly kindOfRoom?: 'pair' | 'group' | 'wide';
  readonly control?: object;
  readonly storage?: 'waiting' | 'not-kept';
}

/** What the menu offers between the chat and the log in an invite room. */
function within(
  kind: 'joined' | 'hosting' | 'waiting' | 'reconnecting',
  {
    people = 1,
    locked = false,
    kindOfRoom = 'group',
    storage,
    control = kind === 'hosting' ? { inviteActions: {} } : {},
  }: RoomOptions,
): string[] {
  const at = { name: 'Desk 4', address: '::', port: 9000 };
  const room = { kind: kindOfRoom, ...at, locked, ...(storage && { storage }) };
  const members = Array.from({ length: people }, (_, i) => ({
    id: `m${i}`,
    name: `m${i}`,
    self: i === 0,
    host: false,
  }));
  const items = menuItems(
    { connection: { kind }, room, members, waiting: [] },
    undefined,
    english,
    {
      control: control as RoomControl,
    },
  );
  return items.filter(({ group }) => group === 'room').map(nameOf);
}

describe('the menu', () => {
  it('offers the two ways into a room, and the last room first', () => {
    assert.deepEqual(offeredIn({ kind: 'offline' }).slice(0, 2), ['hostRoom', 'joinRoom']);
    const items = menuItems(
      { connection: { kind: 'offline', error: 'refused' }, members: [], waiting: [] },
      { label: '10.0.0.1:9000', role: 'guest' },
      english,
    );
    assert.equal(items[0]?.command, 'deskmate.rejoinRoom');
    assert.equal(items[0]?.description, '10.0.0.1:9000');
    assert.equal(items[0]?.label, 'Join Again');
    const offline = { connection: { kind: 'offline' }, members: [], waiting: [] } as const;
    const [own] = menuItems(offline, { label: 'Lab 3', role: 'host' }, english);
    assert.deepEqual([own?.command, own?.label], ['deskmate.rejoinRoom', 'Reopen']);
  });

  it('offers in a wide room what its owner or a moderator decides, and nothing of a host', () => {
    const kindOfRoom = 'wide';
    assert.deepEqual(within('joined', { kindOfRoom, people: 3 }), ['sendMessage', 'closeRoom']);
    const control = (isOwner: boolean, ...moderators: string[]) => ({
      control: { inviteActions: {}, wideControl: { isOwner, moderators } },
    });
    assert.deepEqual(within('joined', { kindOfRoom, people: 3, ...control(true, 'm2') }), [
      ...['sendMessage', 'copyInvite', 'showInviteQr', 'resetInvite', 'lockRoom', 'removeMember'],
      ...['addModerator', 'removeModerator', 'closeRoom'],
    ]);
    const locked = within('joined', { kindOfRoom, people: 1, locked: true, ...control(true) });
    assert.deepEqual(locked.slice(-2), ['unlockRoom', 'closeRoom']);
    assert.deepEqual(within('joined', { kindOfRoom, people: 3, ...control(false) }), [
      ...['sendMessage', 'copyInvite', 'showInviteQr', 'resetInvite', 'removeMember', 'closeRoom'],
    ]);
  });

  it('offers to continue a room whose host is gone', () => {
    const room = { kind: 'pair', name: 'Lab 3', address: '::', port: 9000 } as const;
    for (const kind of ['reconnecting', 'offline'] as const) {
      const state = { connection: { kind }, room, members: [], waiting: [] };
      const found = (sources: MenuSources) =>
        menuItems(state, undefined, english, sources).find(
          ({ command }) => command === 'deskmate.continueRoom',
        );
      assert.equal(found({}), undefined);
      const { label, description } = found({ continuable: 'Lab 3' }) ?? {};
      assert.deepEqual([label, description], ['Continue as New Room…', 'Lab 3']);
    }
  });

  it('shows and hides a room that others on the network can reach', () => {
    const state = { connection: { kind: 'hosting' }, members: [], waiting: [] } as const;
    const offered = (announcing?: 'on' | 'off') =>
      menuItems(state, undefined, english, { announcing }).map(nameOf);
    const found = (names: readonly string[]) => names.filter((name) => /announc/i.test(name));
    assert.deepEqual(found(offered('off')), ['announceRoom']);
    assert.deepEqual(found(offered('on')), ['stopAnnouncing']);
    assert.deepEqual(found(offered()), []);
  });

  it('offers what answers, mutes or takes back requests to join', () => {
    const state = { connection: { kind: 'hosting' }, members: [], waiting: [] } as const;
    const found = (sources: MenuSources) =>
      menuItems(state, undefined, english, sources).filter(
        ({ command }) => command.endsWith('Request') || command.endsWith('Requests'),
      );
    const open = { announcing: 'on', mutesRequests: false } as const;
    assert.deepEqual(found(open).map(nameOf), ['muteRequests']);
    assert.deepEqual(found({ ...open, mutesRequests: true }).map(nameOf), ['unmuteRequests']);
    assert.deepEqual(found({ ...open, announcing: 'off' }), []);
    const [answer] = found({ ...open, requests: ['Bo', 'Cy'] });
    assert.deepEqual([answer?.command, answer?.description], ['deskmate.answerRequest', 'Bo, Cy']);
    const offline = { connection: { kind: 'offline' }, members: [], waiting: [] } as const;
    const [first] = menuItems(offline, undefined, english, { asking: true });
    assert.equal(first?.command, 'deskmate.cancelRequest');
  });

  it('offers the commands of a lab room, and not joining again', () => {
    for (const kind of ['joined', 'hosting', 'waiting'] as const) {
      const offered = offeredIn({ kind }, '10.0.0.1:9000');
      for (const choice of ['sendMessage', 'copyAddress', 'closeRoom'])
        assert.ok(offered.includes(choice));
      for (const choice of ['copyInvite', 'lockRoom']) {
        assert.ok(!offered.includes(choice), choice);
      }
      for (const choice of ['hostRoom', 'joinRoom', 'rejoinRoom'])
        assert.ok(!offered.includes(choice));
    }
  });

  it('offers the host of an invite room the controls over who can join', () => {
    assert.deepEqual(within('hosting', { people: 2 }), [
      'sendMessage',
      'copyInvite',
      'showInviteQr',
      'showRoomCode',
      'resetInvite',
      'lockRoom',
      'removeMember',
      'handOver',
      'closeRoom',
    ]);
    const alone = within('hosting', { locked: true });
    assert.ok(alone.includes('unlockRoom') && !alone.includes('lockRoom'));
    assert.ok(!alone.includes('removeMember'), 'there is no one to remove');
    assert.ok(!alone.includes('makeGroup'), 'it is a group already');
    assert.ok(within('hosting', { kindOfRoom: 'pair' }).includes('makeGroup'));
    assert.ok(!within('hosting', { kindOfRoom: 'pair' }).includes('showRoomCode'));
  });

  it('offers only the host to resolve a storage problem', () => {
    for (const storage of ['waiting', 'not-kept'] as const) {
      assert.equal(within('hosting', { storage })[1], 'askAboutStorage');
      assert.ok(!within('joined', { storage }).includes('askAboutStorage'));
    }
  });

  it('offers a guest of an invite room the commands for guests', () => {
    assert.deepEqual(within('joined', { people: 2 }), [
      'sendMessage',
      'chooseTakeOver',
      'closeRoom',
    ]);
    assert.deepEqual(within('joined', { kindOfRoom: 'pair' }), [
      'sendMessage',
      'chooseTakeOver',
      'closeRoom',
    ]);
    assert.deepEqual(
      within('reconnecting', {}),
      ['sendMessage', 'closeRoom'],
      'messages sent now are queued',
    );
    assert.deepEqual(within('waiting', {}), ['sendMessage', 'closeRoom']);
  });

  it('has its groups together', () => {
    for (const kind of ['offline', 'hosting'] as const) {
      const items = menuItems(
        { connection: { kind }, members: [], waiting: [] },
        { label: 'x', role: 'guest' },
        english,
      );
      const groups = items.map(({ group }) => group);
      const starts = groups.filter((group, index) => group !== groups[index - 1]);
      assert.equal(new Set(starts).size, starts.length, starts.join());
    }
  });

  it('labels leaving by what it does', () => {
    const label = (connection: Connection) =>
      menuItems({ connection, members: [], waiting: [] }, undefined, english).find(
        ({ command }) => command === 'deskmate.closeRoom',
      )?.label;
    assert.equal(label({ kind: 'hosting' }), 'Close Room');
    assert.equal(label({ kind: 'joined' }), 'Leave Room');
    assert.equal(label({ kind: 'connecting', target: { host: 'a', port: 1 } }), 'Cancel');
    assert.equal(label({ kind: 'offline' }), undefined);
  });

  it('always contains the chat, the log and the settings', () => {
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
      const offered = offeredIn(connection);
      for (const choice of ['showPanel', 'openInEditor', 'find', 'exportChat', 'openHistory']) {
        assert.ok(offered.includes(choice), `${connection.kind}: ${choice}`);
      }
      assert.deepEqual(offered.slice(-4), [
        ...['changeName', 'openSettings', 'checkConnection', 'showLog'],
      ]);
    }
  });
});
