import { createNetwork } from '../../src/net/network';
import { defaultLimits, type Limits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { MemoryArchive } from './memory-archive';

/**
 * A window's session with the real network and clock, and its files in memory.
 * @param pace how much shorter the times of elections are
 */
export function realSession(
  limits: Limits = defaultLimits,
  archive: MemoryArchive = new MemoryArchive(),
  pace = 1,
): Session {
  return new Session({
    network: createNetwork({ clock: systemClock, limits }),
    limits,
    clock: systemClock,
    logger: silentLogger,
    archive,
    pace,
  });
}
