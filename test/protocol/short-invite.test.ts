import assert from 'node:assert/strict';
import { formatInvite, type Invite, parseInvite, wideInvitePlace } from '../../src/protocol/invite';
import { shortInvite } from '../../src/protocol/short-invite';
import { maxQrLength } from '../../src/util/qr-code';
import { longestInvite, shortestInvite, usualInvite } from '../helpers/invites';
import { campusServer, wideInvite } from '../helpers/wide-servers';

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

  it('has an invite to a wide room whole, and drops the name before nodes of a usual cluster', () => {
    assert.equal(short(wideInvite).link, formatInvite(wideInvite, 'vscode-insiders'));
    const { wide } = wideInvite;
    const { link, addresses } = short({ ...wideInvite, name: '实'.repeat(64) });
    assert.ok(link.length <= maxQrLength, `${link.length}`);
    const read = parseInvite(link);
    assert.deepEqual(read.ok && read.invite.wide, wide);
    assert.equal(addresses, 3);
  });

  it('leaves out the last nodes of a wide room’s server with long names', () => {
    const nodes = [1, 2, 3].map((at) => ({
      host: `n${at}.${'a.'.repeat(25)}edu`,
      port: 4221 + at,
    }));
    const server = { ...campusServer, nodes };
    const { link, addresses } = short({ ...wideInvite, ...wideInvitePlace(server, 2) });
    assert.ok(link.length <= maxQrLength && addresses < 3, `${link.length}, ${addresses}`);
    const read = parseInvite(link);
    assert.ok(read.ok);
    assert.deepEqual(read.invite.wide?.server, { ...server, nodes: nodes.slice(0, addresses) });
    assert.deepEqual(
      read.invite.addresses,
      nodes.slice(0, addresses).map(({ host }) => host),
    );
  });

  it('has one address even if that is too long', () => {
    assert.equal(short(longestInvite, 10).addresses, 1);
  });
});
