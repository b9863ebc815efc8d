import assert from 'node:assert/strict';
import { createAccount, createUser, fromPublic } from '@nats-io/nkeys';
import { encodeJwt } from '../../../src/net/wide/jwt';
import { signerOf } from '../../helpers/nats/client';

const signer = signerOf(createAccount());
const claims = {
  ...{ sub: createUser().getPublicKey(), name: 'room', iat: 1_700_000_000 },
  nats: { type: 'user', version: 2, issuer_account: signer.public },
} as const;

const parts = (jwt: string) => jwt.split('.');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('a JWT of NATS', () => {
  it('says who issued it and what, and has an id', () => {
    const [header, body] = parts(encodeJwt(claims, signer));
    assert.deepEqual(decode(header), { typ: 'JWT', alg: 'ed25519-nkey' });
    const { jti, ...rest } = decode(body);
    assert.match(jti, /^[\w-]{43}$/);
    assert.deepEqual(rest, { ...claims, iss: signer.public });
  });

  it('is signed by its issuer', () => {
    const [header, body, signature = ''] = parts(encodeJwt(claims, signer));
    const isGenuine = (text: string) =>
      fromPublic(signer.public).verify(Buffer.from(text), Buffer.from(signature, 'base64url'));
    assert.ok(isGenuine(`${header}.${body}`));
    assert.ok(!isGenuine(`${header}.${body}x`));
  });

  it('is the same for the same claims, and has another id for others', () => {
    assert.equal(encodeJwt(claims, signer), encodeJwt(claims, signer));
    const ids = [claims, { ...claims, exp: 1_800_000_000 }].map(
      (each) => decode(parts(encodeJwt(each, signer))[1]).jti,
    );
    assert.notEqual(ids[0], ids[1]);
  });
});
