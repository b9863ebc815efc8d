import { type Rules, SimulatedRoom } from './simulated-room';

/** One thing that happens: which one, to whom, and how. Each is a number from 0 to 2 ** 16. */
export type Happening = readonly [number, number, number];

type Act = (room: SimulatedRoom, a: number, b: number) => void;

/** How far time may go at once, in ms. */
const pauses = [200, 500, 1000, 2500, 5000, 48_000];

/** What happens in a schedule, and how often. The first ones are what a shrunk schedule tends to have. */
const acts: readonly (readonly [weight: number, act: Act])[] = [
  [14, (room, a) => one(room.members, a, (member) => room.say(member))],
  [
    20,
    (room, a) =>
      one(room.mail.splice(a % (room.mail.length || 1), 1), 0, (mail) => room.deliver(mail)),
  ],
  [30, flow],
  [24, (room, a) => one(room.members, a, (member) => room.sync(member))],
  [24, (room, a) => one(room.jobs, a, (job) => room.runJob(job))],
  [16, (room, a) => one(room.members, a, (member) => room.connect(member))],
  [
    18,
    (room, a, b) => {
      one(pauses, b, (ms) => {
        room.now += ms;
      });
      one(room.members, a, (member) => room.tick(member));
    },
  ],
  [
    6,
    (room, a) => {
      one(pauses, a, (ms) => {
        room.now += ms;
      });
      for (const member of room.members) room.tick(member);
    },
  ],
  [
    6,
    (room, a, b) => {
      const some = b % 2 === 0 ? room.members : room.hosts;
      one(some, a, (member) => room.crash(member, (b % 5) / 4));
    },
  ],
  [6, (room, a) => one(room.members, a, (member) => room.restart(member))],
  [
    5,
    (room, a, b) => {
      const some = room.members.filter((_, index) => ((a >> index) & 1) === 1);
      room.partition(b % 2 === 0 ? some : room.hosts.slice(0, 1));
    },
  ],
  [8, (room, a, b) => one(room.members, a, (x) => one(room.members, b, (y) => room.cut(x, y)))],
  [
    12,
    (room, a, b) =>
      one(room.members, a, (member) => {
        room.crash(member, (b % 5) / 4);
        room.restart(member);
      }),
  ],
  [4, (room) => room.heal()],
  [5, (room, a) => void room.mail.splice(a % (room.mail.length || 1), 1)],
  [5, (room, a) => one(room.mail, a, (mail) => room.mail.push(mail))],
  [16, (room, a) => one(room.members, a, (member) => room.standEarly(member))],
  [8, changeVoters],
  [5, (room, a, b) => one(room.hosts, a, (x) => one(room.members, b, (y) => room.handOver(x, y)))],
  [3, (room, a) => goOn(room, 1000 * (1 + (a % 70)))],
  [150, stir],
];

const table = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

export interface Result {
  readonly room: SimulatedRoom;
  /** After how much time there was one host whom all follow, in ms. */
  readonly settledMs: number;
}

/**
 * Carries out a schedule, then repairs everything and checks that the room works again.
 *
 * @throws {Violation} when something happened that must not
 * @throws {Stuck} when the room doesn't work again
 */
export function runSchedule(size: number, happenings: readonly Happening[], rules: Rules): Result {
  const room = new SimulatedRoom(size, rules);
  // Everyone is there and a voter before things go wrong, or only some are.
  goOn(room, 5000);
  one(room.hosts, 0, (host) => room.say(host));
  goOn(room, 1000);
  const changes = (happenings[0]?.[2] ?? 0) % (2 * size);
  for (let round = 0; round < changes; round += 1) {
    changeVoters(room, 0, 1);
    goOn(room, 1500);
  }
  for (const [which, a, b] of happenings) {
    one(table, which, (act) => act(room, a, b));
  }
  return { room, settledMs: settle(room) };
}

/** The room doesn't work again. */
export class Stuck extends Error {}

/** How long a room may take to work again when all is repaired, in ms. */
export const maxSettleMs = 120_000;

/** Repairs everything, and waits until one host has what it numbers on a majority's disks. */
export function settle(room: SimulatedRoom): number {
  room.heal();
  for (const member of room.members) room.restart(member);
  return waitUntilSettled(room);
}

/** How long it may take until people can talk again after a failure that leaves a majority, in ms. */
export const maxFailoverMs = 60_000;

/**
 * Kills the host of a room that works, and as many other voters as leave a majority, and waits for the next
 * host. Returns after how much time a majority had its first entry; undefined if there is no majority.
 * @param which decides who is killed
 */
