import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { Clock } from '../../util/clock';
import { type Engine, type StoredMessage, Unavailable } from './engine';
import { toRequestError } from './nats-errors';

/** How long to wait for an answer, in ms. */
export const answerMs = 4000;

/** How many bytes to ask for at a time. */
const batchBytes = 1024 * 1024;

/** How many single messages to ask for at a time, where the server has no batches. */
const singles = 64;

export interface DirectReadsOptions {
  readonly clock: Clock;
  readonly manager: JetStreamManager;
  readonly stream: string;
  /** Whether the server answers with several messages. */
  readonly hasBatches: boolean;
}

type Take = (stored: StoredMsg) => void;

/** Reads a stream by direct get, which any node with a copy answers. */
export function directReads(options: DirectReadsOptions): Engine['read'] {
  return (from, most, onMessage) => {
    const take = ({ subject, header, data }: StoredMsg) => {
      const message = toStored(subject, header, data);
      if (message) onMessage(message);
    };
    return options.hasBatches && most > 1
      ? readBatch(options, from, most, take)
      : readSingles(options, from, Math.min(most, singles), take);
  };
}

function readBatch(
  { clock, manager, stream }: DirectReadsOptions,
  seq: number,
  batch: number,
  take: Take,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const settle = (finish: () => void) => {
      timer.dispose();
      isSettled = true;
      stop();
      finish();
    };
    const onLate = () => settle(() => reject(new Unavailable('a batch stopped coming', false)));
    let isSettled = false;
    let timer = clock.after(answerMs, onLate);
    manager.direct
      .getBatch(stream, {
        seq,
        batch,
        max_bytes: batchBytes,
        callback: (done, stored) => {
          if (isSettled) return;
          if (done) {
            const isEmpty = !done.err || isNoMessage(done.err);
            settle(() => (isEmpty ? resolve() : reject(toRequestError(done.err))));
            return;
          }
          timer.dispose();
          timer = clock.after(answerMs, onLate);
          take(stored);
        },
      })
      .then(
        (messages) => {
          stop = () => messages.stop();
          if (isSettled) stop();
        },
        (error) => settle(() => reject(toRequestError(error))),
      );
  });
}

/** Asks for all at once, and takes them in order, up to the first that isn't there. */
async function readSingles(
  { manager, stream }: DirectReadsOptions,
  from: number,
  most: number,
  take: Take,
): Promise<void> {
  const asked = Array.from({ length: most }, (_, index) =>
    manager.direct.getMessage(stream, { seq: from + index }),
  );
  const answers = await Promise.allSettled(asked);
  for (const answer of answers) {
    if (answer.status === 'rejected') {
      if (answer === answers[0]) throw toRequestError(answer.reason);
      return;
    }
    if (answer.value) take(answer.value);
  }
}

/** A batch that has no message says so with this status. */
function isNoMessage(error: Error): boolean {
  return (error as Partial<{ code: number }>).code === 404;
}

/** A message that the server has stored, as read or as it comes by itself; undefined if it doesn't say what it is. */
export function toStored(
  subject: string,
  headers: MsgHdrs | undefined,
  data: Uint8Array,
): StoredMessage | undefined {
  const seq = Number(headers?.get('Nats-Sequence'));
  const time = Date.parse(headers?.get('Nats-Time-Stamp') ?? '');
  if (!headers || !Number.isSafeInteger(seq) || seq < 1 || !Number.isFinite(time)) return undefined;
  const user = userIn(subject);
  const id = headers.get('Nats-Msg-Id');
  const prefix = `${user}.`;
  return {
    ...{ seq, time, user, payload: toBuffer(data) },
    id: id.startsWith(prefix) ? id.slice(prefix.length) : '',
  };
}

/** The user of a subject `dm.<stream>.<what>.<user>…`. */
export function userIn(subject: string): string {
  return subject.split('.')[3] ?? '';
}

export function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
