import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Invite } from '../../src/protocol/invite';
import type { Session } from '../../src/room/session/session';
import { CuttingProxy } from './cutting-proxy';
import { diskSession, hostGroup } from './file-scene';
import { temporaryFolder } from './temporary-folder';

/** Gives each test of a suite a group with its host, and a guest that may join it, all with real disks and sockets. */
export function fileRoom(): FileRoom {
  const room = new FileRoom();
  afterEach(() => room.close());
  // After that, because hooks run in this order.
  const folder = temporaryFolder();
  beforeEach(() => room.open(folder()));
  return room;
}

/** A group whose host and guests may be exchanged, as for a window that is reloaded. */
class FileRoom {
  /** Has a folder for each window. */
  folder = '';
  host!: Session;
  guest!: Session;
  invite!: Invite;
  private others: Session[] = [];
  private proxy: CuttingProxy | undefined;

  async open(folder: string): Promise<void> {
    this.folder = folder;
    this.host = diskSession(join(folder, 'host'));
    this.invite = await hostGroup(this.host);
    this.guest = diskSession(join(folder, 'guest'));
  }

  async close(): Promise<void> {
    for (const session of [this.guest, ...this.others.splice(0), this.host]) await session.leave();
    this.proxy?.dispose();
    this.proxy = undefined;
  }

  joinAs(session: Session, person: string, how = this.invite) {
    return session.joinByInvite(how, person);
  }

  /** Joins as the guest, through a proxy that can cut its connections. */
  async joinThroughProxy(): Promise<CuttingProxy> {
    this.proxy = await CuttingProxy.listen(this.invite.port);
    await this.joinAs(this.guest, 'Bo', { ...this.invite, port: this.proxy.port });
    return this.proxy;
  }

  /** A further guest, who has joined. */
  async other(person: string): Promise<Session> {
    const session = diskSession(join(this.folder, person));
    this.others.push(session);
    await this.joinAs(session, person);
    return session;
  }

  /** The names of the files that the host has on its disk. */
  hostFiles(): readonly string[] {
    const rooms = join(this.folder, 'host', 'rooms');
    return readdirSync(rooms)
      .filter((name) => name.endsWith('.files'))
      .flatMap((name) => readdirSync(join(rooms, name)))
      .filter((name) => !/\.(sending|from)$/.test(name));
  }
}
