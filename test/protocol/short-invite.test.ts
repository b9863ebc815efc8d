import assert from 'node:assert/strict';
import { formatInvite, type Invite, parseInvite } from '../../src/protocol/invite';
import { shortInvite } from '../../src/protocol/short-invite';
import { maxQrLength } from '../../src/util/qr-code';
import { longestInvite, shortestInvite, usualInvite } from '../helpers/invites';

describe('a short invite', () => {
  const short = (invite: Invite, maxLength = maxQrLength) =>
    shortInvite(invite, 'vscode-insiders', maxLength);

  it('is the invite itself if that is short enough', () => {
    for (const invite of [shortestInvite, usualInvite]) {
      const link = formatInvite(invite, 'vscode-insiders');
      assert.deepEqual(short(invite), { link, addresses: invite.addresses.length });
      assert.equal(short(invite, link.length).link, link);
    }
  });

  it('leaves out the last addresses before the name, and keeps four', () => {
    const invite = { ...longestInvite, name: 'Lab 3' };
    const { link, addresses } = short(invite);
    assert.ok(link.length <= maxQrLength && addresses >= 4, `${link.length}, ${addresses}`);
    const read = parseInvite(link);
    assert.deepEqual(read.ok && read.invite, {
      ...invite,
      addresses: invite.addresses.slice(0, addresses),
    });
  });

  it('leaves out a long name, but nothing that joining needs', () => {
    const { link, addresses } = short(longestInvite);
    assert.ok(link.length <= maxQrLength && addresses >= 4, `${link.length}, ${addresses}`);
    const read = parseInvite(link);
    assert.ok(read.ok);
    const { name, ...rest } = read.invite;
    const { name: longName, ...wanted } = longestInvite;
    assert.deepEqual(rest, { ...wanted, addresses: wanted.addresses.slice(0, addresses) });
    assert.notEqual(name, longName);
  });

  it('has one address even if that is too long', () => {
    assert.equal(short(longestInvite, 10).addresses, 1);
  });
});
