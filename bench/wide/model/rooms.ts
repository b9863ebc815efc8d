/** A kind of room, and how much is said in it. */
export interface RoomType {
  readonly name: string;
  /** Fewest and most members. */
  readonly size: readonly [number, number];
  /** The share of all members who are in such a room. */
  readonly share: number;
  /** Messages in each room at the busiest hour. */
  readonly perMinute: number;
  /** The share of its members who connect through another campus. */
  readonly abroad: number;
}

/** A member is in one room: who is in five rooms counts as five. */
export const roomTypes: readonly RoomType[] = [
  { name: 'pair', size: [2, 2], share: 0.1, perMinute: 2, abroad: 0.02 },
  { name: 'group', size: [3, 30], share: 0.4, perMinute: 2, abroad: 0.02 },
  { name: 'course', size: [500, 500], share: 0.3, perMinute: 6, abroad: 0.05 },
  { name: 'lecture', size: [2000, 2000], share: 0.2, perMinute: 60, abroad: 0.05 },
];

/** By hour of the day: the share of members who are connected. How much is said follows it. */
export const dailyPresence: readonly number[] = [
  0.12, 0.08, 0.05, 0.04, 0.04, 0.05, 0.08, 0.2, 0.45, 0.65, 0.75, 0.7, 0.55, 0.65, 0.75, 0.7, 0.6,
  0.5, 0.4, 0.4, 0.45, 0.4, 0.3, 0.2,
];
export const maxPresence = Math.max(...dailyPresence);

export interface RoomPlan {
  readonly type: RoomType;
  readonly members: number;
}

/** Rooms for this many members. Those who are too few for a type are in the next smaller one. */
export function planRooms(members: number, random: () => number): RoomPlan[] {
  let left = 0;
  return roomTypes.toReversed().flatMap((type) => {
    const [least, most] = type.size;
    const rooms: RoomPlan[] = [];
    left += Math.round(members * type.share);
    while (left >= least) {
      const size = Math.min(left, least + Math.floor(random() * (most - least + 1)));
      rooms.push({ type, members: size });
      left -= size;
    }
    return rooms;
  });
}

/** An interval that grows with those who are present, in ms. */
export interface HereInterval {
  readonly perMember: number;
  readonly most: number;
}

/** T of docs/WIDE.md. */
export const hereInterval: HereInterval = { perMember: 100, most: 300_000 };

/** How often each of those who are present says so, in ms. */
export function hereEvery({ perMember, most }: HereInterval, present: number): number {
  return Math.min(most, Math.max(15_000, present * perMember));
}

/** How often a member says what it has received, at most, in ms: R of docs/WIDE.md. */
export function receiptInterval(present: number): number {
  return Math.max(200, present * 10);
}

/** In rooms with more members, nobody says that they are typing. */
export const maxTyping = 50;
