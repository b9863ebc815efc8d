import { newcomer, storm } from './log';
import { memory } from './memory';
import type { Scenario } from './scenario';
import { classroom, lecture, paced, pair, pipelined } from './talk';

/** The rows of the comparison. */
export const comparison: readonly Scenario[] = [
  pipelined(pair, 1),
  pipelined(pair, 8),
  pipelined(pair, 64),
  pipelined(classroom, 1),
  pipelined(classroom, 8),
  pipelined(classroom, 64),
  pipelined(lecture, 1),
  pipelined(lecture, 8),
  paced(classroom, 1000),
  storm(200, 20),
  newcomer(10_000),
  memory(400, 100),
];

/** How cost grows with the members and with the log. */
export const growth: readonly Scenario[] = [
  ...[2, 10, 50, 200, 500].flatMap((members) => {
    const audience = { name: `room-${members}`, members, speakers: Math.min(members, 10) };
    return [pipelined(audience, 1), memory(members)];
  }),
  ...[100, 1000, 10_000].map(newcomer),
];
