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

  it('is for servers only, and critical about what it is for', async () => {
    const { raw, keyUsage } = new X509Certificate((await createCertificate()).certificate);
    // Extended key usage, as Node calls it: serverAuth.
    assert.deepEqual(keyUsage, ['1.3.6.1.5.5.7.3.1']);
    const hex = raw.toString('hex');
    assert.ok(hex.includes('0603551d130101ff04023000'), 'basicConstraints');
    assert.ok(hex.includes('0603551d0f0101ff040403020780'), 'keyUsage: digitalSignature');
  });

  it('has the right dates on any day, in either notation', async () => {
    // A UTCTime ends in 2049; the certificate is valid for 20 years.
    const days = [
      '1999-12-31',
      '2026-11-29',
      '2029-12-31T23:59:59',
      '2030-01-06',
      '2050-01-01',
      '2051-06-01',
    ];
    for (const day of days) {
      const now = Date.parse(day);
      const { validFrom, validTo } = new X509Certificate(
        (await createCertificate(now)).certificate,
      );
      assert.equal(Date.parse(validFrom), now - dayMs, day);
      assert.equal(Date.parse(validTo), now + 20 * 365 * dayMs, day);
    }
  });

  it('is valid DER with any serial number and signature', async () => {
    const serials = new Set<string>();
    for (let round = 0; round < 300; round += 1) {
      const { certificate } = await createCertificate();
      const x509 = new X509Certificate(certificate);
      assert.ok(x509.verify(x509.publicKey));
      // 16 bytes, positive, without leading zeros.
      assert.match(x509.serialNumber, /^[4-7][0-9A-F]{31}$/);
      serials.add(x509.serialNumber);
      assert.equal(x509.toString(), certificate);
    }
    assert.equal(serials.size, 300);
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
