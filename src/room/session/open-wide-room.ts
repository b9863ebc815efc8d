import { wideInvitePlace } from '../../protocol/invite';
import { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type { WideServerAccess } from '../../protocol/wide';
import type { RoomInfo } from '../room';
import type { CurrentRoom } from './current-room';
import type { InviteJoiner } from './invite-joiner';

/** A wide room to open. */
export interface WideRoomOptions {
  readonly name: string;
  /** What the owner wants to be called. */
  readonly person: string;
  readonly access: WideServerAccess;
  /** Maximum number of members. */
  readonly most: number;
}

export interface OpenWideRoomDeps {
  readonly network: Pick<Network, 'wide'>;
  readonly current: CurrentRoom;
  readonly joiner: InviteJoiner;
}

/** Opens a wide room, and joins it as its owner. @throws {NetError} */
export async function openWideRoom(
  { access, most, name, person }: WideRoomOptions,
  { current, joiner, network }: OpenWideRoomDeps,
  attempt: AbortSignal,
): Promise<RoomInfo> {
  const { ownerKey, replicas } = access;
  const { account, authority, memberKey, nodes } = access;
  const server = { nodes, authority, account, memberKey };
  const wide = await current.attempt(network.wide());
  const { key, pin, token } = wide.newRoom();
  const epoch = { number: 1, token };
  const creation = { ownerKey, replicas };
  await current.attempt(wide.create({ server, pin, epoch, key, ...creation, first: 1 }, attempt));
  await joiner.joinOwn(
    { kind: 'wide', name, pin, token, ...wideInvitePlace(server, epoch.number) },
    person,
    { route: { server, epoch, creation, memberKey: key }, founding: { name, most } },
    attempt,
  );
  const { room } = current.state;
  if (!room) throw new NetError('cancelled', 'cancelled before the room was open');
  return room;
}
