import type { NearbyRoom } from '../../protocol/announcement';
import type { Invite } from '../../protocol/invite';
import { KnockError } from '../../protocol/knock';
import { cleanName } from '../../protocol/names';
import type { Network } from '../../protocol/network';
import { toInviteKind } from '../../protocol/room-kinds';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { KnockState } from '../knocks';
import { foundInvite } from './found-invite';

export interface KnockAttemptDeps {
  readonly network: Pick<Network, 'knock'>;
  readonly logger: Logger;
}

/**
 * One knock at a room nearby, from its start to its end. It leads to an invite and joins nothing: the user
 * says first that the host has asked for the code.
 */
export class KnockAttempt {
  private readonly changes = new Emitter<KnockState>();
  readonly onDidChange = this.changes.event;
  private readonly abort = new AbortController();
  private current: KnockState = { kind: 'connecting' };

  /**
   * @param person what the user wants to be called
   * @throws {TypeError} when people join the room without an invite
   */
  constructor(deps: KnockAttemptDeps, room: NearbyRoom, person: string) {
    const kind = toInviteKind(room.kind);
    this.run(deps, room, kind, person).catch((error: unknown) => {
      const code = error instanceof KnockError ? error.code : 'failed';
      if (code !== 'cancelled') deps.logger.warn(`a knock failed: ${error}`);
      this.set({ kind: 'ended', code });
    });
  }

  get state(): KnockState {
    return this.current;
  }

  /** Ends it, whatever its state; the user doesn't join. */
  cancel(): void {
    this.abort.abort();
    this.set({ kind: 'ended', code: 'cancelled' });
  }

  private async run(
    { network }: KnockAttemptDeps,
    { id, endpoints }: NearbyRoom,
    kind: Invite['kind'],
    person: string,
  ): Promise<void> {
    const sent = await network.knock({ id, endpoints }, cleanName(person), this.abort.signal);
    const { code, endpoint, expires, host, room } = sent;
    this.set({ kind: 'waiting', code, room, host, address: endpoint.host, expires });
    const token = await sent.token;
    const invite = foundInvite(kind, { ...sent, token }, endpoints);
    this.set({ kind: 'accepted', invite, room, host });
  }

  private set(state: KnockState): void {
    if (this.current.kind === 'ended') return;
    this.current = state;
    this.changes.fire(state);
  }
}
