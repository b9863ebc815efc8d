import { decimals, type Row } from './comparison';
import { stamp } from './crowd';
import { type Contender, HubProcess } from './hub-process';
import { LabCrowd } from './lab-crowd';
import { median } from './statistics';

interface PipelineFigures {
  readonly deliveriesPerSecond: number;
  /** Milliseconds from sending to receiving. */
  readonly latencyP50: number;
}

export const pipelineRows: readonly Row<PipelineFigures>[] = [
  { title: 'deliveries/s', of: (run) => run.deliveriesPerSecond, show: decimals(0) },
  { title: 'latency p50, ms', of: (run) => run.latencyP50, show: decimals(2) },
];

interface PipelinePlan {
  readonly members: number;
  readonly speakers: number;
  /** How many messages each speaker sends without waiting. */
  readonly messages: number;
  /** Bytes of a message. */
  readonly size: number;
  readonly phaseMs: number;
}

/** Ends each message: the hub can join several into one, so prefixes can't be counted. */
const MARK = '~';
const MARK_BYTE = MARK.charCodeAt(0);

/** Counts messages by their marks. */
class MarkCrowd extends LabCrowd {
  protected override heard(buffer: Buffer, length: number): number {
    let count = 0;
    for (let at = buffer.indexOf(MARK_BYTE); at >= 0 && at < length; ) {
      count += 1;
      at = buffer.indexOf(MARK_BYTE, at + 1);
    }
    return count;
  }

  protected override toHear(): number {
    return 1;
  }
}

/** Speakers send a lab hub several messages at a time, and go on when everyone has received them all. */
export async function pipeline(
  contender: Contender,
  { members, speakers, messages, size, phaseMs }: PipelinePlan,
): Promise<PipelineFigures> {
  const hub = await HubProcess.start(contender, 'lab');
  const crowd = new MarkCrowd();
  try {
    for (let index = 0; index < members; index += 1) await crowd.join(hub, index % 10 === 9);
    await crowd.settle(300);
    const latencies = crowd.watch();
    const start = performance.now();
    let rounds = 0;
    while (performance.now() - start < phaseMs) {
      for (let speaker = 0; speaker < speakers; speaker += 1) {
        for (let message = 0; message < messages; message += 1) {
          crowd.say(speaker, stamp(size - 1) + MARK);
        }
      }
      await crowd.caughtUp();
      rounds += 1;
    }
    const seconds = (performance.now() - start) / 1000;
    const deliveries = rounds * speakers * messages * crowd.listeners;
    return { deliveriesPerSecond: deliveries / seconds, latencyP50: median(latencies) };
  } finally {
    crowd.leave();
    await hub.stop();
  }
}
