import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/util/seeded-random';
import { ChaosRoom } from './chaos-room';
import { briefMs, drawRound, failures, type Round } from './failures';
import type { Sabotage } from './member-events';
import { Violation } from './room-witness';

export interface RunOptions {
  readonly folder: string;
  readonly seed: number;
  readonly rounds: number;
  /** Numbers of members to draw from. */
  readonly sizes?: readonly number[];
  readonly pace: number;
  /** Whether a majority elects a host that takes the place of one that is gone. */
  readonly elects?: boolean;
  /** The names of the failures to draw from; all by default. */
  readonly failures?: readonly string[];
  readonly sabotage?: Sabotage;
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
  const { folder, pace, rounds, sabotage, seed, sizes = [5] } = options;
  const random = seededRandom(seed);
  const size = sizes[Math.floor(random() * sizes.length)] ?? 5;
  const names = people.slice(0, size);
  const room = await ChaosRoom.open({ folder, names, pace, ...(sabotage && { sabotage }) });
  const talkMs: number[] = [];
  const done: string[] = [];
  try {
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
  { elects = true, pace }: RunOptions,
): Promise<number | undefined> {
  const stopTalking = keepTalking(room, random);
  let ms: number | undefined;
  try {
    for (const { afterMs, failure, victim } of steps) {
      await pause(afterMs * pace);
      const member = victim === 'host' ? room.host : room.members[victim];
      room.note(`${failure} ${member?.name ?? 'nobody'}`);
      if (member) await failures[failure]?.(room, member, random);
    }
    const group = room.together;
    const hasHost = elects || group.some((member) => member === room.host);
    const isMajority = 2 * group.length > room.members.length;
    if (isBrief || !isMajority || !hasHost) await pause(random() * briefMs * pace);
    else ms = await room.talk(group);
  } finally {
    stopTalking();
  }
  await room.repair();
  return ms;
}

/** Lets members say something all the time. @returns what stops it */
function keepTalking(room: ChaosRoom, random: () => number): () => void {
  let timer: NodeJS.Timeout;
  const say = () => {
    room.members[Math.floor(random() * room.members.length)]?.say();
    timer = setTimeout(say, 5 + random() * 60);
  };
  say();
  return () => clearTimeout(timer);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
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
