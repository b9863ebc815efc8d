import * as v from 'valibot';
import { cards, sentCard, storedCard } from './card';
import { anonymous, id, last, member, name, seq, text, time } from './frame-fields';
import { filePath, place } from './place';

/**
 * The frames that only a class room has; docs/CLASS.md explains it. No frame here may have a field `seq`: a program that
 * doesn't know the frame would take it for an entry of the log.
 */

/** Maximum number of helpers in a room. */
export const maxHelpers = 50;
/** Longest topic of a request, in UTF-16 units. */
export const maxTopicLength = 200;
/** Longest description of what a student tried, in UTF-16 units. */
export const maxTriedLength = 4000;
/** The longest cooldown, in minutes. */
export const maxCooldown = 24 * 60;
/** The largest request, in bytes of its JSON. */
export const maxRequestBytes = 16 * 1024;
/** Maximum number of requests, and of changes, in one `queue` frame, besides its limit in bytes. */
export const maxQueueChanges = 500;

/** Who may send messages to all: everyone, only helpers, or everyone, but what students send goes to helpers first. */
export const speakingModes = ['all', 'helpers', 'questions'] as const;
/** Who is next: those who were helped least recently, or those who have waited longest. */
export const queueOrders = ['newcomers', 'time'] as const;
/** How far a request is that hasn't ended. */
export const requestStates = ['waiting', 'paused', 'taken'] as const;
/**
 * How a request ended. `done`: a helper has helped. `answered`: with one answer for all of a file. `withdrawn`: by its student.
 * `left`: its student left the room or was removed.
 */
export const requestEnds = ['done', 'answered', 'withdrawn', 'left'] as const;

/** What everyone knows about a class. */
export const classRules = {
  /** The members whom the host has marked as helpers. The host is one without being listed. */
  helpers: v.pipe(v.array(member), v.maxLength(maxHelpers), v.readonly()),
  speaking: v.picklist(speakingModes),
  /** Whether the queue takes new requests. */
  open: v.boolean(),
  /** Minutes that a student who was helped waits before asking again. */
  cooldown: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(maxCooldown)),
  order: v.picklist(queueOrders),
} as const;

const topic = v.pipe(v.string(), v.minLength(1), v.maxLength(maxTopicLength));
const tried = v.pipe(v.string(), v.maxLength(maxTriedLength));
/** The code that a request is about. */
const requestCard = v.variant('type', [cards.code, cards.error]);

/** What a student asks. */
export const question = {
  topic,
  place: v.optional(place),
  /** What the student has tried. */
  tried: v.optional(tried),
  card: v.optional(requestCard),
} as const;

/** A request that hasn't ended, as helpers see it. */
export const openRequest = v.object({
  member,
  name,
  /** The id that its student gave it. */
  id,
  ...question,
  /** When it was made. */
  asked: time,
  state: v.picklist(requestStates),
  /** Who has taken it. */
  helper: v.optional(member),
  /** When this student was helped last. */
  helped: v.optional(time),
});

/** From a member to the hub. */
export const classToHub = {
  /**
   * Asks for help; the hub has at most one such request of each member. `waited`: how long it has waited at another host, in
   * ms, if the room has changed hands.
   */
  ask: v.object({ type: v.literal('ask'), id, ...question, waited: v.optional(last) }),
  /** Changes the sender's own request. */
  request: v.object({
    type: v.literal('request'),
    id,
    do: v.picklist(['pause', 'resume', 'withdraw']),
    request: id,
  }),
  /** Takes a member's request, ends it, or gives it back to its place in the queue. Only from helpers. */
  serve: v.object({
    type: v.literal('serve'),
    id,
    do: v.picklist(['take', 'done', 'back']),
    member,
    request: id,
  }),
  /** Answers all waiting requests about the file `path`: privately, and ends them. Only from helpers. */
  answer: v.object({ type: v.literal('answer'), id, path: filePath, text, card: sentCard }),
  /** Opens the queue or closes it. Only from helpers. */
  admit: v.object({ type: v.literal('admit'), id, open: v.boolean() }),
  /**
   * Sends a private message: to the helpers, or, from a helper, to the student. `anonymous`: helpers may publish it only
   * without the student's name.
   */
  tell: v.object({
    type: v.literal('tell'),
    id,
    student: v.optional(member),
    text,
    card: sentCard,
    anonymous,
  }),
  /** Asks for the private messages since this time that the hub has for the sender; `handled` follows them. */
  lines: v.object({ type: v.literal('lines'), id, since: time }),
  /** Sends a student's private message to everyone: as the student's, unless it is `anonymous`. Only from helpers. */
  publish: v.object({ type: v.literal('publish'), id, student: member, message: id }),
} as const;

