import * as v from 'valibot';
import { cleanFrame } from './clean-frame';
import { decodeWithEntries, encodeFrame } from './codec';
import { logEntries } from './entry-frames';
import {
  last,
  listener,
  logPosition,
  maxSuccessors,
  member,
  opening,
  seq,
  term,
} from './frame-fields';
import { toMember } from './frames';
import { defaultLimits } from './limits';
import type { RoomEntry } from './room-entry';

/**
 * The frames between the servers of two voters, the same in both directions; docs/PROTOCOL.md explains them under
 * "Voters", and docs/SUCCESSION.md what voters do with them. A frame is a JSON object on a line of its own. Fields not
 * listed here are ignored.
 */

/** Numbers up to a term. 0: none yet. */
const noTerm = last;

/** What voters say to each other. */
export const voterFrames = {
  /** Would you promise this term? */
  'pre-vote': v.object({ type: v.literal('pre-vote'), term }),
  /** Yes to `pre-vote`. */
  'would-promise': v.object({ type: v.literal('would-promise'), term }),
  /** Promise me this term. */
  elect: v.object({ type: v.literal('elect'), term }),
  /** The sender has promised. Its log ends at `last`, all 0 if it is empty; its newest list of voters is entry `votersSeq`. */
  promised: v.object({
    type: v.literal('promised'),
    term,
    last: v.object({ term: noTerm, opening, seq: last }),
    voters: v.pipe(v.array(member), v.maxLength(maxSuccessors), v.readonly()),
    votersSeq: last,
  }),
  /** No to a frame of this term. The sender's own term is `own`. */
  refused: v.object({ type: v.literal('refused'), term, own: noTerm }),
  /** From the host of this term: stand for the next one now. */
  'stand-now': v.object({ type: v.literal('stand-now'), term }),
  /** The host of this term is the member `host`, with this listener. */
  moved: v.object({ type: v.literal('moved'), term, host: member, ...listener.entries }),
  /** From the candidate that has the receiver's promise of this term: send what this log lacks of yours. */
  copy: v.object({ type: v.literal('copy'), term, ...logPosition }),
  /**
   * The answer to `copy`: `epoch`, `gap` and entries follow, as after a `welcome`, and then `more`. The sender keeps the
   * entries `first` to `last`. `keep`: the last entry that both share, if the candidate holds more than that.
   */
  log: v.object({
    type: v.literal('log'),
    term,
    first: seq,
    last,
    keep: v.optional(last),
  }),
  /** The last entry sent was `seq`; 0 for none. If that isn't the log's last, the candidate asks again. */
  more: v.object({ type: v.literal('more'), term, seq: last }),
} as const;

/** What the two ends of a connection say to see whether it still holds. */
export const voterProbes = {
  /** Are you there? Sent with a frame when nothing has come for a while. */
  ping: v.object({ type: v.literal('ping') }),
  /** The answer to `ping`. */
  pong: v.object({ type: v.literal('pong') }),
} as const;

/** How long the entries may be that one `copy` is answered with, in bytes. */
export const maxCopyBytes = 256 * 1024;

/** The protocol between voters, in ALPN. */
export const voterAlpn = 'deskmate-voter/1';

const { epoch, gap } = toMember;

const catalogue = { ...logEntries, epoch, gap, ...voterFrames, ...voterProbes };

type Own = v.InferOutput<(typeof voterFrames)[keyof typeof voterFrames]>;
type VoterProbe = v.InferOutput<(typeof voterProbes)[keyof typeof voterProbes]>;
type LogFrame = RoomEntry | v.InferOutput<typeof epoch> | v.InferOutput<typeof gap>;

/** A frame from one voter to another. */
export type VoterFrame = Own | LogFrame;

/** Encodes a frame to another voter as a line; an entry of a later version as it came. */
export function encodeVoterFrame(frame: VoterFrame): Buffer {
  return frame.type === 'unknown' ? Buffer.from(`${frame.json}\n`) : encodeFrame(frame);
}

/** Decodes a line from another voter; undefined if it isn't a frame. The names and texts of entries are clean. Never throws. */
export function decodeVoterFrame(
  line: string,
  jsonDepth = defaultLimits.jsonDepth,
): VoterFrame | VoterProbe | undefined {
  const decoded = decodeWithEntries(catalogue, line, jsonDepth);
  if (!decoded.ok) return undefined;
  const { frame } = decoded;
  return isVoterProbe(frame) || isOwn(frame) ? frame : (cleanFrame(frame) as LogFrame);
}

/** Whether the connection itself answers this frame. */
export function isVoterProbe(frame: VoterFrame | VoterProbe): frame is VoterProbe {
  return Object.hasOwn(voterProbes, frame.type);
}

function isOwn(frame: Exclude<VoterFrame | VoterProbe, VoterProbe>): frame is Own {
  return Object.hasOwn(voterFrames, frame.type);
}
