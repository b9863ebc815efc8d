import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { createAuthority, createNodeCertificate } from '../../../src/cli/wide/authority';
import { pinOf } from '../../../src/net/deskmate/certificate';

const split = (chain: string) =>
  chain.split(/(?<=-----END CERTIFICATE-----\n)/).map((pem) => new X509Certificate(pem));

describe('the certificates of a server for wide rooms', () => {
  it('are of an authority that signs no other authorities', async () => {
    const { certificate } = await createAuthority();
    const x509 = new X509Certificate(certificate);
    assert.ok(x509.ca);
    assert.ok(x509.verify(x509.publicKey));
    assert.equal(x509.subject, 'CN=Deskmate wide rooms');
    const hash = createHash('sha256').update(x509.raw).digest('base64url');
    assert.equal(pinOf(certificate), hash);
    // basicConstraints: critical, CA, no others below it.
    assert.ok(x509.raw.toString('hex').includes('0603551d130101ff040830060101ff020100'));
  });

  it('name the hosts of a node, and end in the authority', async () => {
    const authority = await createAuthority();
    const hosts = ['n1.uni.example', '10.0.0.5', '2001:db8::5'];
    const { certificate, privateKey } = await createNodeCertificate(authority, hosts);
    const [node, last, ...rest] = split(certificate);
    assert.ok(node && last && rest.length === 0);
    assert.equal(last.toString(), new X509Certificate(authority.certificate).toString());
    assert.ok(node.verify(last.publicKey) && node.checkIssued(last) && !node.ca);
    assert.match(privateKey, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.equal(node.checkHost('n1.uni.example'), 'n1.uni.example');
    assert.equal(node.checkIP('10.0.0.5'), '10.0.0.5');
    assert.equal(node.checkIP('2001:db8::5'), '2001:db8::5');
    assert.equal(node.checkHost('n2.uni.example'), undefined);
    assert.deepEqual(node.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });
});
