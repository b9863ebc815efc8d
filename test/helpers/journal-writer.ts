/**
 * A program that stores a room in the given folder, and prints every number that it has committed,
 * until it is killed. It first prints the room's id.
 */
import { writeSync } from 'node:fs';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { hostHeader, message } from './journal-records';

const onFailure = (error: Error) => {
  throw error;
};
const archive = new RoomArchive({ folder: process.argv[2] ?? '', clock: systemClock, onFailure });
const journal = archive.create(hostHeader);
writeSync(1, `${journal.id}\n`);

/** The test kills this program within a second; the limit ends it if the test doesn't. */
const maxEntries = 200_000;

for (let seq = 1; seq <= maxEntries; ) {
  for (const end = seq + 1 + (seq % 4); seq < end; seq += 1) journal.append(message(seq));
  journal.commit();
  writeSync(1, `${seq - 1}\n`);
}
