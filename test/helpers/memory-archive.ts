import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinOf } from '../../src/net/deskmate/certificate';
import { defaultFileLimits } from '../../src/protocol/file-limits';
import type { FileStore } from '../../src/room/file-store';
import { withoutLog } from '../../src/room/guest/restored-guest';
import type {
  Archive,
  GuestHeader,
  HostHeader,
  Journal,
  JournalRecord,
  RoomSummary,
} from '../../src/room/log/journal';
import { withoutSecrets } from '../../src/room/log/journal-records';
import { DiskFileStore } from '../../src/store/disk-file-store';
import { hostEndpoints, pinsOf } from '../../src/store/room-summary';
import { systemClock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';

interface Kept {
  records: JournalRecord[];
  /** Time of the newest record, in ms since the Unix epoch. */
  time: number;
}

/** An archive in memory. */
export class MemoryArchive implements Archive {
  private readonly rooms = new Map<string, Kept>();
  private lastId = 0;

  /** @param now milliseconds since the Unix epoch */
  constructor(private readonly now: () => number = systemClock.now) {}

  /** What a backup made now would contain. */
  copy(): MemoryArchive {
    const copy = new MemoryArchive(this.now);
    copy.lastId = this.lastId;
    for (const [id, { records, time }] of this.rooms)
      copy.rooms.set(id, { records: [...records], time });
    return copy;
  }

  create(header: HostHeader | GuestHeader): Journal {
    this.lastId += 1;
    const id = `memory-${this.lastId}`;
    const kept = { records: [], time: this.now() };
    this.rooms.set(id, kept);
    const journal = this.journal(id, kept);
    journal.append(header);
    return journal;
  }

  open(
    id: string,
  ): { readonly records: readonly JournalRecord[]; readonly journal: Journal } | undefined {
    const kept = this.rooms.get(id);
    return kept && { records: [...kept.records], journal: this.journal(id, kept, 1) };
  }

  read(id: string): readonly JournalRecord[] | undefined {
    const kept = this.rooms.get(id);
    return kept && [...kept.records];
  }

  *reading(id: string): Generator<void, readonly JournalRecord[] | undefined, undefined> {
    yield;
    return this.read(id);
  }

  list(): readonly RoomSummary[] {
    const summaries = Array.from(this.rooms, ([id, kept]) => summary(id, kept));
    return summaries.filter((room) => room !== undefined).sort((a, b) => b.time - a.time);
  }

  forgetLog(id: string): void {
    const kept = this.rooms.get(id);
    if (kept) kept.records = [...withoutLog(kept.records)];
  }

  replace(id: string, records: readonly JournalRecord[]): boolean {
    const kept = this.rooms.get(id);
    if (kept) kept.records = [...records];
    return kept !== undefined;
  }

  delete(id: string): void {
    this.rooms.delete(id);
  }

  async copyFiles(): Promise<void> {}

  fileBytes(): number {
    return 0;
  }

  removeFiles(): void {}

  files(): FileStore {
    return new DiskFileStore({
      folder: join(tmpdir(), `deskmate-test-${process.pid}-${randomBytes(8).toString('hex')}`),
      ...{ clock: systemClock, maxBytes: defaultFileLimits.roomBytes, temporary: true },
    });
  }

  /** Records that aren't committed are lost with the journal, as with a file. */
  private journal(id: string, kept: Kept, opened = 0): Journal {
    let pending: JournalRecord[] = [];
    let closed = false;
    let appended = opened;
    let synced = opened;
    const syncs = new Emitter<void>();
    const commit = () => {
      if (closed || pending.length === 0) return !closed;
      synced = appended;
      queueMicrotask(() => syncs.fire());
      kept.records.push(...pending);
      kept.time = this.now();
      pending = [];
      return true;
    };
    return {
      id,
      problem: undefined,
      onDidChange: () => ({ dispose() {} }),
      get appended() {
        return appended;
      },
      get synced() {
        return synced;
      },
      onDidSync: syncs.event,
      append: (record) => {
        if (closed) return;
        pending.push(record);
        appended += 1;
      },
      commit,
      store: (records) => {
        if (closed) return false;
        pending.push(...records);
        appended += records.length;
        return commit();
      },
      moveTo: async () => undefined,
      close: (over) => {
        commit();
        closed = true;
        if (over) kept.records = [...withoutSecrets(kept.records)];
      },
    };
  }
}

function summary(id: string, { records, time }: Kept): RoomSummary | undefined {
  const header = records.findLast(({ type }) => type === 'hosted' || type === 'guest');
  if (header?.type !== 'hosted' && header?.type !== 'guest') return undefined;
  const end = records.at(-1);
  const pin = header.type === 'guest' ? header.pin : pinOfHost(header.door.certificate);
  return {
    id,
    role: header.type === 'hosted' ? 'host' : 'guest',
    kind: header.kind,
    name: header.name,
    pin,
    firstPin: header.firstPin ?? pin,
    pins: pinsOf(header, pin, records.toReversed()),
    endpoints: header.type === 'guest' ? hostEndpoints(header) : [],
    time,
    over: end?.type === 'closed' && !end.again,
    closed: end?.type === 'closed' && end.again === true,
    entries: records.filter((record) => 'seq' in record).length,
    bytes: records.reduce((bytes, record) => bytes + JSON.stringify(record).length + 1, 0),
  };
}

/** Access control in tests has no certificates. */
function pinOfHost(certificate: string): string {
  return certificate.startsWith('-----BEGIN') ? pinOf(certificate) : '';
}
