/** When to ask, in ms after the question before. */
const gapsMs = [0, 1000, 2000];

/** How long after the first question an announcement without an answer may be dropped, in ms. */
const trialMs = 5000;

/** How long to wait before asking the same announcement again, in ms. */
const pauseMs = 30_000;

/** Maximum number of trials that begin in a second. */
const maxPerSecond = 24;

/** A few questions to an announcement whose place another one needs, to find out whether someone is there. */
export interface Trial {
  /** When its first question is due, in ms since the epoch. */
  readonly since: number;
  /** When the next one is; undefined after the last. */
  next: number | undefined;
  asked: number;
}

interface Tried {
  trial?: Trial;
}

/** Begins trials, unless they began a short while ago. @param all what may be on trial already */
export function beginTrials(entries: readonly Tried[], all: Iterable<Tried>, now: number): void {
  let waiting = [...all].filter(({ trial }) => trial?.asked === 0).length;
  for (const entry of entries) {
    if (entry.trial && !isPast(entry.trial, now)) continue;
    const since = now + Math.floor(waiting / maxPerSecond) * 1000;
    entry.trial = { since, next: since, asked: 0 };
    waiting += 1;
  }
}

/** Whether the next question is due; the caller sends it. */
export function takeQuestion({ trial }: Tried, now: number): boolean {
  if (trial?.next === undefined || trial.next > now) return false;
  trial.asked += 1;
  const gap = gapsMs[trial.asked];
  trial.next = gap === undefined ? undefined : now + gap;
  return true;
}

/** Whether there was enough time to answer, a short while ago. */
export function isOver({ trial }: Tried, now: number): boolean {
  return trial !== undefined && now >= trial.since + trialMs && !isPast(trial, now);
}

/** Whether a trial says nothing about the present any more. */
export function isPast(trial: Trial, now: number): boolean {
  return now >= trial.since + pauseMs;
}
