import { NetError } from '../../protocol/net-error';
import type { ChainPoint, StreamEntry, WideEpoch, WideStream } from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import type { EpochStreams } from './epoch-streams';
import { maxKept } from './recent-entries';
import { inSlices, StreamReader } from './stream-reader';
import { removedError } from './wide-permissions';
import { type Reduced, WideReducer } from './wide-reducer';

export interface EpochWalkDeps {
  readonly clock: Clock;
  readonly pin: string;
  readonly streams: Pick<EpochStreams, 'open' | 'openIfThere' | 'enter'>;
}

/** The stream of the newest epoch, and what it and those before it say. */
export interface WalkedEpochs {
  readonly epoch: WideEpoch;
  /** All that were read, the newest one last. */
  readonly epochs: readonly WideEpoch[];
  readonly reader: StreamReader;
  readonly reducer: WideReducer;
  /** Number of the oldest entry read. */
  readonly first: number;
  /** What the entries mean, oldest first. */
  readonly outcomes: readonly Reduced[];
  /** The epoch before the newest one, if this walk moved on from there. */
  readonly left?: LeftEpoch;
}

/** An epoch that the room has moved on from. */
export interface LeftEpoch {
  readonly epoch: WideEpoch;
  /** The chain up to its end, if that is known. */
  readonly chain: ChainPoint | undefined;
  /** Id of the member who moved the room. */
  readonly by: string;
}

interface Part {
  readonly epoch: WideEpoch;
  readonly first: number;
  readonly entries: readonly StreamEntry[];
}

/**
 * Reads a wide room from the start: follows its moves to the newest epoch, and then goes back to as many earlier ones as
 * a stream would keep entries.
 * @param from an epoch that this member knows
 * @param seen how far this member has seen its log, and the chain up to some entry of that epoch
 * @throws {NetError} `removed` or `bad-key` if the room has moved on without this member
 */
export async function walkEpochs(
  deps: EpochWalkDeps,
  from: WideEpoch,
  { chain, held }: { readonly held: number; readonly chain: ChainPoint | undefined },
  signal: AbortSignal,
): Promise<WalkedEpochs> {
  // No epoch that it knows is newer, so this stream has had all that it has seen.
  let stream = await deps.streams.open(from, signal, Math.max(held, chain?.seq ?? 0));
  try {
    let epoch = from;
    let left: WalkedEpochs['left'];
    let reader = new StreamReader(stream, 0, chain);
    const parts: Part[] = [];
    let walked = newWalk(deps, stream);
    for (;;) {
      parts.push({ epoch, first: reader.first, entries: await reader.untilLast(signal) });
      await feed(walked, parts.slice(-1), deps.clock);
      const { rekey } = walked.reducer;
      if (!rekey) break;
      const next = nextEpoch(stream, walked.reducer);
      left = { epoch, chain: pointAt(stream, rekey.seq), by: rekey.author };
      reader.dispose();
      stream.drop();
      stream = await deps.streams.enter(next, rekey.seq + 1, signal);
      epoch = next;
      reader = new StreamReader(stream, 0, left.chain);
    }
    const earlier = await readEarlier(deps, stream, parts, signal);
    if (earlier.length > 0) {
      parts.unshift(...earlier);
      walked = newWalk(deps, stream);
      await feed(walked, parts, deps.clock);
    }
    const { first } = parts[0] as Part;
    const epochs = parts.map((part) => part.epoch);
    return { epoch, epochs, reader, ...walked, first, ...(left && { left }) };
  } catch (error) {
    stream.drop();
    throw error;
  }
}

/**
 * Reads on in the stream of an epoch, where the reducer has stopped.
 * @returns undefined if that isn't possible, or the room has moved on: then someone has to walk
 * @throws {NetError} and the reducer may have taken a part then
 */
export async function readOn(
  { clock }: Pick<EpochWalkDeps, 'clock'>,
  epoch: WideEpoch,
  stream: WideStream,
  reducer: WideReducer,
  chain: ChainPoint | undefined,
  signal: AbortSignal,
): Promise<WalkedEpochs | undefined> {
  const held = reducer.last;
  if (stream.last < held) return undefined;
  const reader = new StreamReader(stream, held, chain);
  const walk: Walk = { reducer, outcomes: [] };
  const entries = await reader.untilLast(signal);
  const { first } = reader;
  if (first > held + 1) reducer.skip(first - 1);
  await takeAll(walk, entries, clock);
  if (!reducer.rekey) return { epoch, epochs: [epoch], reader, first, ...walk };
  reader.dispose();
  return undefined;
}

/** The epoch that the room has moved to. @throws {NetError} `removed` or `bad-key` if this member wasn't taken along */
export function nextEpoch(stream: WideStream, reducer: WideReducer): WideEpoch {
  const { rekey } = reducer;
  const { member } = stream;
  const sealed = rekey?.tokens.get(member);
  const token = rekey && sealed !== undefined && stream.openToken(rekey.epoch, sealed);
  if (rekey && token) return { number: rekey.epoch, token };
  const removal = reducer.permissions.removal(member);
  if (removal) throw removedError(removal);
  throw new NetError('bad-key', 'the room has a new key, which this member didn’t get');
}

/** The chain up to an entry, if it is the last one that was read. */
export function pointAt({ chain }: WideStream, seq: number): ChainPoint | undefined {
  return chain?.seq === seq ? chain : undefined;
}

/** What was read so far. */
interface Walk {
  readonly reducer: WideReducer;
  readonly outcomes: Reduced[];
}

function newWalk({ pin }: EpochWalkDeps, stream: WideStream): Walk {
  return { reducer: new WideReducer({ pin, open: (proof) => stream.open(proof) }), outcomes: [] };
}

async function feed(walk: Walk, parts: readonly Part[], clock: Clock): Promise<void> {
  for (const { epoch, first, entries } of parts) {
    walk.reducer.begin(epoch.number);
    walk.reducer.skip(first - 1);
    await takeAll(walk, entries, clock);
  }
}

async function takeAll(
  { outcomes, reducer }: Walk,
  entries: readonly StreamEntry[],
  clock: Clock,
): Promise<void> {
  await inSlices(entries, clock, (entry) => {
    const outcome = reducer.take(entry);
    if (outcome) outcomes.push(outcome);
  });
}

/** The epochs before the first of these parts, the oldest first. */
async function readEarlier(
  deps: EpochWalkDeps,
  newest: WideStream,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const earlier: Part[] = [];
  let count = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  let [oldest] = parts;
  while (oldest && oldest.epoch.number > 1 && count < maxKept) {
    const before = await readBefore(deps, newest, oldest, signal);
    if (before) earlier.unshift(before);
    count += before?.entries.length ?? 0;
    oldest = before;
  }
  return earlier;
}

/** The epoch that this one says it continues; undefined if that can't be read any more. */
async function readBefore(
  deps: EpochWalkDeps,
  newest: WideStream,
  part: Part,
  signal: AbortSignal,
): Promise<Part | undefined> {
  const scratch = newWalk(deps, newest);
  await feed(scratch, [part], deps.clock);
  for (const { act, refusal } of scratch.outcomes) {
    if (act?.type !== 'continues' || refusal !== undefined) continue;
    if (act.epoch !== part.epoch.number - 1) continue;
    const epoch = { number: act.epoch, token: act.token };
    const stream = await deps.streams.openIfThere(epoch, signal);
    if (!stream) continue;
    const reader = new StreamReader(stream, 0);
    try {
      return { epoch, first: reader.first, entries: await reader.untilLast(signal) };
    } finally {
      reader.dispose();
      stream.drop();
    }
  }
  return undefined;
}
