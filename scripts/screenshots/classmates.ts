import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { noArchive } from '../../src/cli/no-archive';
import { defaultLimits } from '../../src/net/limits';
import { createNetwork } from '../../src/net/network';
import type { InviteKind } from '../../src/net/transport';
import { formatInvite, parseInvite } from '../../src/room/invite';
import { Session } from '../../src/room/session';
import { systemClock as clock } from '../../src/util/clock';
import { silentLogger as logger } from '../../src/util/logger';

/** A classmate's own program, in a lab room on this computer. */
export async function labProgram(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket.resume();
}

/** A classmate in a room by invite, whose window is not in the picture. */
export class Classmate {
  readonly session = new Session({
    network: createNetwork({ clock }),
    limits: defaultLimits,
    clock,
    logger,
    archive: noArchive,
  });

  constructor(private readonly name: string) {}

  /** Opens a room on all networks. @returns its invite */
  async host(kind: InviteKind, room: string): Promise<string> {
    const place = { address: '0.0.0.0', port: 0, maxClients: 16 };
    await this.session.host({ kind, name: room, person: this.name, ...place });
    const invite = this.session.invited?.keeper?.invite;
    return invite ? formatInvite(invite, 'vscode') : '';
  }

  /** @throws {Error} when the text holds no invite */
  async enter(text: string): Promise<this> {
    const parsed = parseInvite(text);
    if (!parsed?.ok) throw new Error(`This is no invite: ${text}`);
    await this.session.enter(parsed.invite, this.name);
    return this;
  }

  say(text: string): void {
    this.session.say(text);
  }

  /** Puts everybody but the host out of the room. */
  removeGuests(reason: string): void {
    for (const { id, self } of this.session.state.members) {
      if (!self) this.session.invited?.keeper?.remove(id, reason);
    }
  }
}
