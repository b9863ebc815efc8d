import type { Endpoint } from './endpoint';
import { type Invite, parseInvite } from './invite';
import { type AddressProblem, findAddress } from './pasted-address';

/** What can be joined: a room by invite, or a lab room by its address. */
export type JoinTarget =
  | { readonly type: 'invite'; readonly invite: Invite }
  | { readonly type: 'lab'; readonly endpoint: Endpoint };

/**
 * `cut-link`: an invite of which a part is missing; `bad-link`: one that was changed on its way;
 * `newer-link`: one of a newer version; `other-link`: a link to something else.
 */
export type TargetProblem = AddressProblem | 'cut-link' | 'bad-link' | 'newer-link' | 'other-link';

export type ParsedTarget =
  | { readonly ok: true; readonly target: JoinTarget }
  | { readonly ok: false; readonly problem: TargetProblem };

const linkProblems = {
  altered: 'bad-link',
  incomplete: 'cut-link',
  newer: 'newer-link',
} as const;

/** Reads what a person typed or pasted: an invite, or an address, also with words around it. */
export function parseTarget(text: string): ParsedTarget {
  const read = parseInvite(text);
  if (read.ok) return { ok: true, target: { type: 'invite', invite: read.invite } };
  if (read.problem !== 'no-invite') return { ok: false, problem: linkProblems[read.problem] };
  const found = findAddress(text);
  if (found.ok) return { ok: true, target: { type: 'lab', endpoint: found.endpoint } };
  const isLink = text.includes('://') && /^\S+$/.test(text.trim());
  const isOther = isLink && found.problem !== 'bad-port';
  return { ok: false, problem: isOther ? 'other-link' : found.problem };
}
