import assert from 'node:assert/strict';
import { type Line, plainText } from '../../../src/cli/terminal/colors';
import { lock, remove, resetInvite } from '../../../src/cli/terminal/moderation-commands';
import { invite, nick, who } from '../../../src/cli/terminal/room-commands';
import type { Talk } from '../../../src/cli/terminal/talk';
import { formatInvite } from '../../../src/protocol/invite';
import { english } from '../../../src/strings/translate';
import { usualInvite } from '../../helpers/invites';
import { wideInvite } from '../../helpers/wide-servers';

describe('the invite in a talk', () => {
  it('is a link, and a command with it in the quotes that a shell needs', () => {
    const printed: string[] = [];
    const link = formatInvite(usualInvite, 'vscode');
    const talk = {
      session: { invited: { inviteActions: { invite: usualInvite } } },
      ...{ io: { t: english }, columns: 10 },
      print: (lines: readonly Line[]) => void printed.push(...lines.map(plainText)),
      notice() {},
    } as unknown as Talk;
    invite(talk);
    assert.deepEqual(printed, [link, `In a terminal: npx deskmate join '${link}'`]);
  });
});

describe('a new name in a talk', () => {
  for (const [wanted, notices] of [
    ['Robert', []],
    ['Ann', ['You’re now called Ann.']],
  ] as const) {
    it(`is said once: ${wanted}`, async () => {
      const told: string[] = [];
      const asked: string[] = [];
      const talk = {
        session: {
          state: { members: [{ id: 'm1', name: 'Ann', self: true, host: false }] },
          invited: {
            rename: async (name: string) => {
              asked.push(name);
              return { ok: true, name };
            },
          },
        },
        io: { t: english },
        notice: (text: string) => void told.push(text),
      } as unknown as Talk;
      await nick(talk, wanted);
      assert.deepEqual([asked, told], [[wanted], notices]);
    });
  }
});

describe('deciding about members in a talk', () => {
  const members = [
    { id: 'o', name: 'Ann', self: true, host: true },
    { id: 'm', name: 'Bo', self: false, host: false },
  ];

  const control = (isOwner: boolean) => ({ isOwner, moderators: [] });

  function setUp({
    invited = {},
    kept = true,
    kind = 'wide',
  }: {
    invited?: object;
    kept?: boolean;
    kind?: string;
  } = {}) {
    const done: string[] = [];
    const told: string[] = [];
    const note = (what: string) => async () => {
      done.push(what);
      return kept;
    };
    const inviteActions = {
      invite: wideInvite,
      lock: (locked: boolean) => note(`lock ${locked}`)(),
      remove: (id: string, reason: string) => note(`remove ${id} “${reason}”`)(),
      resetInvite: note('reset'),
    };
    const talk = {
      session: {
        invited: { inviteActions, ...invited },
        state: { members, waiting: [], room: { kind } },
      },
      ...{ io: { t: english }, columns: 10 },
      print: (lines: readonly Line[]) => void told.push(...lines.map(plainText)),
      notice: (text: string) => void told.push(text),
    } as unknown as Talk;
    return { talk, done, told };
  }

  it('locks, resets the invite and removes by name', async () => {
    const { talk, done, told } = setUp({ invited: { wideControl: control(true) } });
    await lock(talk, true);
    await lock(talk, false);
    await remove(talk, '@bo');
    await resetInvite(talk);
    assert.deepEqual(done, ['lock true', 'lock false', 'remove m “”', 'reset']);
    assert.ok(told.includes(formatInvite(wideInvite, 'vscode')));
    await assert.rejects(remove(talk, 'Zoe'), /no member “Zoe”/);
  });

  it('leaves the lock to the owner', async () => {
    const { talk, done } = setUp({ invited: { wideControl: control(false) } });
    await assert.rejects(lock(talk, true), /Only the owner/);
    await remove(talk, 'Bo');
    assert.deepEqual(done, ['remove m “”']);
  });

  it('is refused to others, in a wide room and at a host', async () => {
    const none = { inviteActions: undefined };
    await assert.rejects(remove(setUp({ invited: none }).talk, 'Bo'), /owner and the moderators/);
    const group = setUp({ invited: none, kind: 'group' }).talk;
    await assert.rejects(resetInvite(group), /Only the host/);
    assert.throws(
      () => invite(setUp({ invited: none }).talk),
      /owner and the moderators can invite/,
    );
  });

  it('says when nothing has changed, or a server didn’t say whether it has', async () => {
    const group = setUp({ kept: false, kind: 'group' });
    await assert.rejects(remove(group.talk, 'Bo'), /disk is full or failing. Nothing has changed/);
    await assert.rejects(remove(setUp({ kept: false }).talk, 'Bo'), /didn’t confirm the change/);
  });

  it('lists the owner and the moderators', () => {
    const { talk, told } = setUp({
      invited: { wideControl: { isOwner: true, moderators: ['m'] } },
    });
    who(talk);
    assert.deepEqual(told, ['  Ann (you, owner)', '  Bo (moderator)']);
    const group = setUp({ kind: 'group' });
    who(group.talk);
    assert.deepEqual(group.told, ['  Ann (you, host)', '  Bo']);
  });
});
