import type { Dialect } from './dialect';
import { deskmate } from './dialects/deskmate';
import { lab } from './dialects/lab';
import { lines } from './dialects/lines';
import { echoingNats, nats } from './dialects/nats';
import { socketIo } from './dialects/socket-io';
import { webSocket } from './dialects/web-socket';
import { wide } from './dialects/wide';

/** The dialects, by the names that the contenders use. */
export const dialects = {
  lab,
  lines,
  deskmate,
  webSocket,
  socketIo,
  nats,
  echoingNats,
  wide,
} as const satisfies Record<string, Dialect>;
export type DialectName = keyof typeof dialects;
