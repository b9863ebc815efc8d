import assert from 'node:assert/strict';
import { fromPublic } from '@nats-io/nkeys';
import { newCredentials, wide } from '../../../../bench/load/dialects/wide';
import { accountKey, newServerKeys } from '../../../../src/net/wide/account';
import { parseSeed } from '../../../../src/net/wide/nkey';

const keys = newServerKeys();
const access = {
  stream: 'abcdefghijklmnopqrstuvwxyz',
  account: accountKey(keys),
  signingKey: keys.member,
};

/** Lets a member in, with what the server says; returns what it sent, and the member. */
async function enter(replies: readonly string[]) {
  const session = wide.session({ name: 'Ada', token: JSON.stringify(access) });
  const sent: string[] = [];
  const left = [...replies];
  await session.enter({
    send: (text) => void sent.push(text),
    async until(pattern) {
      const match = pattern.exec(left.shift() ?? '');
      assert.ok(match, `${pattern}`);
      return match;
    },
  });
  return { session, sent: sent.join('') };
}

const greeting = 'INFO {"server_id":"x","nonce":"abc"}\r\n';

describe('a member of a wide room in a benchmark', () => {
  it('signs the server’s challenge with a user of the room', async () => {
    const { sent } = await enter([greeting, 'PONG\r\n']);
    const [, connect = ''] = /^CONNECT (.*)\r\n/.exec(sent) ?? [];
    const { jwt, sig } = JSON.parse(connect) as { jwt: string; sig: string };
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.name, access.stream);
    assert.equal(claims.iss, parseSeed('account', keys.member)?.public);
    const signature = Buffer.from(sig, 'base64url');
    assert.ok(fromPublic(claims.sub).verify(Buffer.from('abc'), signature));
    assert.ok(sent.includes(`SUB dm.${access.stream}.now.*.to.${claims.sub} 3\r\n`));
  });

  it('is told when the server refuses it', async () => {
    await assert.rejects(enter([greeting, "-ERR 'Authorization Violation'\r\n"]), /refuses/);
  });

  it('says how long a message is, and gives each another id', async () => {
    const { session } = await enter([greeting, 'PONG\r\n']);
    const ids = ['hello', 'hello'].map((text) => {
      const [line = '', ...rest] = session.say(text).split('\r\n');
      const [, header, total] = / (\d+) (\d+)$/.exec(line) ?? [];
      const message = rest.join('\r\n');
      assert.equal(message.indexOf(text), Number(header));
      assert.equal(message.length, Number(total) + 2);
      return /Nats-Msg-Id: (.*)\r\n/.exec(message)?.[1];
    });
    assert.notEqual(ids[0], ids[1]);
  });

  it('answers pings', async () => {
    const { session } = await enter([greeting, 'PONG\r\n']);
    assert.equal(session.acknowledge?.(), undefined);
    session.note?.(Buffer.from('PING\r\n'));
    assert.equal(session.acknowledge?.(), 'PONG\r\n');
    assert.equal(session.acknowledge?.(), undefined);
  });

  it('has a user of its own', () => {
    assert.notEqual(newCredentials(access).user, newCredentials(access).user);
  });
});
