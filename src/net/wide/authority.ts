import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { pinOf } from '../deskmate/certificate';

/** The longest chain, in certificates. */
const maxChain = 6;

/**
 * Whether the chain that the other end has presented is valid and ends in this authority's certificate. Names and dates
 * aren't checked: the authority signs for this cluster only, and members' clocks are wrong.
 * @param authority SHA-256 of its certificate, base64url
 */
export function isSignedBy(socket: TLSSocket, authority: string): boolean {
  let certificate = socket.getPeerX509Certificate();
  for (let length = 1; certificate && length <= maxChain; length += 1) {
    if (pinOf(certificate.raw) === authority) return true;
    const issuer: X509Certificate | undefined = certificate.issuerCertificate;
    if (!issuer || issuer.raw.equals(certificate.raw) || !signs(issuer, certificate)) return false;
    certificate = issuer;
  }
  return false;
}

function signs(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
