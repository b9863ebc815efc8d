import { isByInvite, isForTwo, type RoomKind, roomKindOf } from '../../protocol/room-kinds';
import { defaultClientCount, parseClients, parseListenPort } from '../../strings/input-words';
import type { WantedRoom } from './attempt';
import type { LastPlace } from './listen-choices';

/** What a person answered when hosting; kept as the next time's defaults. */
export interface HostAnswers {
  readonly kind: RoomKind;
  /** Where a room by invite listens: anybody may knock, the invite decides. */
  readonly invitePlace: LastPlace;
  /** Where a lab room listens: anyone who can reach it is in. */
  readonly labPlace: LastPlace;
  /** As typed: empty for any free one. */
  readonly port: string;
  readonly maxClients: number;
}

/** The defaults of a person who was never asked. */
export const firstAnswers: HostAnswers = {
  kind: 'pair',
  invitePlace: { address: '::' },
  labPlace: { address: '127.0.0.1' },
  port: '',
  maxClients: defaultClientCount,
};

/** What storage held, with what is missing or no longer valid filled in. */
export function readHostAnswers(stored: unknown): HostAnswers {
  const { kind, invitePlace, labPlace, port, maxClients } = Object(stored) as Record<
    string,
    unknown
  >;
  return {
    kind: roomKindOf(kind) ?? firstAnswers.kind,
    invitePlace: readPlace(invitePlace) ?? firstAnswers.invitePlace,
    labPlace: readPlace(labPlace) ?? firstAnswers.labPlace,
    port:
      typeof port === 'string' && parseListenPort(port) !== undefined ? port : firstAnswers.port,
    maxClients: parseClients(String(maxClients)) ?? firstAnswers.maxClients,
  };
}

/** Where a room of this kind was opened last. */
export function placeOf(answers: HostAnswers): LastPlace {
  return isByInvite(answers.kind) ? answers.invitePlace : answers.labPlace;
}

/** The answers with another place for their kind of room. */
export function withPlace(answers: HostAnswers, place: LastPlace): HostAnswers {
  return isByInvite(answers.kind)
    ? { ...answers, invitePlace: place }
    : { ...answers, labPlace: place };
}

/** The room that the answers describe; what it is called follows from who hosts it and where. */
export function answeredOptions(answers: HostAnswers): WantedRoom {
  const { kind, port, maxClients } = answers;
  return {
    kind,
    name: '',
    address: placeOf(answers).address,
    // The invite carries the port of a room by invite: any free one will do.
    port: isByInvite(kind) ? 0 : (parseListenPort(port) ?? 0),
    maxClients: isForTwo(kind) ? 1 : maxClients,
  };
}

function readPlace(stored: unknown): LastPlace | undefined {
  const { address, adapter } = Object(stored) as Record<string, unknown>;
  if (typeof address !== 'string') return undefined;
  return { address, ...(typeof adapter === 'string' ? { adapter } : {}) };
}
