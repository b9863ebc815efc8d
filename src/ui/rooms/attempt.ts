import type { Invite } from '../../protocol/invite';
import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import { isOnServer } from '../../protocol/room-kinds';
import type { WideServerAccess } from '../../protocol/wide';
import type { RoomSummary } from '../../room/log/journal';
import type { LogEntry } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/room';
import type { HostOptions, WideRoomOptions } from '../../room/session/session';
import { roomAddressText } from '../../strings/addresses';
import { linkName } from '../../strings/inline-text';
import { inviteAttempt } from '../../strings/invite-attempt';
import { type FailedAttempt, joiningOf } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { nodesText } from '../../strings/wide-text';
import { exhaustive } from '../../util/exhaustive';

/** Options of a room to host, without the host's name. */
export type WantedRoom = Omit<HostOptions, 'person'> & {
  /** Whether others on the same network see it in their lists; absent: as the setting says. */
  readonly announce?: boolean;
};

/** A wide room to open, without its owner's name. */
export type WantedWideRoom = Pick<WideRoomOptions, 'name'> & {
  readonly server: WideServerAccess;
};

/** What it takes to go back into a room saved on this computer. */
export type SavedRoomRef = Pick<RoomSummary, 'id' | 'kind' | 'role' | 'name' | 'pin'>;

/** An attempt to get into a room, with what it takes to describe and repeat it. */
export type Attempt =
  | { readonly doing: 'host'; readonly options: WantedRoom }
  | { readonly doing: 'host-wide'; readonly room: WantedWideRoom }
  | { readonly doing: 'join-lab'; readonly endpoint: LabEndpoint }
  | { readonly doing: 'join-by-invite'; readonly invite: Invite }
  | { readonly doing: 'reopen'; readonly room: SavedRoomRef };

/** The room to go back into: a lab room by its address, or an invite room, saved or by its invite. */
export type LastRoom = {
  /** The room's name or address, as shown to the user. */
  readonly label: string;
  /** The user's role in it: a host opens the room again. */
  readonly role: RoomSummary['role'];
} & (
  | { readonly type: 'lab'; readonly endpoint: LabEndpoint }
  | { readonly type: 'kept'; readonly room: SavedRoomRef }
  | { readonly type: 'invite'; readonly invite: Invite }
);

/**
 * Converts an attempt into what its error message needs.
 * @param at the room that the attempt led to, if any
 */
export function failedAttempt(
  attempt: Attempt,
  at: RoomInfo | undefined,
  t: Translate,
): FailedAttempt {
  const { doing } = attempt;
  switch (doing) {
    case 'host': {
      const { options } = attempt;
      const { port, name } = options;
      return { doing, address: roomAddressText(options, t), port, room: name };
    }
    case 'host-wide': {
      const { name, server } = attempt.room;
      return { doing, address: nodesText(server), port: 0, room: linkName(name) };
    }
    case 'join-lab': {
      const address = formatLabEndpoint(attempt.endpoint);
      return { doing, address, port: attempt.endpoint.port, room: address };
    }
    case 'join-by-invite':
      return inviteAttempt(attempt.invite);
    case 'reopen':
      return {
        doing: returningTo(attempt.room),
        address: at ? roomAddressText(at, t) : t('the room'),
        port: at?.port ?? 0,
        room: linkName(attempt.room.name),
      };
    default:
      return exhaustive(attempt);
  }
}

function returningTo({ kind, role }: SavedRoomRef): FailedAttempt['doing'] {
  return role === 'host' && !isOnServer(kind) ? 'host-again' : joiningOf(kind);
}

/** Returns the endpoint of the last room in this log, unless this window hosted it. */
export function lastConnected(entries: readonly LogEntry[]): LabEndpoint | undefined {
  const last = entries.findLast(
    (entry) =>
      entry.kind === 'system' &&
      (entry.event.type === 'opened' || entry.event.type === 'connected'),
  );
  if (last?.kind !== 'system' || last.event.type !== 'connected') return undefined;
  const { address: host, port, wire } = last.event;
  return { host, port, ...(wire && { wire }) };
}