/** From the hub to a member. */
export const classToMember = {
  /** After each welcome, and when something of it changes. `anonymous`: this hub keeps to the field of `tell`. */
  rules: v.object({ type: v.literal('rules'), ...classRules, anonymous }),
  /**
   * The member's own request: after each welcome, and when something of it changes. `before`: how many waiting requests are
   * before it. `ended`: how the last one on this connection ended. `wait`: how long until the member may ask again, in ms.
   */
  standing: v.object({
    type: v.literal('standing'),
    request: v.optional(id),
    state: v.optional(v.picklist(requestStates)),
    before: v.optional(last),
    helper: v.optional(member),
    ended: v.optional(v.picklist(requestEnds)),
    wait: v.optional(last),
  }),
  /**
   * Changes of the queue, only to helpers. `all`: forget everything from before. `gone`: these members have no open
   * request any more.
   */
  queue: v.object({
    type: v.literal('queue'),
    all: v.optional(v.literal(true)),
    put: v.optional(v.pipe(v.array(openRequest), v.maxLength(maxQueueChanges), v.readonly())),
    moved: v.optional(
      v.pipe(
        v.array(
          v.object({
            member,
            state: v.picklist(requestStates),
            helper: v.optional(member),
          }),
        ),
        v.maxLength(maxQueueChanges),
        v.readonly(),
      ),
    ),
    gone: v.optional(v.pipe(v.array(member), v.maxLength(maxQueueChanges), v.readonly())),
  }),
  /**
   * A message on the private line of the member `student`; to that student and to helpers. `entry`: the id that an
   * `anonymous` one has in the log, once it is there. `published`: it is in the log; sent again when it gets there.
   */
  told: v.object({
    type: v.literal('told'),
    student: member,
    time,
    author: member,
    name,
    id,
    text,
    card: storedCard,
    anonymous,
    entry: v.optional(id),
    published: v.optional(v.object({ seq, time })),
  }),
  /** The hub did what the member asked with `id`. `count`: how many requests it answered. */
  handled: v.object({ type: v.literal('handled'), id, count: v.optional(last) }),
} as const;

/** Which limit applies to the line of each frame to the hub. */
export const classLineLimits = {
  ask: 'lineBytes',
  request: 'shortLineBytes',
  serve: 'shortLineBytes',
  answer: 'lineBytes',
  admit: 'shortLineBytes',
  tell: 'lineBytes',
  lines: 'shortLineBytes',
  publish: 'shortLineBytes',
} as const;

const rules = v.object(classRules);

export type ClassRules = v.InferOutput<typeof rules>;
export type Speaking = (typeof speakingModes)[number];
export type QueueOrder = (typeof queueOrders)[number];
export type RequestState = (typeof requestStates)[number];
export type RequestEnd = (typeof requestEnds)[number];
export type OpenRequest = v.InferOutput<typeof openRequest>;

const questionObject = v.object(question);

export type Question = v.InferOutput<typeof questionObject>;

/** The file that a question is about. */
export function pathOf({ card, place }: Question): string | undefined {
  return place?.path ?? card?.path;
}

type Outputs<T extends Record<string, v.GenericSchema>> = {
  [K in keyof T]: v.InferOutput<T[K]>;
};

export type ClassToHub = Outputs<typeof classToHub>[keyof typeof classToHub];
export type ClassToMember = Outputs<typeof classToMember>[keyof typeof classToMember];
export type Told = Outputs<typeof classToMember>['told'];
export type Standing = Outputs<typeof classToMember>['standing'];
export type QueueChanges = Outputs<typeof classToMember>['queue'];

/** The rules of a new class. */
export const defaultClassRules: ClassRules = {
  helpers: [],
  speaking: 'all',
  open: true,
  cooldown: 0,
  order: 'newcomers',
};
