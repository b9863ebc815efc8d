/**
 * One person's window in a process of its own: a real session with the real network and its files in a folder. It
 * does what the lines of JSON on standard input say, prints what happens as lines of JSON on standard output, and
 * what it logs on standard error.
 */

import { readdirSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createNetwork } from '../../../src/net/network';
import type { Archive } from '../../../src/room/log/journal';
import { RoomArchive } from '../../../src/store/room-archive';
import { type Clock, systemClock } from '../../../src/util/clock';
import type { MemberCommand, MemberEvent, Sabotage } from './member-events';
import { MemberWindow, pacedLimits } from './member-window';

const [folder = '', person = '', ...numbers] = process.argv.slice(2);
const pace = Number(numbers[0]);
/** How far the computer's clock is off, in ms. */
let clockOffset = Number(numbers[1]);
const sabotage = numbers[2];

const clock: Clock = {
  now: () => systemClock.now() + clockOffset,
  after: (ms, callback) => systemClock.after(ms, callback),
};

const print = (event: MemberEvent) => process.stdout.write(`${JSON.stringify(event)}\n`);
const log = (level: string) => (message: string) => process.stderr.write(`${level}: ${message}\n`);
const logger = { info: log('info'), warn: log('warn'), error: log('error') };

const limits = pacedLimits(pace);
const onFailure = ({ message }: Error) => logger.error(`the disk: ${message}`);
const archive = sabotaged(new RoomArchive({ folder, clock, onFailure }));
const network = createNetwork({ clock, limits });
const window = new MemberWindow(person, { network, limits, clock, logger, archive, pace }, print);

/** A planted fault, with which the tests of the tests check that they find one. */
function sabotaged(real: RoomArchive): Archive {
  if (sabotage !== ('loses-an-entry' satisfies Sabotage)) return real;
  const open = real.open.bind(real);
  let messages = 0;
  real.open = (id) => {
    const opened = open(id);
    const records = opened?.records.filter(({ type }) => {
      if (type !== 'message') return true;
      messages += 1;
      return messages !== 5;
    });
    return opened && records && { ...opened, records };
  };
  return real;
}

/** Sockets and files of the folder that are open; the standard streams are the test's. */
function openFiles(): readonly string[] {
  const own = '/proc/self/fd';
  return readdirSync(own).flatMap((fd) => {
    if (Number(fd) <= 2) return [];
    try {
      const target = readlinkSync(`${own}/${fd}`);
      return target.startsWith('socket:') || target.startsWith(folder) ? [target] : [];
    } catch {
      // It was the one that listed them.
      return [];
    }
  });
}

async function end(): Promise<void> {
  await window.session.suspend();
  window.session.dispose();
  input.close();
  process.stdin.destroy();
  // Whatever else is open keeps the process alive.
  print({ open: openFiles() });
  process.once('exit', () => print({ open: openFiles() }));
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const command = JSON.parse(line) as MemberCommand;
  if (command.do === 'set-clock') clockOffset = command.offset;
  else if (command.do === 'end') void end();
  else void window.do(command);
});
void window.start();
