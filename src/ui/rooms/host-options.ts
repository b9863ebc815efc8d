import {
  defaultKind,
  isByInvite,
  isForTwo,
  type RoomKind,
  roomKindNames,
  roomKindOf,
} from '../../protocol/room-kinds';
import { type EncodingName, encodingNames, encodingOf } from '../../protocol/text-encoding';
import {
  defaultClientCount,
  maxClientCount,
  parseClients,
  parseListenPort,
} from '../../strings/input-words';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { LastPlace } from './addresses';
import type { WantedRoom } from './attempt';

const known = ['kind', 'name', 'address', 'port', 'maxClients', 'encoding'];
const maxNameLength = 64;

/**
 * Checks what `deskmate.hostRoom` was called with and fills in what is missing: a pair, on any free
 * port of all networks; a lab room, which lets everybody in, on 127.0.0.1; 16 guests where there may
 * be many.
 * @param everywhere the address that stands for all networks
 * @throws {CodedError} `bad-argument`
 */
export function readHostOptions(value: unknown, everywhere: string, t: Translate): WantedRoom {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad(
      t('Host Room takes an object with kind, name, address, port, maxClients and encoding.'),
    );
  }
  const given = value as Record<string, unknown>;
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    throw bad(t('Host Room has no option “{0}”. It takes {1}.', stranger, known.join(', ')));
  }
  const kind = readKind(given.kind, t);
  return {
    kind,
    name: readName(given.name, t),
    address: readAddress(given.address, isByInvite(kind) ? everywhere : '127.0.0.1', t),
    port: readNumber('port', given.port, { usual: 0, least: 0, most: 65_535 }, t),
    maxClients: readClients(kind, given.maxClients, t),
    ...readEncoding(isByInvite(kind), given.encoding, t),
  };
}

/**
 * Checks the second argument of `deskmate.joinRoom`.
 * @param isLab whether the room speaks the lab's protocol; others have one encoding
 * @throws {CodedError} `bad-argument`
 */
export function readJoinOptions(
  value: unknown,
  isLab: boolean,
  t: Translate,
): { readonly encoding?: EncodingName } {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) {
    throw bad(t('After the address, Join Room takes an object with encoding.'));
  }
  const { encoding } = value as Record<string, unknown>;
  return readEncoding(!isLab, encoding, t);
}

/** Two people are a host and one guest, whatever was asked for. */
function readClients(kind: RoomKind, value: unknown, t: Translate): number {
  const bounds = { usual: defaultClientCount, least: 1, most: maxClientCount };
  const given = readNumber('maxClients', value, bounds, t);
  return isForTwo(kind) ? 1 : given;
}

function readKind(value: unknown, t: Translate): RoomKind {
  const kind = value === undefined ? defaultKind : roomKindOf(value);
  if (!kind) throw bad(t('“kind” must be one of {0}.', roomKindNames.join(', ')));
  return kind;
}

/** Rooms by invite speak UTF-8 only. */
function readEncoding(
  byInvite: boolean,
  value: unknown,
  t: Translate,
): { readonly encoding?: EncodingName } {
  if (value === undefined) return {};
  const encoding = encodingOf(value);
  if (!encoding || byInvite) {
    throw bad(
      t('“encoding” is for lab rooms only and must be one of {0}.', encodingNames.join(', ')),
    );
  }
  return { encoding };
}

function readName(value: unknown, t: Translate): string {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > maxNameLength || /\p{Cc}/u.test(value)) {
    throw bad(t('“name” must be one line of at most {0} characters.', maxNameLength));
  }
  return value.trim();
}

function readAddress(value: unknown, usual: string, t: Translate): string {
  if (value === undefined) return usual;
  if (typeof value !== 'string' || !/^[\w.:%-]{1,255}$/.test(value)) {
    throw bad(
      t(
        '“address” must be an address of this computer without a port, for example 127.0.0.1 or ::.',
      ),
    );
  }
  return value;
}

function readNumber(
  name: string,
  value: unknown,
  { usual, least, most }: { usual: number; least: number; most: number },
  t: Translate,
): number {
  if (value === undefined) return usual;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw bad(t('“{0}” must be a whole number from {1} to {2}.', name, least, most));
  }
  return value;
}

function bad(message: string): CodedError {
  return new CodedError('bad-argument', message);
}

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
  kind: defaultKind,
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
