import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { encodeFrame } from '../net/deskmate/encode';
import type { Journal, JournalRecord } from '../room/journal';
import { withoutSecrets } from '../room/without-secrets';
import { keptLimits, type ReadJournal, readJournal } from './journal-reader';
import type { KeptLimits } from './kept-records';

/** Read and written by the owner only. Windows has no such modes: there the folder's rights count. */
const ownerOnly = 0o600;

/** What may wait for a disk that fails, in bytes; after that nothing is kept any more. */
const mostPending = 4 * 1024 * 1024;

/** What a journal may waste before it is written anew, in bytes, besides as much as it holds. */
const defaultSlackBytes = 16 * 1024 * 1024;

/** Lines of a file written anew are joined to writes of about this many bytes. */
const writeBytes = 1024 * 1024;

export interface JournalFileOptions {
  /** Where the last finished line of the file ends; what follows is cut off with the first write. */
  readonly end?: number;
  /** The file is written anew when it is longer than this, in bytes; later limits follow its size. */
  readonly mostBytes?: number;
  /** What it may waste then, besides as much as it holds. */
  readonly slackBytes?: number;
  /** What is kept when it is written anew. */
  readonly limits?: KeptLimits;
}

/**
 * The journal of one room: a line of JSON for each record, appended only.
 *
 * 1. What `commit()` has handed to the operating system MUST be in the file whatever becomes of this
 *    process. (A computer that loses power may lose what was not on the disk's surface.)
 * 2. A record MUST NOT be in the file before all records appended earlier are.
 * 3. The file MUST stay bounded: what has no meaning any more goes. It is not touched before the first
 *    write, for until then another process may go on with it.
 * 4. A disk that fails MUST NOT throw; it is reported once, and tried again with every commit.
 */
export class JournalFile implements Journal {
  private file: number | undefined;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private state: 'open' | 'given-up' | 'closed' = 'open';
  private reported = false;
  private end: number | undefined;
  private size = 0;
  private mostBytes: number;
  private readonly slackBytes: number;
  private readonly limits: KeptLimits;

  /** @param report is told of a disk that fails */
  constructor(
    readonly id: string,
    private readonly path: string,
    private readonly report: (error: Error) => void,
    { end, mostBytes, slackBytes, limits }: JournalFileOptions = {},
  ) {
    this.end = end;
    this.slackBytes = slackBytes ?? defaultSlackBytes;
    this.mostBytes = mostBytes ?? this.slackBytes;
    this.limits = limits ?? keptLimits;
  }

  append(record: JournalRecord): void {
    if (this.state !== 'open') return;
    const line = encodeFrame(record);
    this.pending.push(line);
    this.pendingBytes += line.length;
  }

  commit(): void {
    if (this.pending.length === 0) return;
    this.attempt(() => this.write());
    // A line of which only a part was taken is finished first.
    const whole = this.pendingBytes === 0;
    if (whole && this.size > this.mostBytes) this.attempt(() => this.compact());
    if (this.pendingBytes > mostPending) this.giveUp();
  }

  close(over: boolean): void {
    if (this.state === 'closed') return;
    this.commit();
    this.state = 'closed';
    this.attempt(() => this.letGo());
    if (over) this.attempt(() => this.removeSecrets());
  }

  /** Lets go of the file without writing to it: it is to be deleted. */
  discard(): void {
    this.pending = [];
    this.pendingBytes = 0;
    this.state = 'closed';
    this.attempt(() => this.letGo());
  }

  private write(): void {
    this.file ??= this.open();
    const bytes = this.pending.length === 1 ? this.pending[0] : Buffer.concat(this.pending);
    let rest = bytes as Buffer;
    try {
      // A disk that is nearly full may take a part only.
      while (rest.length > 0) rest = rest.subarray(writeSync(this.file, rest));
    } finally {
      this.size += this.pendingBytes - rest.length;
      this.pending = rest.length > 0 ? [rest] : [];
      this.pendingBytes = rest.length;
    }
  }

  private open(): number {
    if (this.end !== undefined && statSync(this.path).size > this.end) {
      truncateSync(this.path, this.end);
    }
    this.end = undefined;
    const file = openSync(this.path, 'a', ownerOnly);
    this.size = fstatSync(file).size;
    return file;
  }

  /** Writes the file anew, without what has no meaning any more. */
  private compact(): void {
    // Also when it fails, it is not tried again before long.
    this.mostBytes = 2 * this.size + this.slackBytes;
    const read = this.read();
    if (!read) return;
    // Some systems put no file in the place of one that is open.
    this.letGo();
    writeJournal(this.path, read.records);
    this.size = statSync(this.path).size;
    this.mostBytes = 2 * this.size + this.slackBytes;
  }

  private letGo(): void {
    const { file } = this;
    this.file = undefined;
    if (file !== undefined) closeSync(file);
  }

  private removeSecrets(): void {
    const read = this.read();
    if (read) writeJournal(this.path, withoutSecrets(read.records));
  }

  /** What is in the file; undefined when the history was cleared in the meantime. */
  private read(): ReadJournal | undefined {
    return existsSync(this.path) ? readJournal(this.path, this.limits) : undefined;
  }

  /** A hole in the journal would be worse than an end. */
  private giveUp(): void {
    this.pending = [];
    this.pendingBytes = 0;
    this.state = 'given-up';
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.reported) return;
      this.reported = true;
      this.report(error as Error);
    }
  }
}

/**
 * Writes a journal anew: either the old file or the whole new one is there, whatever happens.
 *
 * @throws what the file system throws
 */
export function writeJournal(path: string, records: readonly JournalRecord[]): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(unfinished, 'w', ownerOnly);
    try {
      let lines: Buffer[] = [];
      let bytes = 0;
      for (const [index, record] of records.entries()) {
        const line = encodeFrame(record);
        lines.push(line);
        bytes += line.length;
        if (bytes < writeBytes && index < records.length - 1) continue;
        let rest = Buffer.concat(lines);
        while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
        lines = [];
        bytes = 0;
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
