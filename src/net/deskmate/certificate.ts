import { createHash, generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

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
 *
 * Node can't create certificates. The libraries that do are 600 KB and keep 13 MiB of memory, for one
 * certificate per room, all of whose fields except four are constant: so they are written here (RFC 5280).
 *
 * @param now ms since the Unix epoch; the dates have whole seconds
 */
export async function createCertificate(now = Date.now()): Promise<CertificatePair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const body = sequence(
    element(0xa0, element(0x02, Buffer.of(2))), // version 3
    element(0x02, serialNumber()),
    ecdsaWithSha256,
    commonName,
    sequence(time(now - dayMs), time(now + validMs)),
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, extensions),
  );
  const der = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)));
  return {
    certificate: pem(der),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** An element in DER: tag, length, contents. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  // A length of 128 or more has a byte before it that says how many bytes it has.
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return element(0x30, ...contents);
}

function bitString(bytes: Buffer): Buffer {
  return element(0x03, Buffer.of(0), bytes);
}

function identifier(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

/** CN=Deskmate, as a PrintableString; commonName is 2.5.4.3. */
const commonName = sequence(
  element(0x31, sequence(identifier('550403'), element(0x13, Buffer.from('Deskmate')))),
);

const critical = element(0x01, Buffer.of(0xff));

const extensions = sequence(
  // basicConstraints (2.5.29.19): not a CA
  sequence(identifier('551d13'), critical, element(0x04, sequence())),
  // keyUsage (2.5.29.15): digitalSignature
  sequence(identifier('551d0f'), critical, element(0x04, element(0x03, Buffer.of(7, 0x80)))),
  // extKeyUsage (2.5.29.37): serverAuth (1.3.6.1.5.5.7.3.1)
  sequence(identifier('551d25'), element(0x04, sequence(identifier('2b06010505070301')))),
);

/** 16 random bytes, as a positive integer without leading zeros. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] as number) & 0x3f);
  return bytes;
}

/** UTCTime, with two digits for the year, until 2049; GeneralizedTime from 2050 on. */
function time(ms: number): Buffer {
  const [, century, rest] = /^(\d\d)(.*)\.\d+Z$/.exec(new Date(ms).toISOString()) ?? [];
  const text = `${rest?.replace(/[-:T]/g, '')}Z`;
  const isShort = new Date(ms).getUTCFullYear() < 2050;
  return isShort ? element(0x17, Buffer.from(text)) : element(0x18, Buffer.from(century + text));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
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
