import { BlockList } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { adapterKind } from '../socket/adapters';

/** The groups and the port of multicast DNS (RFC 6762, section 3). */
export const multicastGroups = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;
export const multicastPort = 5353;

/** Maximum number of links that are used at the same time. */
const maxLinks = 16;

/** The rank of this computer's container networks: no one hosts there, and there can be very many. */
const containerRank = 2;

/** A network adapter in one address family: what a multicast reaches. */
export interface Link {
  /** Different for each link, and another one when the adapter gets other addresses. */
  readonly key: string;
  /** The adapter's name in the operating system. */
  readonly name: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Names the adapter when a socket joins a group: its IPv4 address, or `::%eth0`. */
  readonly adapter: string;
  /** All addresses of the adapter, of both families, without zones. */
  readonly addresses: readonly string[];
  /** The zone of its link-local addresses: an adapter's name, on Windows its number; IPv6 only. */
  readonly zone?: string;
  /** The broadcast address of an IPv4 network; absent where there is none. */
  readonly broadcast?: string;
  /** Whether only this computer is on it. */
  readonly internal: boolean;
  /** The networks on its adapter, of both families. */
  readonly subnets: BlockList;
}

/** Which adapters are used, and why the others aren't. */
interface LinkSurvey {
  readonly links: readonly Link[];
  /** The names of the adapters that aren't used, by the reason; loopback isn't among them. */
  readonly leftOut: ReadonlyMap<LeftOutReason, readonly string[]>;
}

type LeftOutReason = 'networks of containers' | 'not chosen' | 'more than 16 networks' | 'not here';

/**
 * The links of this computer.
 * @param interfaces as `os.networkInterfaces()` returns them
 * @param names the adapters to use; empty for all that lead to other computers, those of containers left out
 */
export function surveyLinks(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>,
  names: readonly string[],
  platform: NodeJS.Platform,
): LinkSurvey {
  const found: Link[] = [];
  const leftOut = new Map<LeftOutReason, string[]>();
  const leave = (name: string, reason: LeftOutReason) => {
    const others = leftOut.get(reason) ?? [];
    if (!others.includes(name)) leftOut.set(reason, [...others, name]);
  };
  const adapters = Object.entries(interfaces)
    .map(([name, infos = []]) => ({ name, infos, rank: adapterRank(name, infos) }))
    .toSorted((a, b) => a.rank - b.rank);
  for (const { name, infos, rank } of adapters) {
    const isChosen = names.includes(name);
    if (infos.every(({ internal }) => internal) && !isChosen) continue;
    if (names.length > 0 && !isChosen) leave(name, 'not chosen');
    else if (rank >= containerRank && !isChosen) leave(name, 'networks of containers');
    else found.push(...adapterLinks(name, infos, isChosen, platform));
  }
  for (const { name } of found.slice(maxLinks)) leave(name, 'more than 16 networks');
  for (const name of names) if (!interfaces[name]) leave(name, 'not here');
  return { links: found.slice(0, maxLinks), leftOut };
}

/** Maximum number of adapters that are named for a reason. */
const maxNamed = 4;

/** What a survey leaves out in a few words, for the log: `docker0, veth1 and 12 others (networks of containers)`. */
export function leftOutText({ leftOut }: LinkSurvey): string {
  return Array.from(leftOut, ([reason, names]) => {
    const others = names.length - maxNamed;
    const more = others > 0 ? ` and ${others} more` : '';
    return `${names.slice(0, maxNamed).join(', ')}${more} (${reason})`;
  }).join('; ');
}

