import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal, JournalRecord } from '../../src/room/log/journal';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { temporaryFolder } from '../helpers/temporary-folder';

/** Gives each test of a suite its own archive, in `scene`, with the failures reported so far. */
export function useRoomArchive() {
  const folder = temporaryFolder();
  const scene = {} as { archive: RoomArchive; failures: Error[] };
  const onFailure = (error: Error) => void scene.failures.push(error);
  const createArchive = (path = join(folder(), 'rooms')) =>
    new RoomArchive({ folder: path, clock: systemClock, onFailure });

  beforeEach(() => {
    scene.failures = [];
    scene.archive = createArchive();
  });

  /** Stores records, the first of which is a header, and closes the journal. */
  function keep(records: readonly JournalRecord[], over = false): string {
    const [header, ...rest] = records;
    assert.ok(header?.type === 'hosted' || header?.type === 'guest');
    const journal = scene.archive.create(header);
    for (const record of rest) journal.append(record);
    journal.close(over);
    return journal.id;
  }

  const pathOf = (id: string) => join(folder(), 'rooms', `${id}.ndjson`);
  const textOf = (id: string) => readFileSync(pathOf(id), 'utf8');

  function goOn(id: string): { records: readonly JournalRecord[]; journal: Journal } {
    const opened = scene.archive.open(id);
    assert.ok(opened);
    return opened;
  }

  return { scene, folder, createArchive, onFailure, keep, goOn, pathOf, textOf };
}
