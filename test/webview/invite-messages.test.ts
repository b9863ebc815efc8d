import assert from 'node:assert/strict';
import { parseFromInvitePage } from '../../src/webview/invite-messages';

describe('a message from the page of the QR code', () => {
  it('is accepted if it is known', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'close' },
      { type: 'command', command: 'resetInvite' },
    ]) {
      assert.deepEqual(parseFromInvitePage(message), message);
    }
  });

  it('is dropped if it isn’t, or names a command that is none of the page’s', () => {
    for (const message of [
      undefined,
      'close',
      { type: 'open' },
      { type: 'command' },
      { type: 'command', command: 'leaveRoom' },
      { type: 'command', command: '__proto__' },
    ]) {
      assert.equal(parseFromInvitePage(message), undefined);
    }
  });
});
