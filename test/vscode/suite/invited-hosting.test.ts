import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostedRoom } from '../../../src/ui/api';
import { deskmate, eventually, refuses, run, waitForState } from './api';
import { inviteIn, otherPerson } from './other-side';

describe('hosting an invite room', () => {
  const guest = otherPerson();

  afterEach(async () => {
    await Promise.all([run('leaveRoom'), guest.leave()]);
    await run('clearHistory', true);
  });

  const hostPair = () => run<HostedRoom>('hostRoom', { kind: 'pair', address: '127.0.0.1' });

  it('gives an invite that admits a guest, and keeps its contents from other extensions', async () => {
    const room = await hostPair();
    const { port, token, pin } = inviteIn(room.invite);
    assert.equal(port, room.port);
    assert.ok(room.invite?.startsWith(`${vscode.env.uriScheme}://deskmate.deskmate/join?`));
    await guest.joinByInvite(inviteIn(room.invite), 'Bea');
    guest.messages.say('你好');
    const { members, messages } = await waitForState(
      (state) => state.messages.some(({ text }) => text === '你好'),
      'the guest’s message arrives',
    );
    assert.deepEqual(members.map(({ name, host }) => [name, host]).at(-1), ['Bea', false]);
    assert.equal(messages.find(({ text }) => text === '你好')?.authorName, 'Bea');
    await run('sendMessage', 'hello');
    const { messages: answered } = await waitForState(
      (state) => state.messages.some(({ delivery }) => typeof delivery === 'object'),
      'the guest has received the reply',
    );
    const own = answered.find(({ text }) => text === 'hello');
    assert.deepEqual(own?.delivery, { received: 1, of: 1 });
    const snapshot = JSON.stringify((await deskmate()).getState());
    assert.ok(!snapshot.includes(token) && !snapshot.includes(pin));
  });

  it('puts the invite on the clipboard again, and a new one once it is reset', async () => {
    const { invite } = await hostPair();
    await run('copyInvite');
    assert.equal(await vscode.env.clipboard.readText(), invite);
    const renewed = await run<string>('resetInvite');
    assert.notEqual(renewed, invite);
    assert.equal(await vscode.env.clipboard.readText(), renewed);
    await assert.rejects(guest.joinByInvite(inviteIn(invite), 'Bea'), { code: 'bad-invite' });
    await guest.joinByInvite(inviteIn(renewed), 'Bea');
  });

  it('is locked and unlocked', async () => {
    const { invite } = await hostPair();
    await run('lockRoom');
    assert.equal((await deskmate()).getState().room?.locked, true);
    await assert.rejects(guest.joinByInvite(inviteIn(invite), 'Bea'), { code: 'room-locked' });
    await run('unlockRoom');
    await guest.joinByInvite(inviteIn(invite), 'Bea');
  });

  it('becomes a group, which admits more people with the same invite', async () => {
    const { invite } = await hostPair();
    await guest.joinByInvite(inviteIn(invite), 'Bea');
    await run('makeGroup');
    assert.equal((await deskmate()).getState().room?.kind, 'group');
    await eventually(() => guest.state.room?.kind === 'group', 'the guest learns of it');
    const more = otherPerson();
    await more.joinByInvite(inviteIn(invite), 'Cy');
    await more.leave();
  });

  it('removes a guest, who can’t come back with the same invite', async () => {
    const { invite } = await hostPair();
    await guest.joinByInvite(inviteIn(invite), 'Bea');
    const { members } = await waitForState((state) => state.members.length === 2, 'Bea is in');
    const bea = members.find(({ name }) => name === 'Bea');
    await refuses(run('removeMember', 'm99'), 'no-member', /no member “m99”/);
    await refuses(run('removeMember', bea?.id, 'x'.repeat(501)), 'bad-argument', /500/);
    await run('removeMember', bea?.id, 'wrong room');
    await eventually(() => guest.state.connection.kind === 'offline', 'Bea is out');
    assert.deepEqual(guest.state.connection, { kind: 'offline', error: 'removed' });
    await assert.rejects(guest.joinByInvite(inviteIn(invite), 'Bea'), { code: 'bad-invite' });
  });

  it('changes the host’s name, for everyone and for the next room', async () => {
    const settings = () => vscode.workspace.getConfiguration('deskmate');
    try {
      const { invite } = await hostPair();
      await guest.joinByInvite(inviteIn(invite), 'Bea');
      assert.equal(await run('changeName', ' Ann  Lee '), 'Ann Lee');
      assert.equal(settings().get('name'), 'Ann Lee');
      await eventually(
        () => guest.state.members.some(({ name, host }) => host && name === 'Ann Lee'),
        'the guest sees the name',
      );
      await refuses(run('changeName', 'bea'), 'name-taken', /How about “/);
      await hostPair();
      assert.equal((await deskmate()).getState().room?.name, 'Ann Lee’s room');
    } finally {
      await settings().update('name', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
