import assert from 'node:assert/strict';
import type { Connection, SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { PanelMembers } from '../../../src/ui/panel/panel-members';
import { type PanelStatusSources, panelStatus } from '../../../src/ui/panel/panel-status';
import { noPanelSources } from '../../helpers/panel-sources';

const room = { kind: 'lab-hub', name: 'x', address: '192.168.1.5', port: 9000 } as const;
const target = { host: '192.168.1.5', port: 9000 };

function show(
  connection: Connection,
  more: Partial<PanelStatusSources> = {},
  address: string = room.address,
) {
  const state: SessionState = {
    connection,
    room: { ...room, address },
    members: [],
    waiting: [],
  };
  return panelStatus(
    {
      state,
      noFiles: undefined,
      firstUnread: undefined,
      slashCommands: [],
      isSaved: false,
      shown: (name: string) => name,
      members: new PanelMembers(),
      nudgedBy: undefined,
      unread: 0,
      ...noPanelSources,
      language: 'en',
      hueOf: () => 3,
      ownNames: [],
      ...more,
    },
    english,
  );
}

function commands(connection: Connection, more: Partial<PanelStatusSources> = {}) {
  return show(connection, more).actions.map(({ command }) => command);
}

describe('the panel’s status', () => {
  it('has a headline for every connection', () => {
    const headlines: [Connection, string][] = [
      [{ kind: 'offline' }, 'Not in a room'],
      [{ kind: 'connecting', target }, 'Connecting to 192.168.1.5:9000…'],
      [{ kind: 'waiting' }, 'Waiting to be let in at 192.168.1.5:9000'],
      [{ kind: 'waiting', position: 1 }, 'Waiting in line at 192.168.1.5:9000: you’re next'],
      [{ kind: 'waiting', position: 4 }, 'Waiting in line at 192.168.1.5:9000: number 4'],
      [{ kind: 'joined' }, 'In the room at 192.168.1.5:9000'],
      [{ kind: 'hosting' }, 'Hosting on 192.168.1.5:9000'],
      [{ kind: 'reconnecting' }, 'Reconnecting to 192.168.1.5:9000…'],
    ];
    for (const [connection, headline] of headlines) {
      assert.equal(show(connection).headline, headline);
    }
  });

  it('names a lab room by its address when there is only one line', () => {
    for (const kind of ['joined', 'hosting'] as const) {
      assert.equal(show({ kind }).title, '192.168.1.5:9000');
    }
    for (const kind of ['waiting', 'reconnecting', 'offline'] as const) {
      assert.equal(show({ kind }).title, undefined);
    }
  });

  it('says who can reach a hosted room', () => {
    const detail = (address: string, more: Partial<PanelStatusSources> = {}) =>
      show({ kind: 'hosting' }, more, address).detail;
    assert.equal(detail('127.0.0.1'), 'Only programs on this computer can join.');
    assert.equal(detail('192.168.1.5'), 'Anyone who can reach the port can read and write.');
    assert.equal(
      detail('::', { reachable: '192.168.1.5' }),
      'Others can join at 192.168.1.5:9000. Anyone who can reach the port can read and write.',
    );
    assert.equal(detail('::'), 'Anyone who can reach the port can read and write.');
    assert.match(detail('192.168.1.5', { remote: 'ssh-remote' }) ?? '', /open on ssh-remote/);
  });

  it('says that a room is bare, and what got lost, at the host and at a guest', () => {
    const losses = { received: 90, lost: 3, late: 1, repeated: 0 };
    const member = { id: 'a', name: 'a', self: false, host: false, losses };
    const state: SessionState = {
      connection: { kind: 'hosting' },
      room: { ...room, kind: 'lab-udp', bare: true },
      members: [member, { ...member, losses: { received: 9, lost: 0, late: 0, repeated: 0 } }],
      waiting: [],
    };
    const hosted = show(state.connection, { state });
    assert.equal(hosted.title, 'udp://192.168.1.5:9000 · bare UDP');
    assert.match(hosted.detail ?? '', /^Bare UDP: .* Anyone who can reach the port/);
    assert.deepEqual(
      hosted.members.map(({ note }) => note),
      ['3 lost · 1 out of order', undefined],
    );
    const joined = { ...state, connection: { kind: 'joined' } } as const;
    const guest = { ...joined, room: { ...state.room, losses } } as SessionState;
    assert.match(
      show(guest.connection, { state: guest }).detail ?? '',
      /From the host: 3 lost · 1 out of order\.$/,
    );
    assert.equal(show({ kind: 'joined' }).detail, undefined);
  });

  it('says what waiting means', () => {
    assert.match(show({ kind: 'waiting' }).detail ?? '', /Either the room is full, or/);
    assert.match(show({ kind: 'waiting', position: 2 }).detail ?? '', /as soon as someone leaves/);
  });

  it('offers the commands that make sense', () => {
    assert.deepEqual(commands({ kind: 'offline' }), ['host', 'join']);
    assert.deepEqual(
      commands({ kind: 'offline', error: 'refused' }, { back: 'guest', problem: 'Refused.' }),
      ['rejoin', 'host', 'join', 'showLog'],
    );
    const [again] = show({ kind: 'offline' }, { back: 'host' }).actions;
    assert.deepEqual(again, { command: 'rejoin', label: 'Reopen' });
    assert.deepEqual(commands({ kind: 'connecting', target }), ['leave']);
    assert.deepEqual(commands({ kind: 'joined' }), ['copyAddress', 'leave']);
    assert.deepEqual(commands({ kind: 'hosting' }), ['copyAddress', 'leave']);
    assert.equal(show({ kind: 'hosting' }).actions[1]?.label, 'Close Room');
  });

  it('lets the user type wherever the room will get the message', () => {
    assert.equal(show({ kind: 'offline' }).canSend, false);
    assert.equal(show({ kind: 'connecting', target }).canSend, false);
    for (const kind of ['waiting', 'joined', 'hosting', 'reconnecting'] as const) {
      assert.equal(show({ kind }).canSend, true, kind);
    }
  });

  it('offers to continue a room whose host is gone, and says so', () => {
    const state: SessionState = {
      connection: { kind: 'reconnecting', error: 'unreachable' },
      room: { ...room, kind: 'pair' },
      members: [],
      waiting: [],
    };
    const status = (canContinue: boolean) => show(state.connection, { state, canContinue });
    const commands = (canContinue: boolean) =>
      status(canContinue).actions.map(({ command, label }) => `${command}: ${label}`);
    assert.deepEqual(commands(false), ['leave: Leave Room', 'showLog: Show Log']);
    assert.equal(commands(true)[0], 'continueRoom: Continue as New Room');
    assert.match(status(false).detail ?? '', /Your place is held for 10 minutes\.$/);
    assert.match(status(true).detail ?? '', /continue the chat as a new room, without the host\.$/);
    const closed = show(
      { kind: 'offline', error: 'room-closed' },
      { canContinue: true, back: 'guest' },
    );
    assert.deepEqual(
      closed.actions.map(({ command }) => command),
      ['rejoin', 'continueRoom', 'host', 'join'],
    );
  });

  it('includes the problem and the first unread message', () => {
    const status = show({ kind: 'joined' }, { problem: 'Lost.', firstUnread: 'e7' });
    assert.equal(status.problem, 'Lost.');
    assert.equal(status.firstUnread, 'e7');
    assert.ok(!('problem' in show({ kind: 'joined' })));
  });

  it('lists who asks to join, and says that others can', () => {
    const request = { id: 3, name: 'Bo', address: '10.0.0.7', expires: 1, triesLeft: 3 };
    assert.equal(show({ kind: 'hosting' }).requests, undefined);
    assert.deepEqual(show({ kind: 'hosting' }, { requests: [request] }).requests, [
      { id: 3, name: 'Bo', address: '10.0.0.7' },
    ]);
    const detail = (kind: 'group' | 'lab-hub', announced?: string) => {
      const state = {
        connection: { kind: 'hosting' },
        room: { ...room, kind },
        members: [],
        waiting: [],
      } as const;
      return show({ kind: 'hosting' }, { state, announced }).detail ?? '';
    };
    for (const kind of ['group', 'lab-hub'] as const) {
      assert.match(detail(kind, 'Others see “Lab 3”.'), /Others see “Lab 3”\.$/);
      assert.doesNotMatch(detail(kind), /Others see/);
    }
  });

  it('shows the digits that the user reads out, and takes the request back', () => {
    const asking = { message: 'Read:', code: '482 193', spoken: 'Read: 4, 8', detail: 'Ann.' };
    assert.deepEqual(show({ kind: 'offline' }, { asking }).asking, asking);
    assert.equal(show({ kind: 'offline' }).asking, undefined);
  });

  it('says where others are, who is followed, and that the user’s own location is told', () => {
    const place = { path: 'src/hub.py', line: 15 };
    const members = [
      { id: 'm0', name: 'Ann', self: true, host: true, presence: 'here', place },
      { id: 'm1', name: 'Bo', self: false, host: false, presence: 'here', place },
      { id: 'm2', name: 'Cy', self: false, host: false, presence: 'here' },
    ] as const;
    const state = (kind: 'joined' | 'reconnecting') => ({
      connection: { kind },
      room: { ...room, kind: 'pair' as const },
      members,
      waiting: [],
    });
    const described = (kind: 'joined' | 'reconnecting', sharesPlace: boolean) =>
      show({ kind }, { state: state(kind), sharesPlace, followed: 'm1' }).members.map(
        ({ location, following, shared }) => [location?.label, following, shared !== undefined],
      );
    assert.deepEqual(described('joined', true), [
      [undefined, undefined, true],
      ['hub.py:15', 'following', false],
      [undefined, undefined, false],
    ]);
    assert.deepEqual(described('reconnecting', false)[1], [undefined, 'following', false]);
    assert.deepEqual(described('joined', false)[0], [undefined, undefined, false]);
  });
});
