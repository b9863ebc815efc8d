import type { InviteKind, RoomKind } from '../../protocol/transport';
import { exhaustive } from './exhaustive';
import type { Translate } from './translate';

/** A kind of room in words. */
export interface KindWords {
  readonly label: string;
  readonly icon: string;
  /** For how many. */
  readonly size: string;
  readonly detail: string;
}

/** Every kind of room, the usual ones first. */
export const roomKinds: readonly RoomKind[] = ['pair', 'group', 'lab-hub', 'lab-p2p'];

/** Whether a room is encrypted and joined by invite. */
export function isByInvite(kind: RoomKind | undefined): kind is InviteKind {
  return kind === 'pair' || kind === 'group';
}

/** Words a kind of room for whoever chooses one. */
export function kindWords(kind: RoomKind, t: Translate): KindWords {
  switch (kind) {
    case 'pair':
      return {
        label: t('Pair'),
        icon: 'person',
        size: t('for two'),
        detail: t('Encrypted. The one person you send the invite to can join.'),
      };
    case 'group':
      return {
        label: t('Group'),
        icon: 'organization',
        size: t('for several'),
        detail: t('Encrypted. Everyone you send the invite to can join.'),
      };
    case 'lab-hub':
      return {
        label: t('Lab hub'),
        icon: 'server',
        size: t('for several'),
        detail: t(
          'Plain text. Speaks the hub protocol of the course lab: any of its client programs can join.',
        ),
      };
    case 'lab-p2p':
      return {
        label: t('Lab p2p'),
        icon: 'plug',
        size: t('for two'),
        detail: t(
          'Plain text. Speaks the p2p protocol of the course lab: one of its client programs can join.',
        ),
      };
    default:
      return exhaustive(kind);
  }
}
