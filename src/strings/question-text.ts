import type { Endpoint } from '../protocol/endpoint';
import type { Invite } from '../protocol/invite';
import { normalizeLine } from '../protocol/message-text';
import type { RoomHolder, RoomInfo, SessionState } from '../room/room';
import { paragraph } from '../text/paragraph';
import { truncate } from '../util/truncate';
import { inviteAddresses } from './addresses';
import { linkName, nameInText } from './inline-text';
import { isInvited } from './invited-room';
import type { Translate } from './translate';

/** What leaving the current room means; undefined when there is none. */
export function leaveText({ connection, room }: SessionState, t: Translate): string | undefined {
  if (connection.kind === 'offline' || connection.kind === 'connecting') return undefined;
  const name = room ? linkName(room.name) : t('the room');
  if (connection.kind !== 'hosting') return t('You’re in {0}. Leave it first?', name);
  const closes = t('You’re hosting {0}. Leaving closes it for everyone.', name);
  const loses = room && lossText(room, t);
  return paragraph([closes, loses ?? '']);
}

/**
 * What closing a hosted room means to its members; undefined when no one else is in it, or a guest asks.
 * @param isKept whether the room is saved and can be hosted again
 * @param canHandOver whether a member can take it over instead
 */
export function closeQuestion(
  { connection, room, members, waiting }: SessionState,
  isKept: boolean,
  canHandOver: boolean,
  t: Translate,
): { readonly message: string; readonly detail: string } | undefined {
  const others = members.filter(({ self }) => !self);
  const count = others.length + waiting.length;
  if (connection.kind !== 'hosting' || !room || count === 0) return undefined;
  const [{ name }] = [...others, ...waiting] as [{ readonly name: string }];
  const loses = lossText(room, t);
  const again = isKept && isInvited(room) && room.storage !== 'not-kept';
  return {
    message: t('Close the room “{0}” for everyone?', linkName(room.name)),
    detail: paragraph([
      count === 1
        ? t('{0} is still in the room.', nameInText(name))
        : t('{0} others are still in the room.', count),
      ...(loses === undefined ? [] : [loses]),
      ...(again
        ? [t('You can reopen it from Open History, with the same members and invite.')]
        : []),
      ...(canHandOver ? [t('If you hand it over, the chat goes on without you.')] : []),
    ]),
  };
}

/** The question before a room is continued without its host. */
export interface ContinueQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Asks whether to continue a room without its host, and says what happens. */
export function continueQuestion(
  { host, isIn, name }: { readonly name: string; readonly host?: string; readonly isIn: boolean },
  isKept: boolean,
  t: Translate,
): ContinueQuestion {
  const room = linkName(name);
  return {
    message: t('Continue “{0}” as a new room?', room),
    detail: [
      host === undefined
        ? t(
            'You’ll host a copy of this chat. Send others the new invite, and they’ll see its messages.',
          )
        : t(
            'You’ll host a copy of this chat, without {0}. Send others the new invite, and they’ll see its messages.',
            nameInText(host),
          ),
      ...(isIn ? [t('Messages that haven’t been delivered yet are sent in the new room.')] : []),
      isKept
        ? t(
            '“{0}” stays in your history, and you can go back to it. The two rooms are never merged.',
            room,
          )
        : t('You can still go back to “{0}”. The two rooms are never merged.', room),
    ].join('\n\n'),
  };
}

/** Says, in a notification, what can be done while the host can't be reached. */
export function continueText(
  { host, name }: { readonly name: string; readonly host?: string },
  t: Translate,
): string {
  const room = linkName(name);
  return host === undefined
    ? t(
        'Still can’t reach the host of “{0}”. You can wait, or continue the chat as a new room.',
        room,
      )
    : t(
        'Still can’t reach {1}, who hosts “{0}”. You can wait, or continue the chat as a new room.',
        room,
        nameInText(host),
      );
}

/** What is lost when a hosted room is closed now; undefined when everything is saved. */
function lossText({ storage }: RoomInfo, t: Translate): string | undefined {
  switch (storage) {
    case 'waiting':
      return t('Messages you wrote since the disk failed haven’t been sent and will be lost.');
    case 'not-kept':
      return t('Messages since the disk failed haven’t been saved and will be lost.');
    default:
      return undefined;
  }
}

/** The question before a link joins a room. */
export interface LinkQuestion {
  readonly message: string;
  readonly detail: string;
  /** The button that joins. */
  readonly confirm: string;
}

