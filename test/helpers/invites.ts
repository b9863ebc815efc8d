import type { Invite } from '../../src/protocol/invite';

/** The shortest invite: one address, no name. */
export const shortestInvite: Invite = {
  ...{ kind: 'pair', name: '', addresses: ['1.1.1.1'], port: 1 },
  ...{ pin: 'A'.repeat(43), token: 'B'.repeat(22) },
};

/** The invite of a laptop at a university: a name in Chinese, and addresses of several adapters. */
export const usualInvite: Invite = {
  kind: 'group',
  name: '网络实验三',
  addresses: ['10.21.34.56', '2001:da8:215:3c01:9d4f:7e2a:11c0:5b6d', '172.17.0.1'],
  port: 54321,
  pin: 'q7Jm0Xb2cN5sVtYkZr1UoPaWdGfHjKlEe8TiQxSz94o',
  token: 'mZ0s2Qp8yTnVwXrLkJhGfA',
};

/** The longest invite: 16 addresses of IPv6, and a long name. */
export const longestInvite: Invite = {
  ...usualInvite,
  name: '实'.repeat(64),
  port: 65_535,
  addresses: Array.from(
    { length: 16 },
    (_, at) => `2001:da8:215:3c01:9d4f:7e2a:11c0:${(0x5b00 + at).toString(16)}`,
  ),
};
