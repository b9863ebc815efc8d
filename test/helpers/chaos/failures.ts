import type { ChaosMember, ChaosRoom } from './chaos-room';

type Random = () => number;

/** A failure: how it begins. Repairs end all of them. */
export type Failure = (room: ChaosRoom, victim: ChaosMember, random: Random) => Promise<void>;

/** Everything that can go wrong with one member, by name. */
export const failures: Readonly<Record<string, Failure>> = {
  kill: (_, victim) => victim.kill(),
  'cut-power': (room, victim) => room.cutPower(victim),
  /** The program is killed and comes back at once. */
  restart: async (_, victim) => {
    if (!victim.isRunning) return;
    await victim.kill();
    await victim.start();
  },
  pause: async (_, victim) => victim.pause(),
  unplug: async (room, victim) => room.unplug(victim),
  /** What it sends to anyone gets lost, but it hears the others. */
  mute: async (room, victim) => room.cut([victim], room.members),
  /** What anyone sends to it gets lost. */
  deafen: async (room, victim) => room.cut(room.members, [victim]),
  /** What one other member sends to it gets lost. */
  'lose-one-way': async (room, victim, random) => {
    const others = room.members.filter((member) => member !== victim);
    const from = others[Math.floor(random() * others.length)];
    if (from) room.cut([from], [victim]);
  },
  /** It and some others can't reach the rest. */
  divide: async (room, victim, random) => {
    const one = room.members.filter((member) => member === victim || random() < 0.4);
    const rest = room.members.filter((member) => !one.includes(member));
    room.cut(one, rest);
    room.cut(rest, one);
  },
  /** Its clock is set forward or back, by up to an hour, and stays so. */
  'set-clock': async (_, victim, random) =>
    victim.setClock(Math.floor((random() - 0.5) * 7_200_000)),
  'hand-over': async ({ host }) => host?.tell({ do: 'hand-over' }),
};

/** What happens in one round. */
export interface Round {
  readonly steps: readonly Step[];
  /** Whether everything is repaired before anyone could notice. */
  readonly isBrief: boolean;
}

interface Step {
  readonly failure: string;
  /** The victim: the host, or the member with this index. */
  readonly victim: 'host' | number;
  /** What is waited before, in ms of the product. */
  readonly afterMs: number;
}

/** How long a failure lasts that nobody may notice, at most, in ms of the product. */
export const briefMs = 50_000;

/**
 * Draws a round for a room of this many members.
 * @param names the failures to draw from
 */
export function drawRound(
  random: Random,
  size: number,
  names: readonly string[] = Object.keys(failures),
): Round {
  const isBrief = random() < 0.3;
  const count = 1 + Math.floor(random() ** 2 * 3);
  const steps = Array.from({ length: count }, (_, index): Step => {
    const failure = names[Math.floor(random() * names.length)] ?? 'kill';
    const victim = random() < 0.5 ? 'host' : Math.floor(random() * size);
    // The next failure often comes in the middle of what the last one has led to.
    return { failure, victim, afterMs: index === 0 ? 0 : random() * 60_000 };
  });
  return { steps, isBrief };
}
