import assert from 'node:assert/strict';
import { english } from '../../../src/strings/translate';
import {
  evaluateWhenClause,
  parseSlash,
  SlashCommands,
} from '../../../src/ui/panel/slash-commands';

const guestOfPair = { 'deskmate.connected': true, 'deskmate.invited': true, 'deskmate.pair': true };
const hostOfGroup = {
  ...guestOfPair,
  'deskmate.pair': false,
  'deskmate.hosting': true,
  'deskmate.canInvite': true,
  'deskmate.canLock': true,
};
const labGuest = { 'deskmate.connected': true };

describe('commands in the message box', () => {
  function setUp(context: Readonly<Record<string, boolean>> = hostOfGroup) {
    const ran: unknown[][] = [];
    const slash = new SlashCommands({
      members: () => [
        { id: 'm0', name: 'Ann', self: true },
        { id: 'm1', name: 'Bo Li', self: false },
      ],
      context: () => context,
      execute: (...call) => ran.push(call),
      t: english,
    });
    const names = () => slash.available().map(({ name }) => name);
    return { slash, ran, names };
  }

  it('are those that work in the room', () => {
    const host = setUp().names();
    for (const name of ['me', 'invite', 'lock', 'remove', 'leave']) assert.ok(host.includes(name));
    for (const name of ['unlock', 'address', 'group', 'unfollow']) assert.ok(!host.includes(name));
    const guest = setUp(guestOfPair).names();
    for (const name of ['lock', 'remove', 'group']) assert.ok(!guest.includes(name), name);
    const lab = setUp(labGuest).names();
    for (const name of ['me', 'address', 'encoding', 'leave']) assert.ok(lab.includes(name), name);
    for (const name of ['invite', 'code', 'patch', 'follow', 'name']) {
      assert.ok(!lab.includes(name), name);
    }
  });

  it('run with what is written after them', () => {
    const { slash, ran } = setUp();
    assert.deepEqual(slash.run('/lock '), { ok: true, ran: true });
    assert.deepEqual(slash.run('／INVITE'), { ok: true, ran: true });
    assert.deepEqual(slash.run('、name  安 '), { ok: true, ran: true });
    assert.deepEqual(slash.run('/follow @bo li'), { ok: true, ran: true });
    assert.deepEqual(slash.run('/follow'), { ok: true, ran: true });
    assert.deepEqual(ran, [
      ['deskmate.lockRoom'],
      ['deskmate.copyInvite'],
      ['deskmate.changeName', '安'],
      ['deskmate.followMember', { memberId: 'm1' }],
      ['deskmate.followMember'],
    ]);
  });

  it('turn /me into a message', () => {
    const { slash } = setUp(labGuest);
    assert.deepEqual(slash.run('／me  waves '), { text: '/me waves' });
    assert.match(JSON.stringify(slash.run('/me')), /Add what you’re doing/);
  });

  it('are refused if they don’t exist or don’t work, and go out when sent again', () => {
    const { slash, ran } = setUp(guestOfPair);
    const refusals = {
      '/lcok': /no command “\/lcok”/,
      '/tmp': /no command “\/tmp”.*press Enter again/,
      '/lock': /isn’t available in this room/,
      '/leave me alone': /doesn’t take an argument/,
      '/follow Zoe': /No one else here is called “Zoe”/,
      '/follow Ann': /No one else here is called/,
    };
    for (const [text, reason] of Object.entries(refusals)) {
      const outcome = slash.run(text);
      assert.ok('ok' in outcome && !outcome.ok && outcome.again, text);
      assert.match(outcome.reason, reason);
    }
    assert.deepEqual(ran, []);
  });

  it('aren’t recognized in paths, comments, code, lists and several lines', () => {
    const { slash, ran } = setUp();
    const texts = [
      '/usr/bin',
      '/usr/bin/env python3',
      '/*',
      '/^a+$/',
      '/',
      '/ lock',
      ' /lock',
      '/lock\nplease',
      '// NOTE: lock',
      '//NOTE',
      '/NOTE',
      '//server/share',
      '/tmp/',
      '/tmp.txt',
      '/constructor()',
      '、然后呢',
      '、abc',
      '1/2',
    ];
    for (const text of texts) assert.deepEqual(slash.run(text), { text });
    assert.deepEqual(ran, []);
  });

  it('go out as text after a second slash', () => {
    const { slash } = setUp();
    assert.deepEqual(slash.run('//lock'), { text: '/lock' });
    assert.deepEqual(slash.run('//me waves'), { text: '//me waves' }, 'it would be an action');
    assert.equal(parseSlash('///lock'), undefined);
  });
});

describe('a when clause', () => {
  it('combines keys with !, && and ||', () => {
    const context = { a: true, b: false };
    const clauses = {
      a: true,
      b: false,
      '!b': true,
      'a && !b': true,
      'b || a': true,
      'a && c': false,
    };
    for (const [clause, expected] of Object.entries(clauses)) {
      assert.equal(evaluateWhenClause(clause, context), expected, clause);
    }
  });
});
