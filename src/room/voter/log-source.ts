import type { LogPosition } from '../../protocol/log-feed';
import { encodeVoterFrame, maxCopyBytes, type VoterFrame } from '../../protocol/voter-frames';
import { isSameEpoch } from '../log/epochs';
import type { VotedLog } from './voter-log';

/** A log that other voters may copy. */
export interface CopiedLog extends VotedLog {
  /** Number of the last entry that this log and another one share. */
  agreed(position: LogPosition): number;
}

type Copy = Extract<VoterFrame, { readonly type: 'copy' }>;

/**
 * The answer to a voter that copies this log: what its own lacks, up to a limit. Whoever asks MUST have the newest
 * promise of this member, so that the log stays as it is until the copy is complete.
 */
export function* answerCopy(log: CopiedLog, copy: Copy): Generator<VoterFrame> {
  const { entries, last } = log;
  const { term, ...position } = copy;
  const keep = log.agreed(position);
  yield {
    ...{ type: 'log', term, first: entries[0]?.seq ?? last + 1, last },
    ...(keep < position.last && { keep }),
  };
  let seq = keep;
  let bytes = 0;
  for (let index = after(entries, keep); index < entries.length; index += 1) {
    const entry = entries[index] as (typeof entries)[number];
    if (entry.seq > seq + 1) yield { type: 'gap', from: seq + 1, to: entry.seq - 1 };
    const epoch = log.epochAt(entry.seq);
    const isFirst = bytes === 0 || !isSameEpoch(epoch, log.epochAt(seq));
    if (isFirst) yield { type: 'epoch', term: epoch.term, opening: epoch.opening };
    yield entry;
    seq = entry.seq;
    bytes += encodeVoterFrame(entry).length;
    if (bytes >= maxCopyBytes) break;
  }
  // What a host no longer kept may be the end of a log.
  if (bytes < maxCopyBytes && seq < last) {
    yield { type: 'gap', from: seq + 1, to: last };
    seq = last;
  }
  yield { type: 'more', term, seq };
}

/** Index of the first entry with a number above `seq`. */
function after(entries: VotedLog['entries'], seq: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