/**
 * Asks whether to join: which room, where, and what happens to the current one.
 * @param known where the room's host was before
 * @param state of the room to leave; undefined when there is none
 */
export function linkQuestion(
  invite: Invite,
  known: readonly Endpoint[],
  state: SessionState | undefined,
  t: Translate,
): LinkQuestion {
  const leaving = state && leaveText(state, t);
  const caution = t(
    'Join only if you know who sent the link. People in the room see your name and what you write.',
  );
  return {
    message: t(
      'Join the room “{0}” at {1}?',
      linkName(invite.name),
      inviteAddresses(invite, known),
    ),
    detail: leaving === undefined ? caution : `${leaving}\n\n${caution}`,
    confirm: leaving === undefined ? t('Join') : t('Leave and Join'),
  };
}

/** Says that the invite is for the user's own room. @param hosts whether the user hosts it */
export function ownInviteText(hosts: boolean, t: Translate): string {
  if (!hosts) {
    return t('This invite is for the room you’re in. Send it to the people you want to join.');
  }
  return t('This invite is for the room you’re hosting. Send it to the people you want to join.');
}

/** The window that the user is using, while another one has the room. */
export interface ThisWindow {
  /** The computer that its extensions run on. */
  readonly machine: string;
  /** Whether it is a page in a browser, which can't bring another window to the front. */
  readonly inBrowser: boolean;
}

/** Whether this window can bring that one to the front. */
export function canGoTo({ machine }: RoomHolder, here: ThisWindow): boolean {
  return machine === here.machine && !here.inBrowser;
}

/** Says that another window of the user is in the room, and where to find it. */
export function openElsewhereText(
  holder: RoomHolder,
  room: string,
  here: ThisWindow,
  t: Translate,
): string {
  const { machine, role } = holder;
  if (machine !== here.machine) {
    return role === 'host'
      ? t('You’re hosting “{0}” on another computer, “{1}”.', room, machine)
      : t('You’re in “{0}” on another computer, “{1}”.', room, machine);
  }
  const where = otherWindowText(holder, room, t);
  return here.inBrowser
    ? paragraph([where, t('Look for it in your browser’s tabs and windows.')])
    : where;
}

function otherWindowText({ folder, role }: RoomHolder, room: string, t: Translate): string {
  if (role === 'host') {
    return folder
      ? t(
          'You’re hosting “{0}” in another window, which has the folder “{1}” open.',
          room,
          folder.name,
        )
      : t('You’re hosting “{0}” in another window, which has no folder open.', room);
  }
  return folder
    ? t('You’re in “{0}” in another window, which has the folder “{1}” open.', room, folder.name)
    : t('You’re in “{0}” in another window, which has no folder open.', room);
}

/** The longest address that a question shows, in UTF-16 units. */
const maxAddress = 1000;
/** The longest host or mailbox in its headline. */
const maxTarget = 255;

/** The question before a link in a message opens. */
export interface WebLink {
  /** The address that opens. */
  readonly address: string;
  readonly message: string;
  readonly detail: string;
}

/**
 * Reads a link in a message as a browser does; undefined when it leads neither to the web nor to a
 * mailbox. The question names the host, which decides where the link leads, and warns of what could hide it.
 */
export function webLink(text: string, t: Translate): WebLink | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const address = url?.href ?? '';
  const whole = truncate(address, maxAddress);
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return {
        address,
        message: t('Open a page on {0} in your browser?', truncate(url.host, maxTarget)),
        detail: [...warnings(url, t), whole].join('\n\n'),
      };
    case 'mailto:':
      return {
        address,
        message: t('Write an email to {0}?', truncate(mailbox(url), maxTarget)),
        detail: whole,
      };
    default:
      return undefined;
  }
}

function warnings({ hostname, username, password }: URL, t: Translate): string[] {
  const told: string[] = [];
  if (username !== '' || password !== '') {
    told.push(t('The part before the @ is a user name, not the site that the link opens.'));
  }
  if (hostname.split('.').some((label) => label.startsWith('xn--'))) {
    told.push(
      t('This site’s name contains special letters, which can make it look like another site.'),
    );
  }
  return told;
}

function mailbox({ pathname }: URL): string {
  try {
    return normalizeLine(decodeURIComponent(pathname));
  } catch {
    // A percent sign may also be literal.
    return normalizeLine(pathname);
  }
}