/** The links of an adapter. @param isChosen whether the user has named it, so that loopback counts, too */
function adapterLinks(
  name: string,
  infos: readonly NetworkInterfaceInfo[],
  isChosen: boolean,
  platform: NodeJS.Platform,
): readonly Link[] {
  const links: Link[] = [];
  const usable = infos.filter(({ internal }) => isChosen || !internal);
  const addresses = usable.map(({ address }) => address);
  const subnets = subnetsOf(usable);
  for (const info of usable) {
    const { family, internal } = info;
    // One IPv6 link for each adapter, whatever its addresses.
    const isSecond = usable.find((each) => each.family === 'IPv6') !== info;
    if (family === 'IPv6' && isSecond) continue;
    const zone = platform === 'win32' ? String(zoneOf(usable)) : name;
    const adapter = family === 'IPv6' ? `::%${zone}` : info.address;
    const broadcast = broadcastOf(info);
    links.push({
      key: JSON.stringify([name, adapter, usable.map(({ cidr }) => cidr)]),
      ...{ name, family, adapter, addresses, internal, subnets },
      ...(family === 'IPv6' && { zone }),
      ...(broadcast !== undefined && { broadcast }),
    });
  }
  return links;
}

/** Adapters that lead to other computers first, then those of VPNs and virtual machines. */
function adapterRank(name: string, infos: readonly NetworkInterfaceInfo[]): number {
  const kind = adapterKind(name, infos[0]?.mac);
  if (kind === 'docker') return containerRank;
  return kind === 'physical' ? 0 : 1;
}

/** Whether a computer is on the link. Only these are answered and believed (RFC 6762, section 11). */
export function isOnLink(link: Link, address: string): boolean {
  const [plain = '', zone] = address.split('%', 2);
  if (plain.includes(':') !== (link.family === 'IPv6')) return false;
  if (zone !== undefined && zone !== link.zone) return false;
  return isOnAdapter(link, plain);
}

/** Whether a computer with this address, of either family and without a zone, is on the link's adapter. */
export function isOnAdapter({ subnets }: Link, address: string): boolean {
  return subnets.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/**
 * The addresses at which a room is reachable on a link; none if it listens on this computer only.
 * @param address where the room listens: an adapter's address, or `0.0.0.0` or `::` for all
 */
export function addressesOn(link: Link, address: string): readonly string[] {
  if (address === '::') return link.addresses;
  if (address === '0.0.0.0') return link.addresses.filter((each) => !each.includes(':'));
  const [plain = ''] = address.split('%', 1);
  return !link.internal && link.addresses.includes(plain) ? [plain] : [];
}

/**
 * Whether two links are of different adapters on the same network: each has an address in a network of the other.
 * Link-local addresses say nothing, as every network has the same ones.
 */
export function isBeside(one: Link, other: Link): boolean {
  if (one.name === other.name) return false;
  const isThere = (link: Link, addresses: readonly string[]) =>
    addresses.some((address) => !isLinkLocal(address) && isOnAdapter(link, address));
  return isThere(one, other.addresses) && isThere(other, one.addresses);
}

/** Whether an address, IPv4 or IPv6, holds on its own network only. */
function isLinkLocal(address: string): boolean {
  return /^(?:169\.254\.|fe[89ab])/i.test(address);
}

function subnetsOf(infos: readonly NetworkInterfaceInfo[]): BlockList {
  const subnets = new BlockList();
  for (const { family, address, cidr } of infos) {
    const all = family === 'IPv6' ? 128 : 32;
    const prefix = Number(cidr?.split('/')[1] ?? all);
    // Some virtual adapters report a mask that isn't one.
    const isPrefix = Number.isInteger(prefix) && prefix >= 0 && prefix <= all;
    subnets.addSubnet(address, isPrefix ? prefix : all, family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  return subnets;
}

function zoneOf(infos: readonly NetworkInterfaceInfo[]): number {
  for (const info of infos) {
    if (info.family === 'IPv6' && info.scopeid > 0) return info.scopeid;
  }
  return 0;
}

/** The last address of an IPv4 network that has more than two. */
function broadcastOf({ family, address, netmask }: NetworkInterfaceInfo): string | undefined {
  if (family !== 'IPv4') return undefined;
  const mask = netmask.split('.').map(Number);
  if ((mask[3] ?? 255) > 252) return undefined;
  const bytes = address.split('.').map(Number);
  return bytes.map((byte, index) => byte | (~(mask[index] ?? 255) & 0xff)).join('.');
}
