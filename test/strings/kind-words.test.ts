import assert from 'node:assert/strict';
import { inviteWords } from '../../src/strings/kind-words';
import { english } from '../../src/strings/translate';

describe('a copied invite', () => {
  it('comes with a hint about who to send it to', () => {
    assert.match(
      inviteWords('pair', english).copied,
      /only to your partner: anyone who has it can join/,
    );
    assert.match(inviteWords('group', english).copied, /only to people you want in the room/);
  });
});
