import { createPrivateKey, generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { parseIpv4, parseIpv6 } from '../util/ip-address';

/** A certificate and its private key, both PEM; the key in PKCS #8. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a certificate says, apart from its key, its number and its dates. */
export interface CertificateProfile {
  /** Its common name. */
  readonly name: string;
  readonly extensions: readonly Buffer[];
}

const dayMs = 24 * 60 * 60_000;
const validMs = 20 * 365 * dayMs;

/**
 * Creates a certificate with a new ECDSA P-256 key, valid from yesterday for 20 years.
 *
 * Node can't create certificates. The libraries that do are 600 KB and keep 13 MiB of memory, for a few
 * certificates, most of whose fields are constant: so they are written here (RFC 5280).
 *
 * @param authority who signs it; itself if absent
 * @param now ms since the Unix epoch; the dates have whole seconds
 */
export async function certify(
  { name, extensions }: CertificateProfile,
  authority: CertificatePair | undefined,
  now: number,
): Promise<CertificatePair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const subject = commonName(name);
  const body = sequence(
    element(0xa0, element(0x02, Buffer.of(2))), // version 3
    element(0x02, serialNumber()),
    ecdsaWithSha256,
    authority ? subjectOf(authority.certificate) : subject,
    sequence(time(now - dayMs), time(now + validMs)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions)),
  );
  const signer = authority ? createPrivateKey(authority.privateKey) : privateKey;
  const der = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, signer)));
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

/** A PrintableString; commonName is 2.5.4.3. */
function commonName(name: string): Buffer {
  return sequence(
    element(0x31, sequence(identifier('550403'), element(0x13, Buffer.from(name, 'latin1')))),
  );
}

/** The common name of a certificate that {@link certify} has made. */
function subjectOf(certificate: string): Buffer {
  const name = /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? '';
  return commonName(name);
}

const critical = element(0x01, Buffer.of(0xff));

/** basicConstraints (2.5.29.19): not an authority. */
export const noAuthority = extension('551d13', sequence(), critical);

/** basicConstraints: an authority for end certificates, not for other authorities. */
export const isAuthority = extension(
  '551d13',
  sequence(critical, element(0x02, Buffer.of(0))),
  critical,
);

const keyUsages = {
  digitalSignature: Buffer.of(7, 0x80),
  // keyCertSign and cRLSign
  certificates: Buffer.of(1, 0x06),
};

/** keyUsage (2.5.29.15) */
export function keyUsage(usage: keyof typeof keyUsages): Buffer {
  return extension('551d0f', element(0x03, keyUsages[usage]), critical);
}

/** Below 1.3.6.1.5.5.7.3 */
const purposes = { serverAuth: '2b06010505070301', clientAuth: '2b06010505070302' };

/** extKeyUsage (2.5.29.37) */
export function extendedKeyUsage(...names: readonly (keyof typeof purposes)[]): Buffer {
  return extension('551d25', sequence(...names.map((name) => identifier(purposes[name]))));
}

/** subjectAltName (2.5.29.17): host names and IP addresses. */
export function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => {
    const bytes = addressBytes(host);
    return bytes ? element(0x87, bytes) : element(0x82, Buffer.from(host));
  });
  return extension('551d11', sequence(...names));
}

function addressBytes(host: string): Buffer | undefined {
  const v4 = parseIpv4(host);
  if (v4) return Buffer.from(v4);
  const groups = parseIpv6(host);
  return groups && Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function extension(id: string, value: Buffer, ...flags: readonly Buffer[]): Buffer {
  return sequence(identifier(id), ...flags, element(0x04, value));
}

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
