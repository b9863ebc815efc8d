import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { noArchive } from '../../src/cli/no-archive';
import { createNetwork } from '../../src/net/network';
import { formatInvite, parseInvite } from '../../src/protocol/invite';
import { defaultLimits, type Limits } from '../../src/protocol/limits';
import type { InviteKind } from '../../src/protocol/room-kinds';
import type { Archive } from '../../src/room/log/journal';
import type { MessageEntry } from '../../src/room/log/log-entry';
import type { SendOptions } from '../../src/room/room';
import { Session } from '../../src/room/session/session';
import { type Clock, systemClock } from '../../src/util/clock';
import { silentLogger as logger } from '../../src/util/logger';
import { waitMs } from '../limits.json';

/** A classmate's own program, in a lab room on this computer. */
export async function labProgram(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket.resume();
}

/** A server that accepts connections and never sends anything. @returns its port */
export async function silentPort(onClose: (close: () => void) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onClose(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A classmate in an invite room, whose window is not in the picture. */
export class Classmate {
  /** How far the classmate's clock is behind the real time, in milliseconds. */
  behind = 0;
  readonly session: Session;

  /**
   * @param changed limits of the classmate's room that differ from the defaults
   * @param archive where the rooms are stored; nowhere when absent
   */
  constructor(
    private readonly name: string,
    changed: Partial<Limits> = {},
    archive: Archive = noArchive,
  ) {
    const clock: Clock = { ...systemClock, now: () => Date.now() - this.behind };
    const limits = { ...defaultLimits, ...changed };
    const network = createNetwork({ clock, limits });
    this.session = new Session({ network, limits, clock, logger, archive });
  }

  /** Opens a room on all networks. @returns its invite */
  async host(kind: InviteKind, room: string): Promise<string> {
    const place = { address: '0.0.0.0', port: 0, maxClients: 16 };
    await this.session.host({ kind, name: room, person: this.name, ...place });
    const invite = this.session.invited?.hostActions?.invite;
    return invite ? formatInvite(invite, 'vscode') : '';
  }

  /** @throws {Error} when the text holds no invite */
  async joinByInvite(text: string): Promise<this> {
    const parsed = parseInvite(text);
    if (!parsed?.ok) throw new Error(`This is no invite: ${text}`);
    await this.session.joinByInvite(parsed.invite, this.name);
    return this;
  }

  say(text: string, extras?: SendOptions): void {
    this.session.messages.say(text, extras);
  }

  /** Replies to the newest message with this text in it. */
  async reply(words: string, text: string): Promise<void> {
    const { seq } = await this.heard(words);
    this.say(text, seq === undefined ? {} : { reply: seq });
  }

  async react(words: string, emoji: string): Promise<void> {
    this.session.messages.react((await this.heard(words)).id, emoji, true);
  }

  async pin(words: string): Promise<void> {
    this.session.messages.pin((await this.heard(words)).id, true);
  }

  /** The newest message with this text in it, once the room has numbered it. */
  heard(words: string): Promise<MessageEntry> {
    return this.until(words, () =>
      this.session.entries.findLast(
        (entry): entry is MessageEntry =>
          entry.kind === 'message' && entry.seq !== undefined && entry.text.includes(words),
      ),
    );
  }

  /** The number of the newest entry. */
  get newest(): number {
    return this.session.entries.at(-1)?.seq ?? 0;
  }

  /** Waits until the log has reached this number. */
  async holds(seq: number): Promise<void> {
    await this.until(`entry ${seq}`, () => this.newest >= seq || undefined);
  }

  /** Removes everyone but the host from the room. */
  removeGuests(reason: string): void {
    for (const { id, self } of this.session.state.members) {
      if (!self) this.session.invited?.hostActions?.remove(id, reason);
    }
  }

  private until<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        listening.dispose();
        resolve(found);
      };
      const listening = this.session.onDidChangeLog(look);
      const timer = setTimeout(() => {
        listening.dispose();
        reject(new Error(`${this.name} did not hear within ${waitMs} ms: ${what}`));
      }, waitMs);
      look();
    });
  }
}