export function failover(room: SimulatedRoom, which: number): number | undefined {
  const [host] = room.hosts;
  const voters = host?.state.log.voters ?? [];
  const deaths = Math.ceil(voters.length / 2) - 1;
  if (!host || deaths === 0) return undefined;
  const successors = room.members.filter(({ id }) => id !== host.id && voters.includes(id));
  const others = successors.map((_, index) => successors[(index + which) % successors.length]);
  for (const member of [host, ...others.slice(0, deaths - 1)]) if (member) room.crash(member, 1);
  return waitUntilSettled(room);
}

function waitUntilSettled(room: SimulatedRoom): number {
  const since = room.now;
  while (!isSettled(room)) {
    if (room.now - since > maxSettleMs) throw new Stuck();
    goOn(room, 250);
  }
  for (const { alive, disk } of room.members) if (alive) room.witness.complete(disk.log);
  return room.now - since;
}

/** Whether all members follow one host, have the same log, and a majority has the host's last entry. */
export function isSettled(room: SimulatedRoom): boolean {
  const { hosts } = room;
  const [host] = hosts;
  const role = host?.state.role;
  if (hosts.length !== 1 || !host || role?.kind !== 'host') return false;
  const { log } = host.disk;
  const alive = room.members.filter((member) => member.alive);
  const same = alive.every(
    ({ disk }) =>
      disk.log.length === log.length &&
      disk.log.every(({ content }, index) => content === log[index]?.content),
  );
  return same && role.majorityHeld === log.length;
}

/** Lets some time pass, in which some of everything happens that can, depending on the bits of the numbers. */
function stir(room: SimulatedRoom, a: number, b: number): void {
  const isOn = (index: number) => ((a >> (index % 16)) & 1) === 1;
  room.now += [100, 400, 1000, 3000][b % 4] ?? 0;
  for (const [index, member] of room.members.entries()) {
    if (isOn(index)) room.tick(member);
    if (isOn(index + 2)) room.say(member);
    if (isOn(index + 5)) room.connect(member);
    if (isOn(index + 10)) room.sync(member);
  }
  const isLossy = b % 3 === 0;
  const mail = room.mail.splice(0);
  for (const [index, letter] of mail.entries()) {
    if (isOn(index)) room.deliver(letter);
    else if (!isLossy) room.mail.push(letter);
  }
  for (const [index, job] of [...room.jobs].entries()) if (isOn(index + 3)) room.runJob(job);
  for (const [index, session] of [...room.sessions].entries()) {
    for (let count = isOn(index + 7) ? 6 : 1; count > 0; count -= 1) {
      if (room.sessions.includes(session)) room.flow(session);
    }
  }
}

/** Lets time pass in a network that works, apart from what is cut. */
export function goOn(room: SimulatedRoom, ms: number): void {
  const step = 250;
  const until = room.now + ms;
  while (room.now < until) {
    room.now += step;
    if (room.now % 15_000 < step) room.ping();
    for (const member of room.members) {
      room.tick(member);
      room.connect(member);
    }
    // Everything that is on its way arrives, and what is sent because of it.
    for (let round = 0; round < 4; round += 1) {
      for (const mail of room.mail.splice(0)) room.deliver(mail);
      for (const job of [...room.jobs]) room.runJob(job);
      for (const session of [...room.sessions]) {
        while (session.toGuest.length + session.toHub.length > 0) {
          if (!room.sessions.includes(session)) break;
          room.flow(session);
        }
      }
    }
    if (room.now % 1000 < step) for (const member of room.members) room.sync(member);
  }
}

function changeVoters(room: SimulatedRoom, a: number, b: number): void {
  // Mostly everybody; otherwise some.
  const bits = b % 5 > 0 ? -1 : b >> 3;
  const wanted = room.members.filter((_, index) => ((bits >> index) & 1) === 1).map(({ id }) => id);
  one(room.hosts, a, (host) => room.changeVoters(host, wanted));
}

function flow(room: SimulatedRoom, a: number, b: number): void {
  one(room.sessions, a, (session) => {
    for (let count = b % 4; count >= 0 && room.sessions.includes(session); count -= 1) {
      room.flow(session);
    }
  });
}

/** Does something with the item at this index, counted round and round; nothing if there is no item. */
function one<T>(list: readonly T[], index: number, act: (item: T) => void): void {
  const item = list[index % list.length];
  if (item !== undefined) act(item);
}
