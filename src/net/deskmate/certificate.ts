import { createHash, X509Certificate } from 'node:crypto';

/** A room's certificate and its private key, both PEM; the key in PKCS #8. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

const dayMs = 24 * 60 * 60_000;

/** How long a certificate is valid. Guests check only the pin; other tools complain about the dates. */
const validMs = 20 * 365 * dayMs;

/**
 * Creates a room's certificate: self-signed ECDSA P-256. BoringSSL, which desktop editors use for TLS,
 * rejects Ed25519 and a key usage of only `keyCertSign`. It is valid from yesterday, for guests whose clock
 * is behind, and contains nothing about this computer.
 */
export async function createCertificate(): Promise<CertificatePair> {
  // Load its ASN.1 libraries only when hosting.
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
 * The pin by which an invite identifies its host: SHA-256 of the certificate's DER, base64url without
 * padding.
 * @param certificate PEM, or DER as a `Buffer`
 */
export function pinOf(certificate: string | Buffer): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('base64url');
}
