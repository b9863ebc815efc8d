import { createHash, type Hash, randomBytes } from 'node:crypto';
import type { FileId } from '../../protocol/card';
import { FileError, fileChanged } from '../../protocol/file-error';
import type { FileTransit } from '../../protocol/file-link';
import type { FileConnection } from './file-connection';
import { chunkBytes, type FileSeal } from './file-seal';
import type { MemberKeys } from './keys';

/** The member whose transfer it is, in one stream for files. */
export interface FileParty {
  readonly seal: FileSeal;
  readonly keys: MemberKeys;
  /** Its pseudonym. */
  readonly user: string;
}

/** What of a file is stored; outlives the connection. */
export class Upload {
  private id = newId();
  /** The numbers of the chunks that are stored. */
  private seqs: (number | undefined)[] = [];
  private hash: Hash = createHash('sha256');
  /** How many bytes the hash is of. */
  private hashed = 0;
  private manifest: number | undefined;

  constructor(private readonly file: FileId) {}

  /**
   * Stores what isn't stored; resolves to the number of the manifest.
   * @throws {FileError} `wrong-hash` if the file has changed, or what `open` throws
   */
  async send(
    connection: FileConnection,
    { keys, seal, user }: FileParty,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    { moved }: FileTransit,
  ): Promise<number> {
    const { file } = this;
    const first = await connection.first();
    const isGone = (seq: number | undefined) => seq !== undefined && seq < first;
    if ([...this.seqs, this.manifest].some(isGone)) this.restart();
    if (this.manifest !== undefined) return this.manifest;
    let index = 0;
    while (this.seqs[index] !== undefined) index += 1;
    moved(this.stored);
    try {
      await this.sendChunks(index, connection, { seal, user }, open, moved);
    } catch (error) {
      if (error instanceof FileError && error.code === 'file-changed') this.restart();
      throw error;
    }
    if (this.hash.copy().digest('base64url') !== file.hash) {
      this.restart();
      throw new FileError('wrong-hash', 'the file has changed');
    }
    const chunks = this.seqs.map((seq) => seq ?? 0);
    const sealed = seal.sealManifest(keys, user, file, chunks);
    this.manifest = await connection.store(`${this.id}-m`, sealed);
    return this.manifest;
  }

  private async sendChunks(
    from: number,
    connection: FileConnection,
    { seal, user }: Pick<FileParty, 'seal' | 'user'>,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    moved: FileTransit['moved'],
  ): Promise<void> {
    const { hash, size } = this.file;
    const pending: Promise<void>[] = [];
    const offset = from * chunkBytes;
    if (offset >= size) return;
    let index = from;
    for await (const chunk of chunksOf(open(offset), size - offset)) {
      this.take(index, chunk);
      if (this.seqs[index] === undefined) {
        while (pending.length >= connection.ahead) await pending.shift();
        const sealed = seal.sealChunk(user, hash, index, chunk);
        const storing = this.store(connection, index, sealed).then(() => moved(this.stored));
        storing.catch(() => {});
        pending.push(storing);
      }
      index += 1;
    }
    await Promise.all(pending);
  }

  private async store(connection: FileConnection, index: number, sealed: Buffer): Promise<void> {
    const { seqs } = this;
    seqs[index] = await connection.store(`${this.id}-${index}`, sealed);
  }

  /** How many bytes are stored. */
  private get stored(): number {
    const count = this.seqs.reduce<number>((sum, seq) => sum + (seq === undefined ? 0 : 1), 0);
    return Math.min(count * chunkBytes, this.file.size);
  }

  /** Hashes a chunk, unless an earlier attempt did. */
  private take(index: number, chunk: Buffer): void {
    if (index * chunkBytes !== this.hashed) return;
    this.hash.update(chunk);
    this.hashed += chunk.length;
  }

  private restart(): void {
    this.id = newId();
    this.seqs = [];
    this.hash = createHash('sha256');
    this.hashed = 0;
    this.manifest = undefined;
  }
}

/**
 * Reads a file from `offset` on.
 * @param seq the number of its manifest
 * @throws {FileError} or what `write` throws
 */
export async function readFile(
  connection: FileConnection,
  { seal }: Pick<FileParty, 'seal'>,
  file: FileId & { readonly offset: number; readonly seq: number },
  write: (bytes: Uint8Array) => Promise<void>,
  { moved }: FileTransit,
): Promise<void> {
  const { offset, size } = file;
  const { payload, user } = await connection.read(file.seq);
  const chunks = seal.openManifest(user, file, payload);
  if (!chunks) throw new FileError('no-such-file', 'not a manifest of this file');
  const first = await connection.first();
  if (chunks.some((seq) => seq < first)) {
    throw new FileError('file-gone', 'newer files took its place');
  }
  const fetch = async (index: number) => {
    const message = await connection.read(chunks[index] as number);
    const bytes = message.user === user && seal.openChunk(user, file, index, message.payload);
    if (!bytes) throw new FileError('wrong-hash', `chunk ${index} isn't one of this file`);
    return bytes;
  };
  const ahead: Promise<Buffer>[] = [];
  let next = Math.floor(offset / chunkBytes);
  for (let at = offset; at < size; ) {
    while (next < chunks.length && ahead.length < Math.max(1, connection.ahead)) {
      const fetching = fetch(next);
      fetching.catch(() => {});
      ahead.push(fetching);
      next += 1;
    }
    const bytes = ((await ahead.shift()) as Buffer).subarray(at % chunkBytes);
    await write(bytes);
    at += bytes.length;
    moved(at);
  }
}

/** Cuts bytes into chunks. @throws {FileError} `file-changed` if they are more or fewer than this */
async function* chunksOf(source: AsyncIterable<Uint8Array>, length: number): AsyncIterable<Buffer> {
  let left = length;
  let chunk = Buffer.alloc(0);
  let filled = 0;
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; ) {
      if (left === 0) throw fileChanged();
      if (filled === 0) chunk = Buffer.alloc(Math.min(chunkBytes, left));
      const part = bytes.subarray(start, start + chunk.length - filled);
      chunk.set(part, filled);
      start += part.length;
      filled += part.length;
      if (filled < chunk.length) continue;
      left -= filled;
      filled = 0;
      // The last one waits until it is certain that nothing follows.
      if (left > 0) yield chunk;
    }
  }
  if (left > 0) throw fileChanged();
  if (length > 0) yield chunk;
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}
