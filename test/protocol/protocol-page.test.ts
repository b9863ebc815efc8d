import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { GenericSchema } from 'valibot';
import { guestData, hostData, runInput } from '../../src/net/deskmate/code-run';
import { CPaceSide, generator, multiplied, sessionKey } from '../../src/net/deskmate/cpace';
import { codeOf, commitmentOf } from '../../src/net/deskmate/knock-code';
import { knockWindowMs } from '../../src/net/deskmate/knock-server';
import { maxHandshakeBytes } from '../../src/net/deskmate/secure-listener';
import {
  maxCertificateBytes,
  maxStrangers,
  strangerBurst,
  strangerBytes,
} from '../../src/net/deskmate/voter-server';
import { lineCost, readCost } from '../../src/net/socket/read-limiter';
import { cards } from '../../src/protocol/card';
import {
  codeAlpn,
  codeRefusals,
  decodeToCodeGuest,
  decodeToCodeHost,
  toCodeGuest,
  toCodeHost,
} from '../../src/protocol/code-frames';
import { decodeToHub, decodeToMember } from '../../src/protocol/codec';
import { logEntries } from '../../src/protocol/entry-frames';
import { fileRefusals } from '../../src/protocol/file-error';
import {
  decodeToFileHub,
  decodeToFileMember,
  maxFileLine,
  toFileHub,
  toFileMember,
} from '../../src/protocol/file-frames';
import { defaultFileLimits, maxFileBytes, minFreeBytes } from '../../src/protocol/file-limits';
import { maxNameBytes } from '../../src/protocol/file-name';
import { lineLimits, maxGone, toHub, toMember } from '../../src/protocol/frames';
import {
  decodeToKnockGuest,
  decodeToKnockHost,
  knockAlpn,
  knockRefusals,
  toKnockGuest,
  toKnockHost,
} from '../../src/protocol/knock-frames';
import { defaultLimits } from '../../src/protocol/limits';
import { maxJsonBytes } from '../../src/protocol/message-text';
import { byeCodes, noticeCodes, refusalCodes } from '../../src/protocol/net-error';
import { maxPixels, maxThumbBytes, maxThumbSide } from '../../src/protocol/picture';
import { maxWrongCodes, maxWrongPerAddress } from '../../src/protocol/room-code';
import { inviteKindNames } from '../../src/protocol/room-kinds';
import { maxShortLine } from '../../src/protocol/short-line';
import {
  decodeVoterFrame,
  maxCopyBytes,
  voterAlpn,
  voterFrames,
  voterProbes,
} from '../../src/protocol/voter-frames';

/** The fields of a frame in the page or the catalogue; optional ones end with `?`. */
type Fields = readonly string[];

/** The parts of an object's schema that this test uses. */
interface ObjectSchema {
  readonly entries: Readonly<Record<string, { readonly type: string }>>;
}

const page = readFileSync('docs/PROTOCOL.md', 'utf8').replaceAll('\r\n', '\n');

/** The section of the page under a second-level heading. */
function section(heading: string): string {
  const part = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  assert.ok(part, `the page has a section “${heading}”`);
  return part;
}

/** A section without line breaks, which can be anywhere in a sentence. */
function prose(heading: string): string {
  return section(heading).replace(/\s+/g, ' ');
}

/** The first cells of a section's tables, without code marks. */
function cells(part: string): string[] {
  return [...part.matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1] as string);
}

