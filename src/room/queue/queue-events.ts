import type { Question, RequestState } from '../../protocol/class-frames';
import type { RefusalCode } from '../../protocol/net-error';
import type { HelpRecord } from '../classroom';

/** A request that hasn't ended. Times are in ms since the Unix epoch. */
export interface HelpRequest {
  readonly member: string;
  /** The id that its student gave it. */
  readonly id: string;
  /** Rises with each request; orders those with the same time. */
  readonly number: number;
  readonly question: Question;
  readonly asked: number;
  readonly state: RequestState;
  readonly helper?: string;
  /** When the helper took it. */
  readonly taken?: number;
}

/** A change of the queue. Replaying all of them in order gives the same queue. */
export type QueueEvent =
  | { readonly type: 'asked'; readonly request: HelpRequest }
  | {
      readonly type: 'moved';
      readonly member: string;
      readonly state: RequestState;
      readonly helper?: string | undefined;
      readonly time: number;
    }
  | { readonly type: 'ended'; readonly record: HelpRecord };

/** Who acts on a request, with the name for its record. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** What is asked of the queue. `time` is now, in ms since the Unix epoch. */
export type QueueCommand =
  | {
      readonly do: 'ask';
      readonly by: Actor;
      readonly id: string;
      readonly question: Question;
      readonly time: number;
      /** For how long it has waited at another host, in ms. */
      readonly waited: number;
    }
  | {
      readonly do: 'pause' | 'resume' | 'withdraw';
      readonly by: Actor;
      readonly id: string;
      readonly time: number;
    }
  | {
      readonly do: 'take' | 'done' | 'back';
      /** The helper; `isHost`: it may end or give back what others have taken. */
      readonly by: Actor & { readonly isHost: boolean };
      readonly member: string;
      readonly memberName: string;
      readonly id: string;
      readonly time: number;
    };

/** What the queue made of a command: what changed, which may be nothing, or why it is refused. */
export type QueueDecision =
  | { readonly ok: true; readonly events: readonly QueueEvent[] }
  | { readonly ok: false; readonly code: RefusalCode };
