import assert from 'node:assert/strict';
import { inviteText } from '../../src/strings/kind-text';
import { english } from '../../src/strings/translate';

describe('a copied invite', () => {
  it('comes with a hint about who to send it to', () => {
    assert.match(
      inviteText('pair', english).copied,
      /only to your partner: anyone who has it can join/,
    );
    assert.match(inviteText('group', english).copied, /only to people you want in the room/);
  });
});
