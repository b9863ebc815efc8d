import {
  defaultKind,
  isByInvite,
  isForTwo,
  isOnServer,
  type RoomKind,
  roomKindNames,
  roomKindOf,
  traitsOf,
  wireTraitsOf,
} from '../../protocol/room-kinds';
import { type EncodingName, encodingNames, encodingOf } from '../../protocol/text-encoding';
import type { RoomInfo } from '../../room/room';
import { maxClientCount, parseClients, parseListenPort } from '../../strings/input-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { HostedRoom } from '../api';
import type { LastListenAddress } from './addresses';
import type { WantedRoom } from './attempt';

const known = [
  'kind',
  'name',
  'address',
  'port',
  'maxClients',
  'encoding',
  'bare',
  'announce',
  'server',
];
const maxNameLength = 64;

/**
 * Checks the argument of `deskmate.hostRoom` and fills in the defaults: a pair, a free port, and as many guests as
 * its kind takes.
 * Invite rooms listen on all networks by default; lab rooms, which admit everyone, on 127.0.0.1.
 * @param everywhere the address that means all networks
 * @throws {CodedError} `bad-argument`
 */
export function readHostOptions(value: unknown, everywhere: string, t: Translate): WantedRoom {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad(
      t(
        'Host Room expects an object with kind, name, address, port, maxClients, encoding, bare, announce and server.',
      ),
    );
  }
  const given = value as Record<string, unknown>;
  const unknownKey = Object.keys(given).find((key) => !known.includes(key));
  if (unknownKey !== undefined) {
    throw bad(
      t('Host Room has no option “{0}”. The options are {1}.', unknownKey, known.join(', ')),
    );
  }
  const kind = readKind(given.kind, t);
  if (given.server !== undefined && !isOnServer(kind)) {
    throw bad(t('“server” is for wide rooms only.'));
  }
  return {
    kind,
    name: readName(given.name, t),
    address: readAddress(given.address, isByInvite(kind) ? everywhere : '127.0.0.1', t),
    port: readNumber('port', given.port, { default: 0, min: 0, max: 65_535 }, t),
    maxClients: readClients(kind, given.maxClients, t),
    ...readEncoding(wireTraitsOf(kind).hasEncodings, given.encoding, t),
    ...readBare(wireTraitsOf(kind).canBeBare, given.bare, t),
    ...readAnnounce(given.announce, t),
  };
}

/**
 * Checks the second argument of `deskmate.joinRoom`.
 * @param hasEncodings whether it is a room that can have another encoding than UTF-8
 * @throws {CodedError} `bad-argument`
 */
export function readJoinOptions(
  value: unknown,
  hasEncodings: boolean,
  t: Translate,
): { readonly encoding?: EncodingName } {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) {
    throw bad(t('The second argument of Join Room must be an object with encoding.'));
  }
  const { encoding } = value as Record<string, unknown>;
  return readEncoding(hasEncodings, encoding, t);
}

/**
 * Reads which server a wide room is to be on, of the argument that {@link readHostOptions} has checked; undefined for
 * the only one.
 * @throws {CodedError} `bad-argument`
 */
export function readServerName(options: unknown, t: Translate): string | undefined {
  const { server } = Object(options) as Record<string, unknown>;
  if (server === undefined || typeof server === 'string') return server;
  throw bad(t('“server” must be the name of a server in the setting deskmate.wide.servers.'));
}

/** Reads the number of guests; a room for two always has one. */
function readClients(kind: RoomKind, value: unknown, t: Translate): number {
  const bounds = { default: traitsOf(kind).guests, min: 1, max: maxClientCount };
  const given = readNumber('maxClients', value, bounds, t);
  return isForTwo(kind) ? 1 : given;
}

function readKind(value: unknown, t: Translate): RoomKind {
  const kind = value === undefined ? defaultKind : roomKindOf(value);
  if (!kind) throw bad(t('“kind” must be one of {0}.', roomKindNames.join(', ')));
  return kind;
}

/** Reads the encoding; where text is always UTF-8, an encoding is an error. */
function readEncoding(
  hasEncodings: boolean,
  value: unknown,
  t: Translate,
): { readonly encoding?: EncodingName } {
  if (value === undefined) return {};
  const encoding = encodingOf(value);
  if (!encoding || !hasEncodings) {
    throw bad(
      t(
        '“encoding” is for lab rooms over TCP only and must be one of {0}.',
        encodingNames.join(', '),
      ),
    );
  }
  return { encoding };
}

/** Reads whether the room does without acknowledgements. */
function readBare(canBeBare: boolean, value: unknown, t: Translate): { readonly bare?: true } {
  if (value === undefined || value === false) return {};
  if (value !== true || !canBeBare) {
    throw bad(t('“bare” is for lab rooms over UDP only and must be true or false.'));
  }
  return { bare: true };
}

