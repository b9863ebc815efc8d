/** Where a log ends: the epoch and the number of its last entry; all 0 for an empty log. */
export interface LogEnd {
  readonly term: number;
  readonly opening: number;
  readonly seq: number;
}

/** What the reducers know of this member's log, on disk or not. */
export interface LogSummary {
  readonly last: LogEnd;
  /** The voters: members of the newest `successors` entry, in its order. The host is one of them. */
  readonly voters: readonly string[];
  /** Number of that entry; 0 if there is none and the host is the only voter. */
  readonly votersSeq: number;
}

/** What voters say to each other. A message may be lost, come twice, late, or in another order. */
export type SuccessionMessage =
  /** Would you promise this term? Nothing is stored. */
  | { readonly type: 'pre-vote'; readonly term: number }
  | { readonly type: 'would-promise'; readonly term: number }
  /** Promise me this term. */
  | { readonly type: 'elect'; readonly term: number }
  /** The sender has stored its promise; its log ends at `last` and stays so. */
  | ({ readonly type: 'promised'; readonly term: number } & LogSummary)
  /** No to `pre-vote`, `elect` or `moved` of this term. The sender's own term is `own`. */
  | { readonly type: 'refused'; readonly term: number; readonly own: number }
  /** From the host of this term: stand for the next one now. */
  | { readonly type: 'stand-now'; readonly term: number }
  /** The host of this term is `host`. */
  | { readonly type: 'moved'; readonly term: number; readonly host: string };

/** What happens to a voter. */
export type SuccessionInput =
  /** Time has passed; due at {@link wakeAt} at the latest. */
  | { readonly type: 'tick' }
  | { readonly type: 'message'; readonly from: string; readonly message: SuccessionMessage }
  /** Bytes came from the hub that this member follows; `term` is the one of its welcome. */
  | { readonly type: 'heard'; readonly host: string; readonly term: number }
  /** The log has changed. */
  | { readonly type: 'log'; readonly log: LogSummary }
  /** The promise of this term is on disk (fsync), with everything before it. */
  | { readonly type: 'promise-stored'; readonly term: number }
  /** The log is that of the voter that `copy-log` named, on disk. `log` came before. */
  | { readonly type: 'log-copied'; readonly term: number }
  /** `copy-log` or `take-over` failed. */
  | { readonly type: 'failed'; readonly term: number }
  /** The opening and the `took-over` entry with number `first` are on disk; the room is open. */
  | { readonly type: 'took-over'; readonly term: number; readonly first: number }
  /** Host only: the member has everything up to `seq` on disk; from a connection to this opening. */
  | { readonly type: 'held'; readonly member: string; readonly seq: number }
  /** Host only: that connection has ended. */
  | { readonly type: 'lost'; readonly member: string }
  /** Host only: this disk has everything up to `seq`. */
  | { readonly type: 'synced'; readonly seq: number }
  /** Host only: the user hands the room over to this voter. */
  | { readonly type: 'hand-over'; readonly to: string };

/** What the caller has to do, in this order. */
export type SuccessionEffect =
  | { readonly type: 'send'; readonly to: string; readonly message: SuccessionMessage }
  /** Store this record and sync it, then report `promise-stored`. */
  | { readonly type: 'store-promise'; readonly term: number; readonly to: string }
  /** Number nothing any more; also what waits to be numbered. */
  | { readonly type: 'stop-hosting' }
  /** Take nothing more from the hub, and acknowledge nothing that came from it. */
  | { readonly type: 'stop-following' }
  /** Connect to the hub of this member, which is the host of this term. */
  | { readonly type: 'follow'; readonly host: string; readonly term: number }
  /** Make the log the same as that of `from`, which ends at `last`; then report `log-copied` or `failed`. */
  | {
      readonly type: 'copy-log';
      readonly from: string;
      readonly term: number;
      readonly last: LogEnd;
    }
  /** Store an opening of this term and `took-over`, sync, open; then report `took-over` or `failed`. */
  | { readonly type: 'take-over'; readonly term: number }
  | { readonly type: 'hand-over-failed'; readonly to: string };

/** A promise: no other hub than that of `to` may be followed in this term, and none of a lower one. */
export interface StoredPromise {
  readonly term: number;
  readonly to: string;
}
