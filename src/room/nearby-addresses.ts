import type { NearbyRoom } from '../protocol/announcement';
import type { Endpoint } from '../protocol/endpoint';
import { type Invite, maxInviteAddresses } from '../protocol/invite';
import { type LabEndpoint, namedWire } from '../protocol/lab-endpoint';
import { wireOf } from '../protocol/room-kinds';
import { isHostAddress } from '../util/ip-address';

/** Where a nearby room is: the address that it was announced from. */
export function nearbyEndpoint({ kind, endpoints: [place] }: NearbyRoom): LabEndpoint {
  const wire = namedWire(wireOf(kind));
  return { ...place, ...(wire && { wire }) };
}

/**
 * The invite with the addresses that the room was announced from, in case the invite has none that work any
 * more. Joining checks that its host has the invite's certificate, wherever it is.
 */
export function withNearbyAddresses(invite: Invite, room: NearbyRoom): Invite {
  if (room.kind !== invite.kind || room.port !== invite.port) return invite;
  const found = room.endpoints.map(({ host }) => host).filter((host) => !host.includes('%'));
  const addresses = [...new Set([...invite.addresses, ...found])].slice(0, maxInviteAddresses);
  return { ...invite, addresses };
}

/**
 * Addresses of computers that hosted a room which the user joined, the latest first: they may host another
 * one, where the network doesn't pass on what is sent to everybody.
 */
export function rememberedHosts(
  recent: readonly Endpoint[],
  saved: readonly { readonly role: 'host' | 'guest'; readonly endpoints: readonly Endpoint[] }[],
): readonly string[] {
  const endpoints = saved.filter(({ role }) => role === 'guest').flatMap((room) => room.endpoints);
  const hosts = [...recent, ...endpoints].map(({ host }) => host);
  return [...new Set(hosts.filter(isHostAddress))];
}
