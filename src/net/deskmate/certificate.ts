import { createHash, X509Certificate } from 'node:crypto';

/** A room's certificate and the key to it, both PEM; the key in PKCS #8. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

const dayMs = 24 * 60 * 60_000;

/** How long a certificate is valid: nobody looks but tools that complain. The pin is what counts. */
const validMs = 20 * 365 * dayMs;

/**
 * Makes the certificate of a room: ECDSA P-256, signed by itself. Ed25519, and a key usage of
 * `keyCertSign` alone, fail on BoringSSL, which is the TLS of desktop editors. It is valid from a
 * day ago, for those whose clock is behind, and names nothing of this computer.
 */
export async function createCertificate(): Promise<CertificatePair> {
  // Its ASN.1 libraries are loaded by those who host only.
  const { generate } = await import('selfsigned');
  const now = Date.now();
  const pems = await generate([{ name: 'commonName', value: 'Deskmate' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + validMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
    ],
  });
  return { certificate: pems.cert, privateKey: pems.private };
}

/**
 * What an invite carries to know a host by: SHA-256 of the certificate's DER, base64url, no padding.
 * @param certificate PEM, or DER as a `Buffer`
 */
export function pinOf(certificate: string | Buffer): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('base64url');
}
