/** A guest without an editor: `flooded-guest.ts PORT PIN`. Sends `joined` to its parent process after joining. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOnShutdown } from '../scripts/editor/shutdown';
import { createNetwork } from '../src/net/network';
import { defaultLimits as limits } from '../src/protocol/limits';
import { Session } from '../src/room/session/session';
import { RoomArchive } from '../src/store/room-archive';
import { systemClock as clock } from '../src/util/clock';
import { silentLogger as logger } from '../src/util/logger';

const [port, pin = ''] = process.argv.slice(2);
// Before there is a folder, so that none remains when this process is stopped, or its parent is gone.
stopOnShutdown({
  stop: () => session.suspend(),
  kill: () => rmSync(folder, { recursive: true, force: true }),
});
process.once('disconnect', () => process.exit());
const folder = mkdtempSync(join(tmpdir(), 'deskmate-attack-'));
const archive = new RoomArchive({ folder, clock, onFailure: () => {} });
const network = createNetwork({ clock, limits });
const session = new Session({ network, limits, clock, logger, archive });
const invite = {
  kind: 'group',
  name: 'Lab',
  addresses: ['127.0.0.1'],
  port: Number(port),
  pin,
  token: 'T'.repeat(22),
} as const;
void session.joinByInvite(invite, 'Ann').then(() => process.send?.('joined'));
