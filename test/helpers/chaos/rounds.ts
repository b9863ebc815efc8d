import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/util/seeded-random';
import type { ChaosRoom } from './chaos-room';
import { briefMs, drawRound, failures, type Round } from './failures';
import { Violation } from './room-witness';

export interface RunOptions {
  /** Makes the room of members with these names. */
  readonly open: (names: readonly string[]) => Promise<ChaosRoom>;
  readonly seed: number;
  readonly rounds: number;
  /** Numbers of members to draw from. */
  readonly sizes?: readonly number[];
  /** How much shorter all times are than in the product. */
  readonly pace: number;
  /** How long it may take until a majority can talk again, in ms; as long as it takes by default. */
  readonly maxTalkMs?: number;
  /** Whether a majority elects a host that takes the place of one that is gone. */
  readonly elects?: boolean;
  /** The names of the failures to draw from; all by default. */
  readonly failures?: readonly string[];
  /** Called after each round, with what happened in it. */
  readonly onRound?: (text: string) => void;
}

export interface RunResult {
  /** How long it took until a majority could talk again, after each failure that left one, in ms. */
  readonly talkMs: readonly number[];
  readonly elections: number;
  readonly safeEntries: number;
}

const people = ['Ann', 'Bo', 'Cy', 'Dee', 'Eve'];

/**
 * Rounds of failures in one room, each followed by repairs and a check of everything. The same seed draws the same
 * failures; what the processes do meanwhile is up to the system.
 * @throws {Error} what went wrong, with the seed, what happened, and where everything that was printed is
 */
export async function runRounds(options: RunOptions): Promise<RunResult> {
  const { rounds, seed, sizes = [5] } = options;
  const random = seededRandom(seed);
  const size = sizes[Math.floor(random() * sizes.length)] ?? 5;
  const names = people.slice(0, size);
  const room = await options.open(names);
  const talkMs: number[] = [];
  const done: string[] = [];
  try {
    await room.begin();
    for (let round = 1; round <= rounds; round += 1) {
      const drawn = drawRound(random, size, options.failures);
      done.push(`round ${round}: ${describeRound(drawn)}`);
      const ms = await runRound(room, drawn, random, options);
      if (ms !== undefined) talkMs.push(ms);
      const outcome = ms === undefined ? 'no majority was left' : `talk after ${Math.round(ms)} ms`;
      options.onRound?.(`${done.at(-1)}: ${drawn.isBrief ? 'brief' : outcome}`);
    }
    await room.end();
  } catch (error) {
    throw explained(error as Error, room, [`seed ${seed}, ${size} members`, ...done]);
  } finally {
    await room.close();
  }
  const { elections, safeEntries } = room.witness;
  return { talkMs, elections, safeEntries };
}

/** @returns how long it took until a majority could talk again; undefined if there was none, or no time for it */
async function runRound(
  room: ChaosRoom,
  { isBrief, steps }: Round,
  random: () => number,
  { elects = true, maxTalkMs = Number.POSITIVE_INFINITY, pace, seed }: RunOptions,
): Promise<number | undefined> {
  // How often they talk is up to the system, and must not change what happens later.
  const stopTalking = keepTalking(room, seededRandom(seed), pace);
  let ms: number | undefined;
  try {
    for (const { afterMs, failure, victim } of steps) {
      await room.wait(afterMs * pace);
      const member = victim === 'host' ? room.host : room.members[victim];
      room.note(`${failure} ${member?.name ?? 'nobody'}`);
      if (member) await failures[failure]?.(room, member, random);
    }
    const group = room.together;
    const hasHost = elects || group.some((member) => member === room.host);
    const isMajority = 2 * group.length > room.members.length;
    if (isBrief || !isMajority || !hasHost) await room.wait(random() * briefMs * pace);
    else ms = await room.talk(group);
    if ((ms ?? 0) > maxTalkMs) throw new Error(`Talk was possible again only after ${ms} ms.`);
  } finally {
    stopTalking();
  }
  await room.repair();
  return ms;
}

/** Lets members say something all the time. @returns what stops it */
function keepTalking(room: ChaosRoom, random: () => number, pace: number): () => void {
  let stop: () => void;
  const say = () => {
    const member = room.members[Math.floor(random() * room.members.length)];
    if (member) room.say(member);
    stop = room.after((0.1 + random()) * 1000 * pace, say);
  };
  say();
  return () => stop();
}

function describeRound({ isBrief, steps }: Round): string {
  const texts = steps.map(
    ({ afterMs, failure, victim }) =>
      `${failure} ${victim === 'host' ? victim : people[victim]}${afterMs > 0 ? ` after ${Math.round(afterMs / 1000)} s` : ''}`,
  );
  return `${texts.join(', ')}${isBrief ? ', briefly' : ''}`;
}

/** The error with everything needed to understand it. */
function explained(error: Error, room: ChaosRoom, done: readonly string[]): Error {
  const folder = join(tmpdir(), 'deskmate-chaos');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${Date.now()}.log`);
  writeFileSync(path, `${done.join('\n')}\n\n${error.message}\n\n${room.story}\n`);
  const Kind = error instanceof Violation ? Violation : Error;
  return new Kind(
    `${error.message}\n${done.slice(-5).join('\n')}\nEverything that was printed: ${path}`,
  );
}
