import { createHash, X509Certificate } from 'node:crypto';
import { type CertificatePair, certify, extendedKeyUsage, keyUsage, noAuthority } from '../x509';

export type { CertificatePair } from '../x509';

/** What the certificate is for, and whom it names: nobody. */
const profile = {
  name: 'Deskmate',
  extensions: [noAuthority, keyUsage('digitalSignature'), extendedKeyUsage('serverAuth')],
};

/**
 * Creates a room's certificate: self-signed ECDSA P-256. BoringSSL, which desktop editors use for TLS,
 * rejects Ed25519 and a key usage of only `keyCertSign`. It is valid from yesterday, for guests whose clock
 * is behind, for 20 years, and contains nothing about this computer. Guests check only the pin; other tools complain about
 * the dates.
 *
 * @param now ms since the Unix epoch; the dates have whole seconds
 */
export function createCertificate(now = Date.now()): Promise<CertificatePair> {
  return certify(profile, undefined, now);
}

/**
 * The pin by which an invite identifies its host, or the authority of a server for wide rooms: SHA-256 of the certificate's
 * DER, base64url without padding.
 * @param certificate PEM, or DER as a `Buffer`
 */
export function pinOf(certificate: string | Buffer): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('base64url');
}
