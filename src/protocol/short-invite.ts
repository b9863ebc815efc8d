import { formatInvite, type Invite, inviteEndpoints, wideInvitePlace } from './invite';

/** The addresses that a short invite keeps before it gives up the room's name. */
const minAddresses = 4;

/** An invite as a link that isn't too long. */
export interface ShortInvite {
  readonly link: string;
  /** How many addresses, or nodes of a server, it has; the likeliest ones, if not all. */
  readonly addresses: number;
}

/**
 * Formats an invite as a link of at most `maxLength` characters, for where a longer one would be hard to read.
 * Leaves out the least likely addresses, and the name if that isn't enough. Every link has what joining needs.
 * @param scheme as for {@link formatInvite}
 */
export function shortInvite(invite: Invite, scheme: string, maxLength: number): ShortInvite {
  const fits = (short: Invite) => formatInvite(short, scheme).length <= maxLength;
  let short = invite;
  const shorten = (min: number) => {
    while (!fits(short) && inviteEndpoints(short).length > min) short = withoutLast(short);
  };
  shorten(minAddresses);
  if (!fits(short)) short = { ...short, name: '' };
  shorten(1);
  return { link: formatInvite(short, scheme), addresses: inviteEndpoints(short).length };
}

function withoutLast(invite: Invite): Invite {
  const { addresses, wide } = invite;
  if (!wide) return { ...invite, addresses: addresses.slice(0, -1) };
  const server = { ...wide.server, nodes: wide.server.nodes.slice(0, -1) };
  return { ...invite, ...wideInvitePlace(server, wide.epoch) };
}
