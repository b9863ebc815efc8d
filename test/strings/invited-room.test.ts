import assert from 'node:assert/strict';
import type { NetErrorCode } from '../../src/protocol/net-error';
import type { Connection, Member, RoomInfo, SessionState } from '../../src/room/room';
import type { RoomControl } from '../../src/room/room-control';
import { nameInText, nameList, shortName } from '../../src/strings/inline-text';
import { typingText } from '../../src/strings/invited-room';
import { english } from '../../src/strings/translate';
import { PanelMembers } from '../../src/ui/panel/panel-members';
import { panelStatus } from '../../src/ui/panel/panel-status';
import { statusText } from '../../src/ui/status/status-text';
import type { StatusText } from '../../src/ui/window/status-item';

const pair: RoomInfo = { kind: 'pair', name: 'Lab 3', address: '::', port: 9000 };

function member(index: number, change: Partial<Member> = {}): Member {
  const first = index === 0;
  return { id: `m${index}`, name: `N${index}`, self: first, host: first, ...change };
}

const two = [member(0), member(1)];

function stateOf(connection: Connection, change: Partial<SessionState> = {}): SessionState {
  return { connection, room: pair, members: two, waiting: [], ...change };
}

function panel(
  connection: Connection,
  change: Partial<SessionState> = {},
  control: object = connection.kind === 'hosting' ? { inviteActions: {} } : {},
) {
  return panelStatus(
    {
      state: stateOf(connection, change),
      noFiles: undefined,
      firstUnread: undefined,
      slashCommands: [],
      isSaved: false,
      muted: false,
      shown: (name: string) => name,
      members: new PanelMembers(),
      nudgedBy: undefined,
      unread: 0,
      language: 'en',
      hueOf: (id) => Number(id.slice(1)),
      ownNames: [],
      problem: undefined,
      back: undefined,
      reachable: undefined,
      sharesPlace: false,
      followed: undefined,
      remote: undefined,
      announced: undefined,
      requests: [],
      asking: undefined,
      canContinue: false,
      control: control as RoomControl,
    },
    english,
  );
}

function bar(connection: Connection, change: Partial<SessionState> = {}, unread = 0) {
  const unseen = { count: unread, mentions: 0 };
  return statusText(stateOf(connection, change), { unseen, problem: undefined }, 'en', english);
}

