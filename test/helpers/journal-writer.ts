/**
 * A program that keeps a room in the folder it is given, and says every number that it has committed,
 * until it is killed. First of all it says the room's id.
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

/** The parent kills this program within a second; nothing writes for longer than it needs. */
const most = 200_000;

for (let seq = 1; seq <= most; ) {
  for (const end = seq + 1 + (seq % 4); seq < end; seq += 1) journal.append(message(seq));
  journal.commit();
  writeSync(1, `${seq - 1}\n`);
}
