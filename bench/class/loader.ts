/** A load process: holds the members of a class. */
import { serveCommands } from '../command-process';
import type { LoadCommands } from './class-commands';
import { ClassLoad } from './class-load';

const load = new ClassLoad();

const commands: LoadCommands = {
  join: (plan) => load.join(plan),
  settle: () => load.settle(),
  fill: () => load.fill(),
  start: (pace) => load.start(pace),
  stop: () => load.stop(),
  check: () => load.check(),
  views: () => load.views(),
};

serveCommands(commands);
