/** A load process: holds members of a room and lets them speak. */
import { serveCommands } from '../command-process';
import { Crowd } from './crowd';
import type { LoadCommands } from './load-commands';
import { readLog } from './newcomers';

const crowd = new Crowd();

const commands: LoadCommands = {
  join: (plan) => crowd.join(plan),
  probe: () => crowd.probe(),
  allHeard: () => crowd.allHeard(),
  startTalking: (plan) => crowd.startTalking(plan),
  stopTalking: () => crowd.stopTalking(),
  sample: () => crowd.sample(),
  startTiming: () => crowd.startTiming(),
  stopTiming: () => crowd.stopTiming(),
  check: (sent) => crowd.check(sent),
  storm: (plan) => crowd.storm(plan),
  newcomers: ({ room, count }) => readLog(room, count),
};

serveCommands(commands);
