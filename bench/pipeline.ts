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
  readonly senders: number;
  /** How many messages each sender sends without waiting. */
  readonly messages: number;
  /** The size of a message, in bytes. */
  readonly size: number;
  readonly phaseMs: number;
}

/** Ends each message: the hub may merge several messages into one, so counting prefixes wouldn't work. */
const MARKER = '~';
const MARKER_BYTE = MARKER.charCodeAt(0);

/** Counts messages by their markers. */
class MarkerCrowd extends LabCrowd {
  protected override countReceived(buffer: Buffer, length: number): number {
    let count = 0;
    for (let at = buffer.indexOf(MARKER_BYTE); at >= 0 && at < length; ) {
      count += 1;
      at = buffer.indexOf(MARKER_BYTE, at + 1);
    }
    return count;
  }

  protected override expectedPerReceiver(): number {
    return 1;
  }
}

/** Members of a lab room each send several messages at once; the next round starts when all are received. */
export async function pipeline(
  contender: Contender,
  { members, senders, messages, size, phaseMs }: PipelinePlan,
): Promise<PipelineFigures> {
  const hub = await HubProcess.start(contender, 'lab');
  const crowd = new MarkerCrowd();
  try {
    for (let index = 0; index < members; index += 1) await crowd.join(hub, index % 10 === 9);
    await crowd.settle(300);
    const latencies = crowd.startTiming();
    const start = performance.now();
    let rounds = 0;
    while (performance.now() - start < phaseMs) {
      for (let sender = 0; sender < senders; sender += 1) {
        for (let message = 0; message < messages; message += 1) {
          crowd.send(sender, stamp(size - 1) + MARKER);
        }
      }
      await crowd.waitForDelivery();
      rounds += 1;
    }
    const seconds = (performance.now() - start) / 1000;
    const deliveries = rounds * senders * messages * crowd.receivers;
    return { deliveriesPerSecond: deliveries / seconds, latencyP50: median(latencies) };
  } finally {
    crowd.leave();
    await hub.stop();
  }
}