/** Reads whether others on the network see the room. */
function readAnnounce(value: unknown, t: Translate): { readonly announce?: boolean } {
  if (value === undefined) return {};
  if (typeof value !== 'boolean') throw bad(t('“announce” must be true or false.'));
  return { announce: value };
}

function readName(value: unknown, t: Translate): string {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > maxNameLength || /\p{Cc}/u.test(value)) {
    throw bad(t('“name” must be one line of at most {0} characters.', maxNameLength));
  }
  return value.trim();
}

function readAddress(value: unknown, defaultAddress: string, t: Translate): string {
  if (value === undefined) return defaultAddress;
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
  bounds: { readonly default: number; readonly min: number; readonly max: number },
  t: Translate,
): number {
  const { default: defaultValue, min, max } = bounds;
  if (value === undefined) return defaultValue;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    throw bad(t('“{0}” must be a whole number from {1} to {2}.', name, min, max));
  }
  return value;
}

function bad(message: string): CodedError {
  return new CodedError('bad-argument', message);
}

/** The user's answers when hosting; stored as the defaults for the next time. */
export interface HostAnswers {
  readonly kind: RoomKind;
  /** Where an invite room listens: anyone may connect, but only guests with an invite are admitted. */
  readonly invitePlace: LastListenAddress;
  /** Where a lab room listens: anyone who can reach it is admitted. */
  readonly labPlace: LastListenAddress;
  /** As typed; empty for any free port. */
  readonly port: string;
  /** Whether a room that can do without acknowledgements does. */
  readonly bare: boolean;
  /** By kind of room: a class takes more guests than a group. */
  readonly maxClients: Readonly<Partial<Record<RoomKind, number>>>;
}

/** The defaults for a user who hasn't hosted yet. */
export const firstAnswers: HostAnswers = {
  kind: defaultKind,
  invitePlace: { address: '::' },
  labPlace: { address: '127.0.0.1' },
  port: '',
  bare: false,
  maxClients: {},
};

/** Reads stored answers; replaces missing and invalid ones with the defaults. */
export function readHostAnswers(stored: unknown): HostAnswers {
  const { kind, invitePlace, labPlace, port, bare, maxClients } = Object(stored) as Record<
    string,
    unknown
  >;
  return {
    kind: roomKindOf(kind) ?? firstAnswers.kind,
    invitePlace: readListenAddress(invitePlace) ?? firstAnswers.invitePlace,
    labPlace: readListenAddress(labPlace) ?? firstAnswers.labPlace,
    port:
      typeof port === 'string' && parseListenPort(port) !== undefined ? port : firstAnswers.port,
    bare: bare === true,
    maxClients: readClientCounts(maxClients),
  };
}

/** How many guests a room of the chosen kind last took. */
export function lastMaxClients({ kind, maxClients }: HostAnswers): number {
  return maxClients[kind] ?? traitsOf(kind).guests;
}

/** Where a room of the chosen kind last listened. */
export function lastListenAddress(answers: HostAnswers): LastListenAddress {
  return isByInvite(answers.kind) ? answers.invitePlace : answers.labPlace;
}

/** Returns the answers with another place for the chosen kind of room. */
export function withListenAddress(answers: HostAnswers, place: LastListenAddress): HostAnswers {
  return isByInvite(answers.kind)
    ? { ...answers, invitePlace: place }
    : { ...answers, labPlace: place };
}

/** Converts answers into room options; the room's name follows from its host or its address. */
export function answeredOptions(answers: HostAnswers): WantedRoom {
  const { kind, port, bare } = answers;
  return {
    kind,
    name: '',
    address: lastListenAddress(answers).address,
    // Guests get an invite room's port from the invite, so any free port works.
    port: isByInvite(kind) ? 0 : (parseListenPort(port) ?? 0),
    maxClients: isForTwo(kind) ? 1 : lastMaxClients(answers),
    ...(bare && wireTraitsOf(kind).canBeBare && { bare }),
  };
}

function readClientCounts(stored: unknown): HostAnswers['maxClients'] {
  const counts = Object(stored) as Record<string, unknown>;
  return Object.fromEntries(
    roomKindNames.flatMap((kind) => {
      const count = parseClients(String(counts[kind]));
      return count === undefined ? [] : [[kind, count]];
    }),
  );
}

function readListenAddress(stored: unknown): LastListenAddress | undefined {
  const { address, adapter } = Object(stored) as Record<string, unknown>;
  if (typeof address !== 'string') return undefined;
  return { address, ...(typeof adapter === 'string' ? { adapter } : {}) };
}

/** A hosted room as programs get it. */
export function hostedRoom(
  { kind, address, port }: RoomInfo,
  invite: string | undefined,
): HostedRoom {
  return { kind, address, port, ...(invite !== undefined && { invite }) };
}
