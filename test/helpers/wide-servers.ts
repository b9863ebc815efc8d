import fc from 'fast-check';
import type { Invite } from '../../src/protocol/invite';
import { wideInvitePlace } from '../../src/protocol/invite';
import type { WideServer, WideServerAccess } from '../../src/protocol/wide';
import { isHostAddress } from '../../src/util/ip-address';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The server of a university, with keys that NATS's own tools made. */
export const campusAccess: WideServerAccess = {
  name: 'Example University',
  nodes: [1, 2, 3].map((at) => ({ host: `nats${at}.example.edu`, port: 4222 })),
  authority: 'q7Jm0Xb2cN5sVtYkZr1UoPaWdGfHjKlEe8TiQxSz94o',
  account: 'AB4IUIJPCKVYTO43Q7KEHISDRW2VVL4KD5CCY6UCXWVFQ6OUOQVDLMNX',
  memberKey: 'SAAGRI7VZAX46LP64RNI67CMZN7ILVYQCLHGQKTXNAMH33WM2FZC654NLM',
  ownerKey: 'SAADNGGAKGJZINI7RGHP2NWAJVLGMNPULTH43MUVZI5K7YXTYHKA2ZLDXY',
  replicas: 3,
};

/** The same as members have it. */
export const campusServer: WideServer = memberAccess(campusAccess);

/** An invite to a wide room on {@link campusServer}. */
export const wideInvite: Invite = {
  ...{ kind: 'wide', name: 'Lab 3', ...wideInvitePlace(campusServer, 2) },
  ...{ pin: 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564', token: 'abcdefghijklmnopqr-_09' },
};

/** What an invite carries of a server. */
export function memberAccess({
  nodes,
  authority,
  account,
  memberKey,
}: WideServerAccess): WideServer {
  return { nodes, authority, account, memberKey };
}

/** An NKey: base32 of the prefix, the key and their checksum. */
export function nkey(prefix: readonly number[], key: Uint8Array): string {
  const bytes = [...prefix, ...key];
  let crc = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const isOdd = ((crc >> 15) ^ (byte >> bit)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (isOdd ? 0x1021 : 0);
    }
  }
  const bits = [...bytes, crc & 0xff, crc >> 8]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digests = fc.string({
  unit: fc.constantFrom(...'AZaz09-_'),
  minLength: 43,
  maxLength: 43,
});
const hosts = fc.oneof(
  fc.domain().map((name) => name.toLowerCase()),
  fc.constantFrom('localhost', 'nats1'),
  fc.oneof(fc.ipV4(), fc.ipV6()).filter(isHostAddress),
);
const ports = fc.integer({ min: 1, max: 65535 });

/** Any server, with one port for all its nodes or one for each. */
export const wideServers: fc.Arbitrary<WideServer> = fc.record(
  {
    nodes: fc.oneof(
      fc
        .tuple(fc.array(hosts, { minLength: 1, maxLength: 8 }), ports)
        .map(([all, port]) => all.map((host) => ({ host, port }))),
      fc.array(fc.record({ host: hosts, port: ports }, { noNullPrototype: true }), {
        minLength: 1,
        maxLength: 8,
      }),
    ),
    authority: digests,
    account: keys.map((key) => nkey([0], key)),
    memberKey: keys.map((key) => nkey([18 << 3, 0], key)),
  },
  { noNullPrototype: true },
);