describe('the panel of an invite room', () => {
  it('starts with the room’s name', () => {
    const group = { room: { ...pair, kind: 'group', name: 'Networks' } } as const;
    const headlines: [string, string][] = [
      [panel({ kind: 'hosting' }).headline, 'Pair room “Lab 3” · 2 people'],
      [panel({ kind: 'joined' }, group).headline, 'Group room “Networks” · 2 people'],
      [
        panel({ kind: 'hosting' }, { members: [member(0)] }).headline,
        'Pair room “Lab 3” · 1 person',
      ],
      [
        panel({ kind: 'hosting' }, { room: { ...pair, locked: true } }).headline,
        'Pair room “Lab 3” · 2 people · locked',
      ],
      [panel({ kind: 'reconnecting' }).headline, 'Pair room “Lab 3” · reconnecting…'],
      [panel({ kind: 'waiting' }, group).headline, 'Group room “Networks” · waiting to be let in'],
      [
        panel({ kind: 'waiting', position: 1 }, group).headline,
        'Group room “Networks” · next in line',
      ],
      [
        panel({ kind: 'waiting', position: 4, approval: 'name-taken' }, group).headline,
        'Group room “Networks” · the host decides whether you can join',
      ],
      [
        panel({ kind: 'waiting', position: 4 }, group).headline,
        'Group room “Networks” · number 4 in line',
      ],
      [panel({ kind: 'offline' }).headline, 'Not in a room'],
    ];
    for (const [headline, expected] of headlines) assert.equal(headline, expected);
  });

  it('has one short line while all is well', () => {
    const titles: [string | undefined, string | undefined][] = [
      [panel({ kind: 'joined' }).title, 'Lab 3'],
      [panel({ kind: 'hosting' }, { room: { ...pair, locked: true } }).title, 'Lab 3 · locked'],
      [
        panel({ kind: 'joined' }, { room: { ...pair, storage: 'not-kept' } }).title,
        'Lab 3 · not saved',
      ],
      [panel({ kind: 'reconnecting' }).title, undefined],
      [panel({ kind: 'waiting' }).title, undefined],
    ];
    for (const [title, expected] of titles) assert.equal(title, expected);
  });

  it('says that it is encrypted, who can join, and what the host does next', () => {
    for (const kind of ['joined', 'hosting'] as const) {
      const { about, detail } = panel({ kind });
      assert.deepEqual([about, detail], ['Encrypted, by invite only.', undefined]);
    }
    assert.match(
      panel({ kind: 'hosting' }, { members: [member(0)] }).detail ?? '',
      /Send the invite/,
    );
    const unheard = panel({ kind: 'hosting' }, { room: { ...pair, isUnheard: true } });
    assert.match(unheard.detail ?? '', /your messages are only here/);
    const locked = panel({ kind: 'hosting' }, { room: { ...pair, locked: true } });
    assert.match(locked.about ?? '', /^Encrypted\. No one new can join/);
    const here = panel({ kind: 'hosting' }, { room: { ...pair, address: '127.0.0.1' } });
    assert.match(here.about ?? '', /Only programs on this computer can join/);
    assert.equal(panel({ kind: 'offline' }).about, undefined);
  });

  it('says why it reconnects, and that no message is lost', () => {
    const causes: [NetErrorCode | undefined, RegExp][] = [
      [undefined, /^What you write is kept/],
      ['connection-lost', /^The connection was lost\./],
      ['host-away', /^The host’s editor is restarting\./],
      ['refused', /isn’t responding yet/],
      ['timed-out', /Check this computer’s network/],
      ['room-full', /full for now/],
    ];
    for (const [error, words] of causes) {
      const status = panel({ kind: 'reconnecting', ...(error && { error }) });
      assert.match(status.detail ?? '', words);
      assert.match(status.detail ?? '', /What you write is kept and sent/);
      assert.equal(status.canSend, true);
    }
  });

  it('says that a group without its host gets another, if enough members can become it', () => {
    const detail = (voters: readonly string[]) =>
      panel({ kind: 'reconnecting' }, { room: { ...pair, kind: 'group', voters } }).detail ?? '';
    assert.match(detail(['m0', 'm1', 'm2']), /gets another one within a minute or so\.$/);
    assert.match(detail(['m0', 'm1']), /Your place is held/);
  });

  it('shows which members can become the host', () => {
    const members = [member(0), member(1), member(2)];
    const status = panel({ kind: 'hosting' }, { members, room: { ...pair, voters: ['m0', 'm2'] } });
    assert.deepEqual(
      status.members.map(({ mayHost }) => mayHost),
      [undefined, undefined, true],
    );
  });

  it('offers the host the invite, and everyone Leave', () => {
    const labels = (connection: Connection) => panel(connection).actions.map(({ label }) => label);
    assert.deepEqual(labels({ kind: 'hosting' }), ['Copy Invite', 'Close Room']);
    assert.deepEqual(labels({ kind: 'joined' }), ['Leave Room']);
    assert.deepEqual(labels({ kind: 'waiting' }), ['Leave Room']);
    assert.deepEqual(labels({ kind: 'reconnecting' }), ['Leave Room', 'Show Log']);
  });

  it('shows each member’s presence and color', () => {
    const members = [member(0, { presence: 'here' }), member(1, { presence: 'away' })];
    assert.deepEqual(panel({ kind: 'joined' }, { members }).members[1], {
      id: 'm1',
      name: 'N1',
      self: false,
      host: false,
      hue: 1,
      presence: 'away',
    });
  });

  it('shows no one as present while the connection is lost', () => {
    const members = [
      member(0, { presence: 'here' }),
      member(1, { presence: 'here', typing: true }),
    ];
    const status = panel({ kind: 'reconnecting' }, { members });
    assert.deepEqual(
      status.members.map(({ presence }) => presence),
      ['here', 'away'],
    );
    assert.equal(status.typing, '');
  });

  it('shows who is typing only if the room reports it', () => {
    const members = [member(0), member(1, { typing: true })];
    assert.equal(panel({ kind: 'joined' }, { members }).typing, 'N1 is typing…');
    assert.equal(panel({ kind: 'joined' }).typing, '');
    assert.equal(panel({ kind: 'joined' }).invited, true);
    assert.ok(!('typing' in panel({ kind: 'offline' })));
    assert.equal(panel({ kind: 'offline' }).invited, true);
    const lab = panel({ kind: 'joined' }, { room: { ...pair, kind: 'lab-hub' } });
    assert.ok(!('typing' in lab));
    assert.equal(lab.invited, false);
  });
});

