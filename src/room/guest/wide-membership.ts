import { type Invite, wideInvitePlace } from '../../protocol/invite';
import type { WideRoute } from '../../protocol/wide';
import type { InviteActions } from '../host-actions';
import { WideGuest, type WideGuestDeps } from '../wide/wide-guest';
import type { MemberJournal } from './member-journal';
import type { InviteGuestStart, Membership } from './membership';

export interface WideMembershipDeps extends Omit<WideGuestDeps, 'pin'> {
  readonly membership: Membership;
  readonly journal: MemberJournal;
  /** What the room shows of it has changed. */
  readonly onChange: () => void;
}

/**
 * This member of a wide room, whatever its connections; undefined in another room. Stores how to get into the room, and
 * how far its log was seen.
 */
export function wideGuestOf(
  start: InviteGuestStart,
  { clock, journal, membership, network, onChange }: WideMembershipDeps,
): WideGuest | undefined {
  const { firstPin: pin, route } = membership;
  if (!route) return undefined;
  const wide =
    'restored' in start
      ? new WideGuest({ clock, network, pin }, { ...route, ...checkpointOf(start, route) })
      : (start.wide ?? new WideGuest({ clock, network, pin }, route));
  membership.setRoute(wide.route);
  wide.onDidChange(() => {
    membership.setRoute(wide.route);
    const { header } = membership;
    if (header) journal.begin(header);
    onChange();
  });
  wide.onCheckpoint((record) => journal.append(record));
  return wide;
}

/** Up to where this computer has seen the log of the present epoch. */
function checkpointOf(
  { restored }: Extract<InviteGuestStart, { readonly restored: unknown }>,
  { epoch }: Pick<WideRoute, 'epoch'>,
): Pick<WideRoute, 'checkpoint'> {
  const { checkpoint } = restored;
  if (checkpoint?.epoch !== epoch.number) return {};
  return { checkpoint: { seq: checkpoint.last, hash: checkpoint.hash } };
}

/** What the owner and the moderators of a wide room can do, as a host can. */
export class WideInviteActions implements InviteActions {
  constructor(
    private readonly wide: Pick<WideGuest, 'control' | 'route'>,
    private readonly membership: Pick<Membership, 'info' | 'firstPin'>,
  ) {}

  get invite(): Invite {
    const { epoch, server } = this.wide.route;
    const { firstPin: pin, info } = this.membership;
    const { name } = info;
    return {
      ...{ kind: 'wide', name, pin, token: epoch.token },
      ...wideInvitePlace(server, epoch.number),
    };
  }

  async resetInvite(): Promise<boolean> {
    return (await this.wide.control?.resetInvite()) ?? false;
  }

  async lock(locked: boolean): Promise<boolean> {
    return (await this.wide.control?.lock(locked)) ?? false;
  }

  async remove(memberId: string, reason: string): Promise<boolean> {
    return (await this.wide.control?.remove(memberId, reason)) ?? false;
  }
}
