import type { Member } from '../../room/room';
import type { Session } from '../../room/session/session';
import { locationLabel } from '../../strings/location-words';
import { noticeText } from '../../strings/names';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { type Settings, type SharePlaceSetting, sharePlaceSettings } from '../settings';
import { showInformationMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import type { Follower } from './follower';

export interface PlaceCommandParts {
  readonly session: Session;
  readonly settings: Pick<Settings, 'sharePlace' | 'setSharePlace'>;
  /** Opens a place in the person's own copy. */
  openReference(path: string, line: number): Promise<void>;
  readonly follower: Follower;
  readonly t: Translate;
}

/** The commands about where members are in their editors. */
export function placeCommands(parts: PlaceCommandParts) {
  const { follower } = parts;
  return {
    'deskmate.openPlace': async (who) => {
      const member = await choose(who, parts);
      if (member) await open(member, parts);
    },
    'deskmate.followMember': async (who) => {
      const member = await choose(who, parts);
      if (member) follower.follow(member.id);
    },
    'deskmate.stopFollowing': () => follower.stop(),
    'deskmate.sharePlace': (setting) =>
      setting === undefined ? chooseSetting(parts) : setSharing(setting, parts),
  } satisfies Partial<CommandHandlers>;
}

async function open({ name, place }: Member, { openReference, t }: PlaceCommandParts) {
  if (place) await openReference(place.path, place.line);
  else void showInformationMessage(t('“{0}” doesn’t tell where they are.', noticeText(name)));
}

/**
 * The member that is meant. Asks if it isn't said and there are several who tell where they are.
 * @param who a member's id, or an object with a `memberId` from a participant's menu
 * @throws {CodedError} `no-member`, for a program
 */
async function choose(
  who: unknown,
  { session, t }: PlaceCommandParts,
): Promise<Member | undefined> {
  const id: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const others = session.state.members.filter(({ self }) => !self);
  if (typeof id === 'string') {
    const member = others.find((each) => each.id === id);
    if (!member && typeof who === 'string')
      throw new CodedError('no-member', t('There’s no member “{0}”.', id));
    return member;
  }
  const known = others.filter(({ place }) => place !== undefined);
  if (known.length <= 1) {
    if (known.length === 0) {
      void showInformationMessage(t('No one in the room tells which file they’re in right now.'));
    }
    return known[0];
  }
  const items = known.map((member) => ({
    label: noticeText(member.name),
    description: member.place ? noticeText(locationLabel(member.place)) : '',
    member,
  }));
  return (await showQuickPick(items, { placeHolder: t('Which member?') }))?.member;
}

async function chooseSetting(parts: PlaceCommandParts): Promise<void> {
  const { settings, t } = parts;
  const words: Readonly<Record<SharePlaceSetting, string>> = {
    none: t('No one'),
    pair: t('My partner in pair rooms'),
    all: t('Everyone in pair and group rooms'),
  };
  const items = sharePlaceSettings.map((setting) => ({
    label: words[setting],
    ...(setting === settings.sharePlace && { description: t('current') }),
    setting,
  }));
  const placeHolder = t('Who sees which file and line you’re in? Never files outside your folder.');
  const chosen = await showQuickPick(items, { placeHolder });
  if (chosen) await settings.setSharePlace(chosen.setting);
}

/** @throws {CodedError} `bad-argument` */
async function setSharing(value: unknown, { settings, t }: PlaceCommandParts): Promise<void> {
  const setting = sharePlaceSettings.find((each) => each === value);
  if (!setting) {
    throw new CodedError(
      'bad-argument',
      t('Choose Who Sees Your Location takes one of: {0}.', sharePlaceSettings.join(', ')),
    );
  }
  await settings.setSharePlace(setting);
}
