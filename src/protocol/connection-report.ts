/** The checks, in the order in which they are shown. */
export const checkIds = [
  'machine',
  'listening',
  'answering',
  'addresses',
  'adapters',
  'firewall',
  'arrivals',
  'network',
  'port',
  'encryption',
  'admission',
  'storage',
  'round-trip',
] as const;

export type CheckId = (typeof checkIds)[number];

/** `unknown`: it couldn't be determined, which isn't a problem. */
export type CheckStatus = 'ok' | 'warning' | 'bad' | 'unknown';

/** What a check found. src/strings/check-text.ts has a sentence for each code. */
export interface Finding {
  readonly check: CheckId;
  readonly status: CheckStatus;
  readonly code: FindingCode;
  /** What the sentence is filled in with: addresses, ports, names of adapters, codes; never a secret. */
  readonly values?: readonly (string | number)[];
  /** For `adapters`: what they belong to. */
  readonly adapters?: readonly FoundAdapter[];
}

/** What a network adapter belongs to. Only a `physical` one leads to the computers around this one. */
export type AdapterKind =
  | 'physical'
  | 'docker'
  | 'hyper-v'
  | 'virtual'
  | 'virtualbox'
  | 'vmware'
  | 'vpn'
  | 'wsl';

export interface FoundAdapter {
  readonly name: string;
  readonly kind: AdapterKind;
  readonly addresses: readonly string[];
}

export type FindingCode =
  | 'not-finished'
  | 'on-remote'
  | 'listens'
  | 'listens-here-only'
  | 'listens-nowhere'
  | 'answers-itself'
  | 'answers-not'
  | 'addresses-current'
  | 'addresses-none'
  | 'addresses-own'
  | 'addresses-some-own'
  | 'addresses-others'
  | 'addresses-unknown'
  | 'adapters-physical'
  | 'adapters-virtual-only'
  | 'adapters-none'
  | 'firewall-unknown'
  | 'firewall-none'
  | 'firewall-off'
  | 'firewall-on'
  | 'firewall-allows'
  | 'firewall-no-rule'
  | 'firewall-blocks-program'
  | 'firewall-blocks-all'
  | 'arrived-none'
  | 'arrived-joined'
  | 'arrived-checked'
  | 'arrived-knocked'
  | 'arrived-room-code'
  | 'arrived-waits'
  | 'arrived-refused'
  | 'arrived-tls'
  | 'arrived-tcp'
  | 'arrived-too-many'
  | 'network-same'
  | 'network-other'
  | 'network-vpn'
  | 'network-missing'
  | 'network-unknown'
  | 'port-answers'
  | 'port-refused'
  | 'port-silent'
  | 'port-unreachable'
  | 'port-blocked-here'
  | 'port-unasked'
  | 'encryption-proven'
  | 'encryption-other-pin'
  | 'encryption-none'
  | 'encryption-version'
  | 'encryption-closed'
  | 'admission-open'
  | 'admission-waits'
  | 'admission-locked'
  | 'admission-full'
  | 'admission-old-invite'
  | 'admission-other-host'
  | 'admission-not-now'
  | 'admission-unasked'
  | 'round-trip'
  // Of a wide room's server.
  | 'nodes-all'
  | 'nodes-some'
  | 'nodes-none'
  | 'authority-proven'
  | 'authority-other'
  | 'authority-none'
  | 'storage-answers'
  | 'storage-no-room'
  | 'storage-not-now'
  | 'storage-off'
  | 'storage-refuses';

/** The result in one word, and what to do; src/strings/check-guest-verdicts.ts and check-host-verdicts.ts have the sentences. */
export type VerdictCode =
  // At a guest, or with an invite.
  | 'can-join'
  | 'must-wait'
  | 'is-there'
  | 'own-room'
  | 'old-invite'
  | 'other-host'
  | 'locked'
  | 'full'
  | 'not-now'
  | 'no-address'
  | 'other-computer'
  | 'other-program'
  | 'other-version'
  | 'closed-at-once'
  | 'nothing-listens'
  | 'host-firewall'
  | 'local-network'
  | 'isolated-or-off'
  | 'vpn'
  | 'other-network'
  | 'blocked-here'
  | 'no-answer'
  // With an invite to a wide room.
  | 'wide-ready'
  | 'wide-no-room'
  | 'wide-not-now'
  | 'wide-off'
  | 'wide-refused'
  | 'wide-other-server'
  | 'wide-unreachable'
  // At the host.
  | 'on-remote'
  | 'this-computer-only'
  | 'address-gone'
  | 'not-answering'
  | 'own-firewall'
  | 'guest-joined'
  | 'guest-refused'
  | 'guest-broke-off'
  | 'room-locked'
  | 'nothing-arrived'
  // Anywhere.
  | 'no-network'
  | 'virtual-network'
  | 'computer-ready'
  | 'not-finished';

export interface Verdict {
  readonly code: VerdictCode;
  readonly status: CheckStatus;
  readonly values?: readonly (string | number)[];
}

/** Everything that was found, with the likeliest reason first. */
export interface Report {
  /** `computer`: there is no room to check. */
  readonly side: 'host' | 'guest' | 'computer';
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}
