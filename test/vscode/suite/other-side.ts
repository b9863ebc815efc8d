import assert from 'node:assert/strict';
import { createNetwork } from '../../../src/net/network';
import { type Invite, parseInvite } from '../../../src/protocol/invite';
import { defaultLimits } from '../../../src/protocol/limits';
import { Session } from '../../../src/room/session/session';
import { systemClock } from '../../../src/util/clock';
import { silentLogger } from '../../../src/util/logger';
import { MemoryArchive } from '../../helpers/memory-archive';

/** Another person on this computer: a session over the real network, without an editor. */
export function otherPerson(): Session {
  return new Session({
    network: createNetwork({ clock: systemClock }),
    limits: defaultLimits,
    clock: systemClock,
    logger: silentLogger,
    archive: new MemoryArchive(systemClock.now),
  });
}

/** The invite in a link. */
export function inviteIn(link: string | undefined): Invite {
  const parsed = parseInvite(link ?? '');
  assert.ok(parsed.ok, `an invite: ${link}`);
  return parsed.invite;
}