describe('who is typing', () => {
  const words = (...typing: boolean[]) =>
    typingText(
      {
        connection: { kind: 'joined' },
        members: typing.map((value, index) => member(index, { typing: value })),
      },
      'en',
      english,
    );

  it('is listed by name up to three, then counted, without the user themselves', () => {
    assert.equal(words(true, false), '');
    assert.equal(words(true, true), 'N1 is typing…');
    assert.equal(words(false, true, true), 'N1 and N2 are typing…');
    assert.equal(words(false, true, true, true), 'N1, N2, and N3 are typing…');
    assert.equal(words(false, true, true, true, true), '4 people are typing…');
  });
});

describe('the status bar in an invite room', () => {
  const shown = ({ icon, text }: StatusText) => [icon, text];

  it('starts with the room’s name', () => {
    assert.deepEqual(shown(bar({ kind: 'hosting' }, { waiting: [{ name: 'x' }] }, 3)), [
      'broadcast',
      'Lab 3 · 2 people · 3 new · 1 waiting',
    ]);
    assert.deepEqual(shown(bar({ kind: 'joined' })), ['comment-discussion', 'Lab 3 · 2 people']);
    assert.deepEqual(shown(bar({ kind: 'reconnecting' })), ['sync~spin', 'Lab 3 · reconnecting…']);
    assert.equal(
      panel({ kind: 'waiting', position: 4, approval: 'name-taken' }).detail,
      'Someone has joined with your name already. What you write is delivered once you’re in.',
    );
    assert.deepEqual(shown(bar({ kind: 'waiting', position: 2, approval: 'not-listed' })), [
      'watch',
      'Lab 3 · the host decides whether you can join',
    ]);
    assert.deepEqual(shown(bar({ kind: 'waiting', position: 2 })), [
      'watch',
      'Lab 3 · number 2 in line',
    ]);
    const locked = bar({ kind: 'hosting' }, { room: { ...pair, locked: true } });
    assert.match(locked.text, /· locked$/);
  });

  it('has a tooltip with more details', () => {
    assert.equal(
      bar({ kind: 'reconnecting', error: 'host-away' }).tooltip,
      [
        'Pair room “Lab 3”',
        'The host’s editor is restarting.',
        'What you write is kept and sent when the connection is back.',
        'Your place is held for 10 minutes.',
        'Click to open the menu.',
      ].join('\n'),
    );
  });

  it('says in a guest’s tooltip who hosts the room', () => {
    const members = [member(0, { host: false }), member(1, { host: true })];
    assert.match(bar({ kind: 'joined' }, { members }).tooltip, /\nN1 hosts the room\.\n/);
    assert.doesNotMatch(bar({ kind: 'reconnecting' }, { members }).tooltip, /hosts/);
    assert.doesNotMatch(bar({ kind: 'hosting' }).tooltip, /hosts/);
  });

  it('warns while a disk is full or failing, and says what happens', () => {
    const storages = [
      ['hosting', 'waiting', /messages wait/, /Free up some space/],
      ['joined', 'waiting', /messages wait/, /host’s disk/],
      ['joined', 'not-kept', /not saved/, /Messages aren’t being saved/],
      ['joined', 'own-disk', /not saved/, /Your disk .* only while this window is open/],
      ['reconnecting', 'own-disk', /reconnecting/, /Your disk .* only while this window is open/],
    ] as const;
    for (const [kind, storage, short, long] of storages) {
      const change = { room: { ...pair, storage } };
      const { text, tooltip, warning } = bar({ kind }, change);
      assert.match(text, short);
      assert.match(tooltip, long);
      assert.ok(warning);
      assert.match(panel({ kind }, change).detail ?? '', long);
    }
    assert.ok(!bar({ kind: 'joined' }).warning);
  });

  it('shortens a long name', () => {
    const room = { ...pair, name: 'x'.repeat(200) };
    const { text } = bar({ kind: 'joined' }, { room });
    assert.ok(text.length < 50, text);
  });

  it('shows the usual text after the room has ended', () => {
    assert.match(bar({ kind: 'offline' }).text, /Deskmate: offline/);
  });
});

