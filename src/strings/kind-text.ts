import type { InviteKind, RoomKind } from '../protocol/room-kinds';
import type { Translate } from './translate';

/** A kind of room in words. */
export interface KindText {
  readonly label: string;
  readonly icon: string;
  /** How many people it is for. */
  readonly size: string;
  readonly detail: string;
}

/** Describes a kind of room, for the list to choose from. */
export function kindText(kind: RoomKind, t: Translate): KindText {
  return texts[kind](t);
}

const texts: Readonly<Record<RoomKind, (t: Translate) => KindText>> = {
  pair: (t) => ({
    label: t('Pair'),
    icon: 'person',
    size: t('for two people'),
    detail: t('Encrypted. Only the person you send the invite to can join.'),
  }),
  group: (t) => ({
    label: t('Group'),
    icon: 'organization',
    size: t('for several people'),
    detail: t('Encrypted. Everyone you send the invite to can join.'),
  }),
  class: (t) => ({
    label: t('Class'),
    icon: 'mortar-board',
    size: t('for a course'),
    detail: t('Encrypted. Students ask for help, and helpers take them in turn.'),
  }),
  wide: (t) => ({
    label: t('Wide room'),
    icon: 'globe',
    size: t('for people on different networks'),
    detail: t('Encrypted. Nobody has to host it: it’s on a server that your university runs.'),
  }),
  'lab-hub': (t) => ({
    label: t('Lab hub'),
    icon: 'server',
    size: t('for several people'),
    detail: t('Plain text. Speaks the course lab’s hub protocol: any lab client can join.'),
  }),
  'lab-udp': (t) => ({
    label: t('Lab UDP hub'),
    icon: 'broadcast',
    size: t('for several people'),
    detail: t('Plain text in datagrams, with acknowledgements: see docs/LAB-UDP.md.'),
  }),
  'lab-p2p': (t) => ({
    label: t('Lab p2p'),
    icon: 'plug',
    size: t('for two people'),
    detail: t('Plain text. Speaks the course lab’s p2p protocol: one lab client can join.'),
  }),
};

/** The texts of a kind of room that people are invited to. */
interface InviteText {
  /** The title of such a room: `Pair room “Lab 3”`. */
  title(name: string): string;
  /** Says that the invite is copied, and who to send it to. */
  readonly copied: string;
  /** Says who can join once the invite is shown as a QR code. */
  readonly scanned: string;
}

/** The texts of a kind of room, for hosts and guests. */
export function inviteText(kind: InviteKind, t: Translate): InviteText {
  return invites[kind](t);
}

const invites: Readonly<Record<InviteKind, (t: Translate) => InviteText>> = {
  pair: (t) => ({
    title: (name) => t('Pair room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it only to your partner: anyone who has it can join.',
    ),
    scanned: t('Show it only to your partner: anyone who scans it can join.'),
  }),
  group: (t) => ({
    title: (name) => t('Group room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it only to people you want in the room: anyone who has it can join.',
    ),
    scanned: t('Anyone who scans it can join, until you lock the room or reset the invite.'),
  }),
  class: (t) => ({
    title: (name) => t('Class room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it only to people you want in the room: anyone who has it can join.',
    ),
    scanned: t('Anyone who scans it can join, until you lock the room or reset the invite.'),
  }),
  wide: (t) => ({
    title: (name) => t('Wide room “{0}”', name),
    copied: t(
      'The invite is on the clipboard. Send it only to people you want in the room: anyone who has it can join.',
    ),
    scanned: t('Anyone who scans it can join, until you lock the room or reset the invite.'),
  }),
};
