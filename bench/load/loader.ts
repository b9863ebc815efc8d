/** A load process: does what its parent asks, one command after the other. */
import { Crowd } from './crowd';
import type { LoadCommand, LoadCommands, LoadReply } from './load-process';
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

process.on('message', ({ name, argument }: LoadCommand) => {
  const handle = commands[name] as (argument: unknown) => unknown;
  Promise.resolve()
    .then(() => handle(argument))
    .then(
      (value) => reply({ value }),
      (error: Error) => reply({ problem: error.message }),
    );
});

// The parent is gone.
process.once('disconnect', () => process.exit());

function reply(message: LoadReply): void {
  process.send?.(message);
}
