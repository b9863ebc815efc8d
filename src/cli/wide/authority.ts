import {
  alternativeNames,
  type CertificatePair,
  certify,
  extendedKeyUsage,
  isAuthority,
  keyUsage,
  noAuthority,
} from '../../net/x509';

/** Creates an authority of its own for the nodes of a server. */
export function createAuthority(now = Date.now()): Promise<CertificatePair> {
  const extensions = [isAuthority, keyUsage('certificates')];
  return certify({ name: 'Deskmate wide rooms', extensions }, undefined, now);
}

/**
 * Creates the certificate of a node, for its clients and for the other nodes, which it connects to as a client.
 * @param hosts its host names and IP addresses
 * @returns the chain that the node presents, which ends in the authority, and the node's key
 */
export async function createNodeCertificate(
  authority: CertificatePair,
  hosts: readonly string[],
  now = Date.now(),
): Promise<CertificatePair> {
  const extensions = [
    ...[noAuthority, keyUsage('digitalSignature'), extendedKeyUsage('serverAuth', 'clientAuth')],
    alternativeNames(hosts),
  ];
  const node = await certify({ name: 'Deskmate node', extensions }, authority, now);
  return { ...node, certificate: node.certificate + authority.certificate };
}
