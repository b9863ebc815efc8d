import type { Place } from '../../protocol/place';
import type { Member } from '../../room/room';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { locationLabel } from '../../strings/location-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { type Settings, type SharePlaceSetting, sharePlaceSettings } from '../settings';
import { chooseMember } from '../window/choose-member';
import { showInformationMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import type { Follower } from './follower';

export interface PlaceCommandDeps {
  readonly session: Session;
  readonly settings: Pick<Settings, 'sharePlace' | 'setSharePlace'>;
  /** Opens a place in the user's own copy. */
  openReference(place: Place): Promise<void>;
  readonly follower: Follower;
  readonly t: Translate;
}

/** The commands about where members are in their editors. */
export function placeCommands(deps: PlaceCommandDeps) {
  const { follower } = deps;
  return {
    'deskmate.openPlace': async (who) => {
      const member = await choose(who, deps);
      if (member) await open(member, deps);
    },
    'deskmate.followMember': async (who) => {
      const member = await choose(who, deps);
      if (member) follower.follow(member.id);
    },
    'deskmate.stopFollowing': () => follower.stop(),
    'deskmate.sharePlace': (setting) =>
      setting === undefined ? chooseSetting(deps) : setSharing(setting, deps),
  } satisfies Partial<CommandHandlers>;
}

async function open({ name, place }: Member, { openReference, t }: PlaceCommandDeps) {
  if (place) await openReference(place);
  else void showInformationMessage(t('“{0}” isn’t sharing their location.', noticeText(name)));
}

/** Asks which member is meant if that isn't given and several share their location. */
function choose(who: unknown, deps: PlaceCommandDeps): Promise<Member | undefined> {
  const { t } = deps;
  return chooseMember(who, deps, {
    title: t('Which member?'),
    suits: ({ place }) => place !== undefined,
    none: t('No one in the room is sharing their location right now.'),
    describe: ({ place }) => (place ? noticeText(locationLabel(place)) : ''),
  });
}

async function chooseSetting(deps: PlaceCommandDeps): Promise<void> {
  const { settings, t } = deps;
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
  const placeHolder = t(
    'Who can see which file and line you’re in? Files outside your folder are never shared.',
  );
  const chosen = await showQuickPick(items, { placeHolder });
  if (chosen) await settings.setSharePlace(chosen.setting);
}

/** @throws {CodedError} `bad-argument` */
async function setSharing(value: unknown, { settings, t }: PlaceCommandDeps): Promise<void> {
  const setting = sharePlaceSettings.find((each) => each === value);
  if (!setting) {
    throw new CodedError(
      'bad-argument',
      t('Choose Who Sees Your Location expects one of: {0}.', sharePlaceSettings.join(', ')),
    );
  }
  await settings.setSharePlace(setting);
}