describe('names in sentences', () => {
  it('are isolated when they are right-to-left', () => {
    assert.equal(nameInText('Ann'), 'Ann');
    assert.equal(nameInText('小安'), '小安');
    assert.equal(nameInText('דנה'), '\u2068דנה\u2069');
  });

  it('are cut between graphemes', () => {
    assert.equal(shortName('Lab 3', 24), 'Lab 3');
    assert.equal(shortName('one\n two', 24), 'one two');
    assert.equal(shortName('👩‍👩‍👧'.repeat(5), 3), '👩‍👩‍👧👩‍👩‍👧…');
  });

  it('are listed as the language does', () => {
    assert.equal(nameList(['A', 'B'], 'en', english), 'A and B');
    assert.equal(nameList(['A', 'B', 'C'], 'zh-CN', english), 'A、B和C');
  });
});

describe('a wide room', () => {
  const wide: RoomInfo = { kind: 'wide', name: 'Lab 3', address: 'nats1.example.edu', port: 4222 };
  const owner = member(1, { host: true });
  const members = [member(0, { host: false }), owner, member(2)];
  const joined = { kind: 'joined' } as const;
  const at = (change: Partial<RoomInfo> = {}) => ({ room: { ...wide, ...change }, members });

  it('is on a server, has an owner, and nobody hosts it', () => {
    const { about, headline } = panel(joined, at());
    assert.equal(headline, 'Wide room “Lab 3” · 3 people');
    assert.equal(
      about,
      'Encrypted, by invite only. On the server nats1.example.edu:4222, which can’t read it.',
    );
    assert.match(
      panel(joined, at({ locked: true })).about ?? '',
      /^Encrypted\. The room is locked/,
    );
    const { tooltip } = bar(joined, at());
    assert.match(tooltip, /N1 is the room’s owner\.\nOn nats1\.example\.edu:4222\./);
    for (const text of [about, headline, tooltip]) assert.doesNotMatch(text ?? '', /host/i);
  });

  it('shows the owner, and to the owner the moderators', () => {
    const roles = (control: object) =>
      panel(joined, at(), control).members.map(({ role, moderator }) => [role, moderator]);
    const nobody = [undefined, undefined];
    assert.deepEqual(roles({}), [nobody, ['owner', undefined], nobody]);
    const control = { inviteActions: {}, wideControl: { isOwner: true, moderators: ['m1', 'm2'] } };
    assert.deepEqual(roles(control), [nobody, ['owner', undefined], ['moderator', true]]);
    const hosted = panel({ kind: 'hosting' }).members;
    assert.ok(hosted.every((each) => !('role' in each)));
  });

  it('offers the invite, and to pin, to those who decide about it', () => {
    const shown = (control: object) => {
      const { actions, canPin } = panel(joined, at(), control);
      return [...actions.map(({ label }) => label), canPin];
    };
    assert.deepEqual(shown({}), ['Leave Room', undefined]);
    assert.deepEqual(shown({ inviteActions: {} }), ['Copy Invite', 'Leave Room', true]);
  });

  it('warns of what its server has done, for as long as the window is in it', () => {
    const alarms = ['forked', 'missing'] as const;
    for (const kind of ['joined', 'reconnecting'] as const) {
      const { problem } = panel({ kind }, at({ alarms }));
      assert.match(problem ?? '', /different histories.+withholds a message/);
      const { tooltip, warning } = bar({ kind }, at({ alarms }));
      assert.match(tooltip, /different histories/);
      assert.equal(warning, true);
    }
    assert.equal(panel({ kind: 'offline' }, at({ alarms })).problem, undefined);
    assert.equal(panel(joined, at()).problem, undefined);
    assert.equal(bar(joined, at()).warning, false);
  });

  it('says that messages wait while its server stores none', () => {
    const { detail, title } = panel(joined, at({ storage: 'no-quorum' }));
    assert.match(detail ?? '', /messages are waiting/);
    assert.equal(title, 'Lab 3 · messages waiting');
  });

  it('says why it reconnects, without a word of a host or a place that is held', () => {
    for (const error of [undefined, 'timed-out', 'no-quorum', 'connection-lost'] as const) {
      const { detail } = panel({ kind: 'reconnecting', ...(error && { error }) }, at());
      assert.match(detail ?? '', /What you write is kept and sent/);
      assert.doesNotMatch(detail ?? '', /host|Your place/i);
    }
  });
});