function documented(heading: string): Map<string, Fields> {
  const frames = section(heading)
    .split(/^### /m)
    .slice(1)
    .filter((part) => part.startsWith('`'));
  return new Map(
    frames.map((part) => {
      const name = /^`([\w-]+)`/.exec(part)?.[1] as string;
      const rows = [...part.matchAll(/^\| `(\w+)` +\| (optional)?/gm)];
      return [name, rows.map(([, field, optional]) => `${field}${optional ? '?' : ''}`).sort()];
    }),
  );
}

function catalogued(frames: Readonly<Record<string, GenericSchema>>): Map<string, Fields> {
  return new Map(
    Object.entries(frames).map(([name, schema]) => {
      const { type: _, ...fields } = (schema as unknown as ObjectSchema).entries;
      const names = Object.entries(fields).map(
        ([field, { type }]) => `${field}${type === 'optional' ? '?' : ''}`,
      );
      return [name, names.sort()];
    }),
  );
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Frames by their names, with the schemas of their fields. */
type Catalogue = Readonly<Record<string, { readonly entries: object }>>;

describe('docs/PROTOCOL.md', () => {
  it('has every frame to the hub with every field', () => {
    assert.deepEqual(sorted(documented('Frames to the hub')), sorted(catalogued(toHub)));
  });

  it('has every frame to a member with every field', () => {
    const rest = Object.fromEntries(
      Object.entries(toMember).filter(([name]) => !(name in logEntries)),
    );
    assert.deepEqual(sorted(documented('Frames to a member')), sorted(catalogued(rest)));
  });

  it('has every entry of the log with every field', () => {
    assert.deepEqual(sorted(documented('Entries of the log')), sorted(catalogued(logEntries)));
  });

  it('has every kind of room that people join by invite', () => {
    const rows = [...section('Roles').matchAll(/^\| `([\w-]+)` /gm)].map(([, kind]) => kind);
    assert.deepEqual(rows, inviteKindNames);
  });

  it('has every card with every field', () => {
    assert.deepEqual(sorted(documented('Cards')), sorted(catalogued(cards)));
  });

  it('has every optional field of a patch’s file', () => {
    const { entries } = cards.patch.entries.files.item;
    const optional = Object.entries(entries).flatMap(([field, { type }]) =>
      type === 'optional' ? field : [],
    );
    const listed = [...section('Cards').matchAll(/^- `(\w+)`: /gm)].map(([, field]) => field);
    assert.deepEqual(listed.toSorted(), optional.toSorted());
  });

  it('shows examples that are valid', () => {
    const examples = [...page.matchAll(/^\{"type":.*$/gm)].map(([line]) => line);
    assert.ok(examples.length >= 7);
    for (const line of examples) {
      const decoded = decodeToHub(line);
      assert.ok(decoded.ok, line);
      // Decoding drops a card that isn't valid.
      assert.deepEqual(decoded.frame, JSON.parse(line));
    }
  });

  it('shows a session of frames that are valid', () => {
    const lines = [...section('A session').matchAll(/^([→←]) (.*)$/gm)];
    assert.ok(lines.length > 10);
    for (const [, way, line = ''] of lines) {
      const decoded = way === '→' ? decodeToHub(line) : decodeToMember(line);
      assert.ok(decoded.ok, line);
    }
  });

  it('has the default limits', () => {
    const { lineBytes, messageBytes, queueBytes, heldBytes, stallMs, logEntries } = defaultLimits;
    const { messagesPerSecond, messageBurst, bytesPerMessage, shortLineBytes } = defaultLimits;
    const kib = (bytes: number) => `${bytes / 1024} KiB`;
    const s = (ms: number) => `${ms / 1000} s`;
    const rows = new Map(
      [...section('Limits').matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(
        ([, limit = '', value = '']) => [limit, value],
      ),
    );
    const expected: Readonly<Record<string, string>> = {
      line: kib(lineBytes),
      'line to the hub, other than `say`, `edit`, `ask`, `answer` and `tell`': kib(shortLineBytes),
      text: kib(messageBytes),
      'text and card as JSON': kib(maxJsonBytes),
      nesting: String(defaultLimits.jsonDepth),
      handshake: s(defaultLimits.handshakeMs),
      authentication: s(defaultLimits.authenticationMs),
      'connections from one address': String(defaultLimits.connectionsPerAddress),
      'new connections from one address in a minute': String(defaultLimits.newConnectionsPerMinute),
      'connections of strangers': defaultLimits.unprovenConnections.toLocaleString('en'),
      'addresses remembered': defaultLimits.knownAddresses.toLocaleString('en'),
      'reserved addresses of a member': String(defaultLimits.reservedAddressesPerMember),
      'members with reserved addresses':
        defaultLimits.membersWithReservedAddresses.toLocaleString('en'),
      requests: `${messagesPerSecond} a second, ${messageBurst} at once; then the hub reads more slowly`,
      'bytes to the hub': `${kib(messagesPerSecond * bytesPerMessage)} a second, ${kib(messageBurst * bytesPerMessage)} at once; then the hub reads more slowly`,
      'queue to one member': `${queueBytes / 1024 / 1024} MiB, or ${s(stallMs)} without progress`,
      'data kept of a waiting client': kib(heldBytes),
      'waiting line': String(defaultLimits.waitingLine),
      'file connections of a member': `${defaultLimits.fileConnections}, or ${s(defaultLimits.fileStallMs)} without progress`,
      'entries kept': logEntries.toLocaleString('en'),
    };
    for (const [limit, value] of Object.entries(expected)) assert.equal(rows.get(limit), value);
    assert.equal(rows.size, Object.keys(expected).length + 2, 'the header and the rule');
  });

  it('has every line of a file connection with every field', () => {
    const part = section('Files');
    const subsection = (heading: string) =>
      part.split(/^### /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
    for (const { entries } of Object.values(toFileHub)) {
      assert.deepEqual(cells(subsection('Requests')), Object.keys(entries));
    }
    assert.deepEqual(cells(subsection('Replies')), Object.keys(toFileMember));
    assert.deepEqual(cells(subsection('File codes')), fileRefusals);
    const examples = [...part.matchAll(/^([→←]) .*?(\{.*\})$/gm)];
    assert.equal(examples.length, 6);
    for (const [, way, line = ''] of examples) {
      const decoded = way === '→' ? decodeToFileHub(line) : decodeToFileMember(line);
      assert.deepEqual(decoded, JSON.parse(line), line);
    }
    const words = prose('Files');
    const { fileBytes, roomBytes } = defaultFileLimits;
    const MiB = 1024 * 1024;
    assert.ok(words.includes(`at most ${maxFileLine.toLocaleString('en')} bytes long`));
    assert.ok(words.includes(`${fileBytes / MiB} MiB a file`));
    assert.ok(
      words.includes(`raise to ${maxFileBytes / MiB} MiB, and ${roomBytes / MiB} MiB a room`),
    );
    assert.ok(words.includes(`less than ${minFreeBytes / MiB / 1024} GiB of its disk`));
    assert.ok(words.includes(`${defaultLimits.fileConnectionsPerMinute} new ones a minute`));
  });

  for (const [name, directions, codes, texts] of [
    [
      'Knocking',
      { 'Frames to the host': toKnockHost, 'Frames to the guest': toKnockGuest },
      ['Knock codes', knockRefusals],
      [
        `offers ALPN \`${knockAlpn}\``,
        `at most ${maxShortLine.toLocaleString('en')} bytes long`,
        `come within ${defaultLimits.authenticationMs / 1000} s of the handshake`,
        `It waits for ${defaultLimits.knockMs / 1000} s`,
        `At most ${defaultLimits.openKnocks} knocks at a time`,
        `At most ${defaultLimits.newKnocks} in ${knockWindowMs / 60_000} minutes, and ${defaultLimits.newKnocksPerAddress} from an address`,
      ],
    ],
    [
      'Room codes',
      { 'Code frames to the host': toCodeHost, 'Code frames to the guest': toCodeGuest },
      ['Room code codes', codeRefusals],
      [
        `offers ALPN \`${codeAlpn}\``,
        `at most ${maxShortLine.toLocaleString('en')} bytes`,
        `come within ${defaultLimits.authenticationMs / 1000} s of the handshake`,
        `After ${maxWrongPerAddress} from an address, the hub checks no further proof from it. After ${maxWrongCodes} in all`,
        `At most ${defaultLimits.openCodes} guests at a time`,
        `At most ${defaultLimits.newCodes} in a minute, and ${defaultLimits.newCodesPerAddress} from an address`,
      ],
    ],
  ] as const) {
    it(`has every frame under “${name}” with every field, code and limit`, () => {
      const part = section(name);
      const subsection = (heading: string) =>
        part.split(/^### /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
      for (const [heading, frames] of Object.entries<Catalogue>(directions)) {
        const rows = [...subsection(heading).matchAll(/^\| `(\w+)` +\| (.*) \|$/gm)];
        const fields = rows.map(([, frame, text = '']) => [
          frame as string,
          [...text.matchAll(/(?:^|; )`(\w+)`:/g)].map(([, field]) => field),
        ]);
        const catalogue = Object.entries(frames).map(([frame, { entries }]) => [
          frame,
          Object.keys(entries).filter((field) => field !== 'type'),
        ]);
        assert.deepEqual(fields, catalogue);
      }
      assert.deepEqual(cells(subsection(codes[0])), codes[1]);
      for (const text of texts) assert.ok(prose(name).includes(text), text);
    });
  }

  it('has every frame between voters with every field and limit', () => {
    const part = section('Voters');
    const rows = [...part.matchAll(/^\| `([\w-]+)` +\| (.*) \|$/gm)];
    const fields = rows.map(([, name, text = '']) => [
      name as string,
      [...text.matchAll(/(?:^|; )`(\w+)`: (optional)?/g)].map(
        ([, field, optional]) => `${field}${optional ? '?' : ''}`,
      ),
    ]);
    const catalogue = Object.entries({ ...voterFrames, ...voterProbes }).map(
      ([name, { entries }]) => [
        name,
        Object.entries(entries)
          .filter(([field]) => field !== 'type')
          .map(([field, { type }]) => `${field}${type === 'optional' ? '?' : ''}`),
      ],
    );
    assert.deepEqual(fields, catalogue);
    const words = prose('Voters');
    const { voterDialMs, voterIdleMs, voterProbeMs, voterRestMs } = defaultLimits;
    for (const text of [
      `offers ALPN \`${voterAlpn}\``,
      `of at most ${maxCopyBytes / 1024} KiB`,
      `if it has more than ${maxCertificateBytes.toLocaleString('en')} bytes`,
      `has used for ${voterIdleMs / 1000} s is closed`,
      `if nothing comes for ${voterProbeMs / 1000} s`,
      `A dial takes at most ${voterDialMs / 1000} s`,
      `up to ${voterRestMs / 1000} s; frames`,
      `reads ${strangerBytes / 1024} KiB a second, with bursts of ${strangerBurst / 1024} KiB`,
      `closes a stranger's connection after ${defaultLimits.authenticationMs / 1000} s without use`,
      `At most ${maxStrangers} strangers may have connections at a time`,
      `is longer than ${maxHandshakeBytes / 1024} KiB`,
    ]) {
      assert.ok(words.includes(text), text);
    }
    const lines = [...part.matchAll(/^[→←] (.*)$/gm)];
    assert.ok(lines.length > 5);
    for (const [, line = ''] of lines) assert.deepEqual(decodeVoterFrame(line), JSON.parse(line));
  });

  it('computes the code of a knock as this program does', () => {
    const part = section('Knocking');
    const lines = [...part.matchAll(/^([→←]) (.*)$/gm)].map(([, way, line = '']) =>
      way === '→' ? decodeToKnockHost(line) : decodeToKnockGuest(line),
    );
    const [knock, nonce, open, accepted] = lines;
    assert.equal(accepted?.type, 'accepted');
    assert.ok(knock?.type === 'knock' && nonce?.type === 'nonce' && open?.type === 'open');
    const { name, commit } = knock;
    assert.equal(commitmentOf(name, open.g), commit);
    const pin = /pin\s+`([\w-]{43})`/.exec(part)?.[1] ?? '';
    const code = codeOf({ ...nonce, pin, name, commit, g: open.g });
    assert.match(part, new RegExp(`^\\| the code +\\| ${code} \\|$`, 'm'));
    const hex = Buffer.from(commit, 'base64url').toString('hex');
    assert.match(part, new RegExp(`^\\| \`commit\` +\\| \`${hex}\` +\\|$`, 'm'));
  });

  it('computes the proofs of a room code as this program does', () => {
    const part = section('Room codes');
    const lines = [...part.matchAll(/^([→←]) (.*)$/gm)].map(([, way, line = '']) =>
      way === '→' ? decodeToCodeHost(line) : decodeToCodeGuest(line),
    );
    const [start, session, shareA, shareB, proof, accepted] = lines;
    assert.ok(start?.type === 'start' && session?.type === 'session');
    assert.ok(shareA?.type === 'share' && shareB?.type === 'share');
    assert.ok(proof?.type === 'proof' && accepted?.type === 'accepted');
    const [, code = '', pin = ''] = /code `(\d{6})`, the pin `([\w-]{43})`/.exec(part) ?? [];
    const input = runInput(code, pin, session.roomId, session.sid);
    const secret = (byte: string) => BigInt(`0x${byte.repeat(31)}`);
    const guest = new CPaceSide(input, secret('11'));
    const host = new CPaceSide(input, secret('22'));
    const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
    assert.deepEqual(
      [shareA.y, shareB.y],
      [guest, host].map(({ share }) => base64url(share)),
    );
    const data = hostData(session);
    const proofs = guest.proofs('initiator', guestData, { share: host.share, data });
    assert.ok(proofs);
    assert.deepEqual(
      [proof.mac, accepted.mac],
      [proofs.initiator, proofs.responder].map(base64url),
    );
    const point = multiplied(secret('11'), host.share) ?? Buffer.of();
    const key = sessionKey(
      input.sid,
      point,
      { share: guest.share, data: guestData },
      { share: host.share, data },
    );
    const values: readonly (readonly [string, Uint8Array])[] = [
      ['CI', input.context],
      ['the generator', generator(input).toBytes()],
      ['K', point],
      ['ADb', data],
      ['ISK', key],
      ['Ta', proofs.initiator],
      ['Tb', proofs.responder],
    ];
    for (const [name, bytes] of values) {
      const hex = Buffer.from(bytes).toString('hex');
      assert.match(part, new RegExp(`^\\| ${name} +\\| \`${hex}\` +\\|$`, 'm'));
    }
  });

  it('has the limits of a card’s file', () => {
    const part = section('Cards').replace(/\s+/g, ' ');
    assert.ok(part.includes(`0 to ${maxFileBytes.toLocaleString('en')}`));
    assert.ok(part.includes(`shortens it to ${maxNameBytes} bytes`));
    assert.ok(part.includes(`at most ${maxThumbBytes / 1024} KiB: WebP`));
    assert.ok(part.includes(`a side of over ${maxThumbSide} pixels`));
    assert.ok(part.includes(`more than ${maxPixels / 1e6} million pixels`));
    assert.ok(prose('Frames to a member').includes(`up to ${maxGone.toLocaleString('en')} hashes`));
  });

  it('says which frames to the hub may be long', () => {
    const long = Object.entries(lineLimits).filter(([, limit]) => limit === 'lineBytes');
    const types = long.map(([type]) => `\`${type}\``);
    const names = `${types.slice(0, -1).join(', ')} and ${types.at(-1)}`;
    assert.ok(section('Limits').includes(`| line to the hub, other than ${names} |`));
  });

  it('says when unauthenticated connections are dropped', () => {
    const many = defaultLimits.unprovenSoftLimit.toLocaleString('en');
    assert.ok(prose('Limits').includes(`From the ${many}th on`));
  });

  it('says what is charged besides bytes', () => {
    const costs = `${lineCost / 1024} KiB more for each line and ${readCost} bytes`;
    assert.ok(prose('Limits').includes(costs));
  });

  it('has a line for every code', () => {
    assert.deepEqual(
      cells(section('Codes')).sort(),
      [...byeCodes, ...noticeCodes, ...refusalCodes].sort(),
    );
  });
});
