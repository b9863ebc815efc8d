import { isOnServer } from '../../protocol/room-kinds';
import type { Member, SessionState } from '../../room/room';
import type { RoomControl } from '../../room/room-control';
import { lossText } from '../../strings/bare-text';
import { locationLabel, locationTitle, sharingText } from '../../strings/location-text';
import type { Translate } from '../../strings/translate';
import type { Hue, PanelMember } from '../../webview/status-messages';

/** What the members in the panel are built from. */
export interface PanelMemberSources {
  readonly state: SessionState;
  /** The color of a member. */
  hueOf(memberId: string): Hue;
  /** Whether others in the room learn where the user is. */
  readonly sharesPlace: boolean;
  /** The member that the user follows. */
  readonly followed: string | undefined;
  /** The member who asked for the user's attention a moment ago. */
  readonly nudgedBy: Pick<Member, 'id' | 'name'> | undefined;
  /** What the user calls someone: their name, or a nickname for an address. */
  shown(name: string): string;
  /** What the user may decide about the room. */
  readonly control?: RoomControl;
  /** Whether a member is a helper in a class. */
  isHelper?(memberId: string): boolean;
}

/**
 * The members as the panel shows them. A class has hundreds, of whom someone is always typing: while nothing but members
 * changes, those who don't change are the same objects.
 */
export class PanelMembers {
  private known = new WeakMap<Member, PanelMember>();
  private last: Pick<SessionState, 'connection' | 'room'> | undefined;

  list(sources: PanelMemberSources, t: Translate): readonly PanelMember[] {
    const { connection, members, room } = sources.state;
    if (connection !== this.last?.connection || room !== this.last.room) this.reset();
    this.last = sources.state;
    const shown = members.map((member) => {
      const known = this.known.get(member) ?? panelMember(member, sources, t);
      this.known.set(member, known);
      return known;
    });
    const helpers = shown.filter(({ helper }) => helper);
    if (helpers.length === 0) return shown;
    // Students look for them, and find them in a list of hundreds.
    const others = shown.filter(({ helper, host }) => !helper && !host);
    return [...shown.filter(({ host }) => host), ...helpers, ...others];
  }

  /** Call this when any of the sources but the state has changed. */
  reset(): void {
    this.known = new WeakMap();
  }
}

function panelMember(
  { id, name, self, host, presence, place, typing, losses }: Member,
  {
    state,
    hueOf,
    sharesPlace,
    followed,
    nudgedBy,
    shown: called,
    isHelper,
    control,
  }: PanelMemberSources,
  t: Translate,
): PanelMember {
  // While this window is disconnected, it can't know whether others are present.
  const cutOff = !self && state.connection.kind === 'reconnecting';
  const shown = presence && cutOff ? 'away' : presence;
  const writes = typing && !self && !cutOff;
  const lost = losses ? lossText(losses, t) : '';
  const calledName = called(name);
  return {
    id,
    name: calledName,
    ...(calledName !== name && { address: name }),
    self,
    host,
    ...wideRole(id, host, state, control, t),
    ...(!host && isHelper?.(id) && { helper: true }),
    ...(!host && state.room?.voters?.includes(id) && { mayHost: true }),
    hue: hueOf(id),
    ...(shown && { presence: shown }),
    ...(writes && { typing: true }),
    ...(id === nudgedBy?.id && { nudges: true }),
    ...(!self &&
      !cutOff &&
      place && { location: { label: locationLabel(place), title: locationTitle(place, t) } }),
    ...(id === followed && { following: t('following') }),
    ...(self && sharesPlace && { shared: sharingText(t) }),
    ...(lost !== '' && { note: lost }),
  };
}

/** What a member is in a wide room, which has no host. Who the moderators are, only they and the owner know. */
function wideRole(
  id: string,
  isOwner: boolean,
  { room }: SessionState,
  control: RoomControl | undefined,
  t: Translate,
): Pick<PanelMember, 'role' | 'moderator'> {
  if (!isOnServer(room?.kind)) return {};
  if (isOwner) return { role: t('owner') };
  return control?.wideControl?.moderators.includes(id)
    ? { role: t('moderator'), moderator: true }
    : {};
}
