import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createNetwork } from '../../src/net/network';
import type { FileCard } from '../../src/protocol/card';
import { FileError, type FileErrorCode } from '../../src/protocol/file-error';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits, type Limits } from '../../src/protocol/limits';
import type { FileSink, FileSource, RoomFiles } from '../../src/room/files';
import type { Archive } from '../../src/room/log/journal';
import type { MessageEntry } from '../../src/room/log/log-entry';
import { Session, type SessionDeps } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { waitFor } from './wait-for';

/** Tests come from one address, and don't wait for a network that is there. */
const testLimits: Limits = {
  ...defaultLimits,
  connectionsPerAddress: 1000,
  newConnectionsPerMinute: 100_000,
  retryMinMs: 1,
  retryMaxMs: 20,
};

/** For `assert.rejects`: a {@link FileError} with this code. */
export function fails(code: FileErrorCode) {
  return (error: unknown) => {
    assert.ok(error instanceof FileError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** A window with the real network, clock and disk. */
export function diskSession(
  folder: string,
  limits: Partial<Limits> = {},
  deps: Partial<SessionDeps> = {},
): Session {
  const all = { ...testLimits, ...limits };
  return new Session({
    network: createNetwork({ clock: systemClock, limits: all }),
    limits: all,
    clock: systemClock,
    logger: silentLogger,
    archive: new RoomArchive({
      folder: join(folder, 'rooms'),
      clock: systemClock,
      onFailure: (error) => {
        throw error;
      },
    }) satisfies Archive,
    ...deps,
  });
}

/** Hosts a group of this window. Returns its invite, for this computer. */
export async function hostGroup(host: Session, port = 0): Promise<Invite> {
  await host.host({
    ...{ kind: 'group', name: 'Lab 3', address: '127.0.0.1', port },
    ...{ maxClients: 8, person: 'Ann' },
  });
  return inviteOf(host);
}

export function inviteOf(host: Session): Invite {
  const invite = host.invited?.hostActions?.invite;
  if (!invite) throw new Error('not hosting');
  return { ...invite, addresses: ['127.0.0.1'] };
}

export function filesOf(session: Session): RoomFiles {
  const files = session.invited?.files;
  if (!files) throw new Error('not in a room with files');
  return files;
}

/** Bytes to send, in chunks of this size. */
export function sourceOf(
  name: string,
  bytes: Uint8Array,
  { chunk = 50_000, ...extras }: { chunk?: number } & Partial<FileSource> = {},
): FileSource {
  return {
    name,
    size: bytes.length,
    async *open(offset) {
      for (let at = offset; at < bytes.length; at += chunk) {
        await new Promise((resolve) => setImmediate(resolve));
        yield bytes.subarray(at, at + chunk);
      }
    },
    ...extras,
  };
}

/** A sink in memory. */
export class MemorySink implements FileSink {
  private readonly chunks: Buffer[] = [];
  state: 'open' | 'finished' | 'aborted' = 'open';

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.chunks.push(Buffer.from(bytes));
  }

  async finish(): Promise<void> {
    this.state = 'finished';
  }

  async abort(): Promise<void> {
    this.state = 'aborted';
  }
}

/** Waits for the message with this file to be numbered: before that, the host gives it to nobody. */
export async function cardNamed(session: Session, name: string): Promise<FileCard> {
  const message = await waitFor(
    () =>
      fileMessages(session).find(
        ({ card, seq }) => seq !== undefined && (card as FileCard).name === name,
      ),
    `${name} in the log`,
  );
  return message.card as FileCard;
}

export function fileMessages(session: Session): readonly MessageEntry[] {
  return session.entries.filter(
    (entry): entry is MessageEntry => entry.kind === 'message' && entry.card?.type === 'file',
  );
}

/** Fetches a file; resolves to its bytes. */
export async function fetched(session: Session, card: FileCard): Promise<Buffer> {
  const sink = new MemorySink();
  const files = filesOf(session);
  await files.finished(files.fetch(card, async () => sink));
  if (sink.state !== 'finished') throw new Error(`the sink is ${sink.state}`);
  return sink.bytes;
}
