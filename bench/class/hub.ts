/** The hub of the benchmark's class: what the editor of its host runs, without the editor. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createNetwork } from '../../src/net/network';
import { formatInvite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock as clock } from '../../src/util/clock';
import { silentLogger as logger } from '../../src/util/logger';
import { serveCommands } from '../command-process';
import { type HubCommands, rowOf } from './class-commands';

// A load process comes from one address.
const limits = {
  ...defaultLimits,
  connectionsPerAddress: 1_000_000,
  newConnectionsPerMinute: 1_000_000,
};

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-class-'));
const archive = new RoomArchive({ folder, clock, onFailure: () => {} });
const network = createNetwork({ clock, limits });
const session = new Session({ network, limits, clock, logger, archive, hasViewer: false });

const commands: HubCommands = {
  async open() {
    const place = { address: '127.0.0.1', port: 0, maxClients: 500 };
    const { port } = await session.host({ kind: 'class', name: 'Class', person: 'Host', ...place });
    const invite = session.invited?.hostActions?.invite;
    if (!invite) throw new Error('The room has no invite.');
    return { port, token: invite.token, invite: formatInvite(invite, 'vscode') };
  },
  setHelpers(members) {
    const { hostActions } = session.invited?.classroom ?? {};
    for (const member of members) {
      if (!hostActions?.setHelper(member, true)) throw new Error(`${member} is no helper.`);
    }
  },
  queue: () => (session.invited?.classroom?.queue ?? []).map(rowOf),
};

serveCommands(commands, () => rmSync(folder, { recursive: true, force: true }));
