import type { InviteKind, RoomKind } from '../protocol/room-kinds';
import type { Translate } from './translate';

/** A kind of room in words. */
export interface KindWords {
  readonly label: string;
  readonly icon: string;
  /** For how many. */
  readonly size: string;
  readonly detail: string;
}

/** Words a kind of room for whoever chooses one. */
export function kindWords(kind: RoomKind, t: Translate): KindWords {
  return words[kind](t);
}

const words: Readonly<Record<RoomKind, (t: Translate) => KindWords>> = {
  pair: (t) => ({
    label: t('Pair'),
    icon: 'person',
    size: t('for two'),
    detail: t('Encrypted. The one person you send the invite to can join.'),
  }),
  group: (t) => ({
    label: t('Group'),
    icon: 'organization',
    size: t('for several'),
    detail: t('Encrypted. Everyone you send the invite to can join.'),
  }),
  'lab-hub': (t) => ({
    label: t('Lab hub'),
    icon: 'server',
    size: t('for several'),
    detail: t(
      'Plain text. Speaks the hub protocol of the course lab: any of its client programs can join.',
    ),
  }),
  'lab-p2p': (t) => ({
    label: t('Lab p2p'),
    icon: 'plug',
    size: t('for two'),
    detail: t(
      'Plain text. Speaks the p2p protocol of the course lab: one of its client programs can join.',
    ),
  }),
};

/** What is said of a kind of room that people are invited to. */
interface InviteWords {
  /** What people call such a room: `Pair room “Lab 3”`. */
  title(name: string): string;
  /** That the invite is copied, and whom to send it to. */
  readonly copied: string;
}

/** Words a kind of room for those who invite and are invited. */
export function inviteWords(kind: InviteKind, t: Translate): InviteWords {
  return invites[kind](t);
}

const invites: Readonly<Record<InviteKind, (t: Translate) => InviteWords>> = {
  pair: (t) => ({
    title: (name) => t('Pair room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it to your partner only: whoever has it can come in.',
    ),
  }),
  group: (t) => ({
    title: (name) => t('Group room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it only to those you want in the room: whoever has it can come in.',
    ),
  }),
};
