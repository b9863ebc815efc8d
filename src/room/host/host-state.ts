import type { RoomKind } from '../../protocol/room-kinds';
import type { Seat } from '../../protocol/transport';
import type { RoomInfo } from '../session-state';

export interface HostStateOptions {
  readonly info: RoomInfo;
  readonly byInvite: boolean;
  /** Guests let in at a time. */
  readonly maxClients: number;
  readonly locked: boolean;
}

/** What the parts of a hosted room know of it. The kind and the number of guests change when a pair grows. */
export class HostState {
  readonly byInvite: boolean;
  kind: RoomKind;
  maxClients: number;
  /** Whether nobody new may come in. */
  locked: boolean;
  /** Nothing can be done in the room any more. */
  over = false;
  private readonly opened: RoomInfo;

  constructor({ info, byInvite, maxClients, locked }: HostStateOptions) {
    this.opened = info;
    this.byInvite = byInvite;
    this.kind = info.kind;
    this.maxClients = maxClients;
    this.locked = locked;
  }

  get info(): RoomInfo {
    return { ...this.opened, kind: this.kind, ...(this.locked && { locked: true }) };
  }

  /** The room as its guests are told of it. */
  get room(): Seat['room'] {
    return { name: this.opened.name, kind: this.kind, most: this.maxClients };
  }
}
