import assert from 'node:assert/strict';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { createCertificate, pinOf } from '../../../src/net/deskmate/certificate';

const dayMs = 24 * 60 * 60_000;

describe('a room’s certificate', () => {
  it('is self-signed ECDSA P-256, valid from yesterday for 20 years', async () => {
    const { certificate, privateKey } = await createCertificate();
    const x509 = new X509Certificate(certificate);
    const key = createPrivateKey(privateKey);
    assert.match(privateKey, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.equal(x509.publicKey.asymmetricKeyType, 'ec');
    assert.deepEqual(x509.publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
    assert.equal(x509.subject, 'CN=Deskmate');
    assert.equal(x509.issuer, x509.subject);
    assert.ok(x509.verify(x509.publicKey));
    assert.ok(x509.checkPrivateKey(key));
    assert.equal(x509.ca, false);
    const from = Date.now() - Date.parse(x509.validFrom);
    assert.ok(from >= dayMs && from < dayMs + 60_000, `${from}`);
    const to = Date.parse(x509.validTo) - Date.now();
    assert.ok(to > 7299 * dayMs && to < 7301 * dayMs, `${to}`);
  });

  it('is different for every room, and so is its pin', async () => {
    const [one, other] = await Promise.all([createCertificate(), createCertificate()]);
    assert.notEqual(pinOf(one.certificate), pinOf(other.certificate));
    assert.notEqual(one.privateKey, other.privateKey);
  });

  it('is pinned by SHA-256 of its DER, base64url without padding', async () => {
    const { certificate } = await createCertificate();
    const base64 = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const der = Buffer.from(base64, 'base64');
    const expected = createHash('sha256').update(der).digest('base64url');
    assert.match(expected, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(pinOf(certificate), expected);
    assert.equal(pinOf(der), expected);
  });
});
