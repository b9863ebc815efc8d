import assert from 'node:assert/strict';
import { type Line, plainText } from '../../../src/cli/terminal/colors';
import { invite, nick } from '../../../src/cli/terminal/room-commands';
import type { Talk } from '../../../src/cli/terminal/talk';
import { formatInvite } from '../../../src/protocol/invite';
import { english } from '../../../src/strings/translate';
import { usualInvite } from '../../helpers/invites';

describe('the invite in a talk', () => {
  it('is a link, and a command with it in the quotes that a shell needs', () => {
    const printed: string[] = [];
    const link = formatInvite(usualInvite, 'vscode');
    const talk = {
      session: { invited: { hostActions: { invite: usualInvite } } },
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
