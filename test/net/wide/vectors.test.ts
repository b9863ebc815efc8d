import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Chain, messageDigest } from '../../../src/net/wide/chain';
import { signCredentials } from '../../../src/net/wide/credentials';
import { EpochSeal } from '../../../src/net/wide/epoch-seal';
import { FileSeal } from '../../../src/net/wide/file-seal';
import { epochKeys, fileKeys, memberKeys, userKey } from '../../../src/net/wide/keys';
import { grantInfo, openFor, tokenInfo } from '../../../src/net/wide/member-box';
import { nkeyOf, parseSeed } from '../../../src/net/wide/nkey';

/** The vectors of docs/WIDE.md, with which programs in other languages check themselves. */
const page = readFileSync(path.join(__dirname, '../../../docs/WIDE.md'), 'utf8');
const [, section = ''] = page.split('## Test vectors');
const [, json = ''] = section.split(/```(?:json)?\n/);
const vectors: Record<string, string> = JSON.parse(json);
const vector = (name: string) => {
  const value = vectors[name];
  assert.ok(value, name);
  return value;
};

describe('the test vectors of docs/WIDE.md', () => {
  const keys = memberKeys(vector('key'));
  const pin = vector('pin');
  const seal = new EpochSeal({ number: 1, token: vector('token') }, pin);
  const user = vector('user');

  it('are the keys that we derive', () => {
    assert.equal(keys.verifying.toString('base64url'), pin);
    assert.equal(keys.id, vector('id'));
    assert.equal(keys.publicBox, vector('box'));
    const epoch = epochKeys(vector('token'), pin);
    assert.equal(epoch.stream, vector('stream'));
    assert.equal(epoch.content.toString('base64url'), vector('content'));
    const own = userKey(vector('key'), epoch.stream);
    assert.equal(own.public, user);
    assert.equal(own.seed, vector('userSeed'));
  });

  it('are the files that we open', () => {
    const files = fileKeys(vector('token'), pin);
    assert.equal(files.stream, vector('files'));
    assert.equal(files.content.toString('base64url'), vector('fileContent'));
    const by = userKey(vector('key'), files.stream).public;
    assert.equal(by, vector('fileUser'));
    const hello = createHash('sha256').update('hello').digest('base64url');
    const file = { hash: hello, size: 5 };
    const seal = new FileSeal({ number: 1, token: vector('token') }, pin);
    const chunk = seal.openChunk(by, file, 0, Buffer.from(vector('chunk'), 'base64url'));
    assert.equal(chunk?.toString(), 'hello');
    const manifest = Buffer.from(vector('manifest'), 'base64url');
    assert.deepEqual(seal.openManifest(by, file, manifest), [1]);
  });

  it('are the credentials that we sign', () => {
    const credentials = signCredentials({
      user: userKey(vector('key'), vector('stream')),
      stream: vector('stream'),
      account: vector('account'),
      signingKey: vector('signingKey'),
      now: 1_800_000_000_000,
    });
    assert.equal(credentials.jwt, vector('jwt'));
    assert.equal(credentials.sign('nonce'), vector('signature'));
  });

  it('are what we open', () => {
    const payload = Buffer.from(vector('entry'), 'base64url');
    const entry = seal.openEntry(user, 'hello-1', payload);
    assert.deepEqual(
      [entry?.author, entry?.key, entry?.seen, entry?.name, entry?.act],
      [keys.id, pin, { seq: 0 }, 'Ann', { type: 'say', text: '你好' }],
    );
    const chain = new Chain();
    chain.start(0);
    chain.add(messageDigest(user, 'hello-1', payload));
    assert.deepEqual(chain.point, { seq: 1, hash: vector('chain') });
    const status = seal.openStatus(user, Buffer.from(vector('status'), 'base64url'));
    assert.deepEqual(status, {
      ...{ author: keys.id, time: 1_800_000_000_000, name: 'Ann', status: { type: 'typing' } },
    });
    const token = openFor(keys, tokenInfo(pin, 2, keys.id), vector('sealedToken'));
    assert.deepEqual(token, Buffer.alloc(16, 9));
    const grant = openFor(keys, grantInfo(pin, keys.id), vector('sealedGrant'));
    assert.equal(grant?.toString(), '{}');
  });
});

describe('an NKey', () => {
  it('is only read as what it is', () => {
    const user = nkeyOf('user', Buffer.alloc(32, 5));
    assert.equal(parseSeed('user', user.seed)?.public, user.public);
    assert.equal(parseSeed('account', user.seed), undefined);
    const broken = [
      user.public,
      user.seed.slice(1),
      `${user.seed}A`,
      user.seed.toLowerCase(),
      user.seed.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      '',
      '1',
    ];
    for (const seed of broken) assert.equal(parseSeed('user', seed), undefined, seed);
  });

  it('is refused as a signing key with a code', () => {
    const user = nkeyOf('user', Buffer.alloc(32, 5));
    const options = { user, stream: 's', account: 'A', signingKey: user.seed, now: 0 };
    assert.throws(() => signCredentials(options), { name: 'NetError', code: 'bad-invite' });
  });
});
