import type { JournalRecord } from '../room/log/journal';

/** What a journal has done since this process opened it, for monitoring. */
export class JournalMeter {
  private messageCount = 0;
  private failureCount = 0;
  private time: number | undefined;

  /** @param size of the file, in bytes */
  constructor(private readonly size: () => number) {}

  /** Messages that were added, of all members. */
  get messages(): number {
    return this.messageCount;
  }

  /** How often writing or syncing has failed, counting each new attempt. */
  get failures(): number {
    return this.failureCount;
  }

  /** When records were last known to be on disk (fsync), in ms since the Unix epoch; undefined if they never were. */
  get syncedAt(): number | undefined {
    return this.time;
  }

  /** Length of the file, in bytes. */
  get bytes(): number {
    return this.size();
  }

  added({ type }: JournalRecord): void {
    if (type === 'message') this.messageCount += 1;
  }

  failed(): void {
    this.failureCount += 1;
  }

  synced(now: number): void {
    this.time = now;
  }
}
