import { formatEndpoint } from '../protocol/endpoint';
import type { Invite } from '../protocol/invite';
import { linkName } from './inline-text';
import { type FailedAttempt, joiningOf } from './problem';
import { nodesText } from './wide-text';

/** An attempt to join with an invite, at the likeliest address of the host, or at all nodes of the server. */
export function inviteAttempt({ addresses, kind, name, port, wide }: Invite): FailedAttempt {
  const address = wide
    ? nodesText(wide.server)
    : formatEndpoint({ host: addresses[0] ?? '', port });
  return { doing: joiningOf(kind), address, port, room: linkName(name) };
}
