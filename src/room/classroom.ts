import type { Card } from '../protocol/card';
import type {
  ClassRules,
  OpenRequest,
  Question,
  QueueOrder,
  RequestEnd,
  Speaking,
  Told,
} from '../protocol/class-frames';
import type { Event } from '../util/event';

export type {
  ClassRules,
  OpenRequest,
  Question,
  QueueOrder,
  RequestEnd,
  Speaking,
} from '../protocol/class-frames';

/** A message on the private line between a student and the helpers. */
export type PrivateMessage = Omit<Told, 'type'> & {
  /** Whether the user wrote it. */
  readonly own: boolean;
  /** Set until the hub has it. */
  readonly queued?: true;
};

/** The user's own request for help. */
export type OwnRequest =
  /** `mayAsk`: when the user may ask again, in ms since the Unix epoch; absent for now. `ended`: how the last one ended. */
  | { readonly state: 'none'; readonly mayAsk?: number; readonly ended?: RequestEnd }
  /** The hub doesn't have it yet. */
  | { readonly state: 'queued'; readonly id: string; readonly question: Question }
  /** `before`: how many waiting requests are before it; the request is next with 0. */
  | {
      readonly state: 'waiting' | 'paused';
      readonly id: string;
      readonly question: Question;
      readonly before: number;
    }
  /** `helper`: the member who comes. */
  | {
      readonly state: 'taken';
      readonly id: string;
      readonly question: Question;
      readonly helper: string;
    };

/**
 * What became of a request to the hub. `code`: a code of `refused`, as in docs/PROTOCOL.md, a newer one, or `offline`: no
 * answer came, so nobody knows. `count`: how many requests were answered.
 */
export type ClassResult =
  | { readonly ok: true; readonly count?: number }
  | { readonly ok: false; readonly code: string };

/** What a private message can have in addition to its text. */
export interface TellOptions {
  readonly card?: Card | undefined;
  /** Whom a helper writes to; ignored for a student. */
  readonly student?: string;
  /** Only from a student: helpers may publish it only without the student's name. */
  readonly anonymous?: true | undefined;
}

/** What a class room has besides what every invite room has; docs/CLASS.md explains it. */
export interface Classroom {
  /** Fires when any of the fields below changes, at most once in a turn of the event loop. */
  readonly onDidChange: Event<void>;
  readonly rules: ClassRules;
  /** Whether the user is a helper or the host, and so sees the queue. */
  readonly isHelper: boolean;
  readonly own: OwnRequest;
  /** The open requests in order: the first one in state `waiting` is next. Empty for a student. */
  readonly queue: readonly OpenRequest[];
  /**
   * The private messages that this member may see, by time: a student's own line, or, for a helper, those of all students,
   * told apart by `student`. Bounded; the oldest are dropped first.
   */
  readonly privateMessages: readonly PrivateMessage[];
  /** Fires with each private message that comes, once; not with those from before the user came. */
  readonly onDidReceive: Event<PrivateMessage>;
  /** False if the host's version would publish what a student writes anonymously as the student's. */
  readonly takesAnonymous: boolean;

  /**
   * Asks for help. Without a connection it waits, and is sent when there is one. Resolves once the hub has decided. The
   * question MUST be clean, like a card of a message.
   */
  ask(question: Question): Promise<ClassResult>;
  pause(): Promise<ClassResult>;
  resume(): Promise<ClassResult>;
  withdraw(): Promise<ClassResult>;

  /** Takes a student's request, ends it, or gives it back to its place in the queue. */
  serve(
    what: 'take' | 'done' | 'back',
    request: Pick<OpenRequest, 'member' | 'id'>,
  ): Promise<ClassResult>;
  /** Answers all waiting requests about this file, privately, and ends them. */
  answerFile(path: string, text: string, card?: Card): Promise<ClassResult>;
  /** Opens the queue, or closes it for new requests. */
  setOpen(open: boolean): Promise<ClassResult>;
  /**
   * Sends a private message: a student to the helpers, a helper to the student. It is in `privateMessages` at once, and is
   * sent again until the hub has it. Returns false if too many wait already.
   */
  tell(text: string, options?: TellOptions): boolean;
  /** Sends a student's private message to everyone: as the student's, or as the user's own if it is `anonymous`. */
  publish(message: Pick<PrivateMessage, 'student' | 'id'>): Promise<ClassResult>;
  /** Only at the host. */
  readonly hostActions?: ClassHostActions;
}

/** What only the host of a class can do. A method that returns false couldn't store the change, and nothing changed. */
export interface ClassHostActions {
  /** Marks a member as a helper, or no longer. False, too, if there are as many as there may be. */
  setHelper(member: string, on: boolean): boolean;
  configure(rules: {
    readonly speaking?: Speaking;
    /** In minutes; 0 for none. */
    readonly cooldown?: number;
    readonly order?: QueueOrder;
  }): boolean;
  /** The requests that have ended, the oldest first; bounded. */
  readonly records: readonly HelpRecord[];
  /** The names that may join by invite, and the members who have joined under them; empty: everyone may. */
  readonly roster: readonly RosterEntry[];
  /** Sets the roster, and decides anew about those who wait; without names, there is none. */
  setRoster(names: readonly string[]): boolean;
  /**
   * Lets in someone of `SessionState.waiting` about whom the host decides, or into the waiting line of a full room. False,
   * too, if they are gone or the line is full.
   */
  admit(applicant: number): boolean;
  turnAway(applicant: number): void;
}

/** A name of a class's roster, and the member who has joined under it. */
export interface RosterEntry {
  readonly name: string;
  readonly member?: string | undefined;
}

/** A request that has ended: who asked what and when, how long it took, and who helped. Times are in ms since the Unix epoch. */
export interface HelpRecord {
  readonly member: string;
  readonly name: string;
  readonly id: string;
  readonly topic: string;
  /** The file and line that it was about. */
  readonly path?: string;
  readonly line?: number;
  readonly asked: number;
  /** When the helper who ended it took it. Until then, or until it ended, the student waited. */
  readonly taken?: number;
  readonly ended: number;
  readonly how: RequestEnd;
  readonly helper?: string;
  readonly helperName?: string;
}
