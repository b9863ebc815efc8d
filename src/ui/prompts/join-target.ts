import type { Endpoint } from '../../net/transport';
import { type EndpointProblem, parseEndpoint } from '../../room/endpoint';
import { type Invite, parseInvite } from '../../room/invite';

/** What can be joined: a room by invite, or a lab room by its address. */
export type JoinTarget =
  | { readonly type: 'invite'; readonly invite: Invite }
  | { readonly type: 'lab'; readonly endpoint: Endpoint };

/** `bad-link`: an invite that was cut off or changed on its way; `newer-link`: of a newer version. */
export type TargetProblem = EndpointProblem | 'bad-link' | 'newer-link';

export type ParsedTarget =
  | { readonly ok: true; readonly target: JoinTarget }
  | { readonly ok: false; readonly problem: TargetProblem };

/** What only a link has. */
const linkSign = /:\/\//;

/** Reads what a person typed or pasted: an invite, also with words around it, or an address. */
export function parseTarget(text: string): ParsedTarget {
  const found = parseInvite(text);
  if (found.ok) return { ok: true, target: { type: 'invite', invite: found.invite } };
  if (found.problem === 'damaged') return { ok: false, problem: 'bad-link' };
  if (found.problem === 'newer') return { ok: false, problem: 'newer-link' };
  const parsed = parseEndpoint(text);
  if (parsed.ok) return { ok: true, target: { type: 'lab', endpoint: parsed.endpoint } };
  return { ok: false, problem: linkSign.test(text) ? 'bad-link' : parsed.problem };
}
