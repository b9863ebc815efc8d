import assert from 'node:assert/strict';
import { nick } from '../../../src/cli/terminal/room-commands';
import type { Talk } from '../../../src/cli/terminal/talk';
import { english } from '../../../src/strings/translate';

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
