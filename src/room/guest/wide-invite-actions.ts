import { type Invite, wideInvitePlace } from '../../protocol/invite';
import type { InviteActions } from '../host-actions';
import type { WideGuest } from '../wide/wide-guest';
import type { Membership } from './membership';

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
