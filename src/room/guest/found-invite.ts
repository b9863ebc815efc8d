import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { type Invite, maxInviteAddresses } from '../../protocol/invite';

/** A room whose certificate a guest has seen, and whose host has given it the token. */
export interface FoundRoom {
  /** Where it answered. */
  readonly endpoint: Endpoint;
  readonly pin: string;
  readonly token: string;
  /** Empty if the room has no name. */
  readonly room: string;
}

/** The invite to a room that was found without one: first where it answered, then its other addresses. */
export function foundInvite(
  kind: Invite['kind'],
  { endpoint, pin, token, room }: FoundRoom,
  endpoints: readonly Endpoint[],
): Invite {
  const { host, port } = endpoint;
  const others = endpoints.filter((each) => each.port === port).map(({ host }) => host);
  const addresses = [...new Set([host, ...others])].slice(0, maxInviteAddresses);
  return { kind, name: room || formatEndpoint(endpoint), addresses, port, pin, token };
}
