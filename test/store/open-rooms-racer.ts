import { createInterface } from 'node:readline';
import { OpenRooms } from '../../src/store/open-rooms';
import { systemClock } from '../../src/util/clock';

/** Claims a room at the time that each line of standard input names, and prints whether it got it; `release` lets it go. */
const [folder = '', pin = ''] = process.argv.slice(2);
const rooms = new OpenRooms({
  ...{ folder, clock: systemClock, pid: process.pid, machine: 'here' },
  isRunning: (pid) => pid !== 1,
  openFolder: () => undefined,
});

createInterface(process.stdin).on('line', (line) => {
  if (line === 'release') rooms.keepOnly(undefined);
  else {
    // The other process wakes up at the same moment.
    while (Date.now() < Number(line));
    process.stdout.write(`${rooms.claim(pin, 'guest') === undefined}\n`);
    return;
  }
  process.stdout.write('released\n');
});
