import type { AccessControl } from '../../protocol/access';
import type { CodeListener, RoomCodeState } from '../../protocol/room-code';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { announcedName } from '../announced-room';
import type { HostRoomCode } from '../host-actions';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

export interface RoomCodeDeps {
  readonly listener: CodeListener;
  readonly access: Pick<AccessControl, 'onDidChange'>;
  readonly state: HostState;
  readonly people: HostMembers;
}

/** The code of a hosted room. It is never stored, and ends with the room or the window. */
export class RoomCode implements HostRoomCode, Disposable {
  private announced = '';
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;

  constructor(private readonly deps: RoomCodeDeps) {
    const { access, listener } = deps;
    // The listener may outlive this room.
    this.store.add(listener.onDidChange(() => this.changes.fire()));
    this.store.add(
      access.onDidChange(({ type }) => {
        // Someone who was removed may have seen the code, and it leads to the new invite.
        if (type === 'token') listener.pause('reset');
      }),
    );
  }

  get state(): RoomCodeState | undefined {
    return this.deps.listener.state;
  }

  async renew(): Promise<void> {
    const { listener, people, state } = this.deps;
    if (state.over) return;
    await listener.open(() => ({
      roomId: this.announced,
      room: announcedName(state.info),
      host: people.host.name,
    }));
  }

  stop(): void {
    this.deps.listener.stop();
  }

  dispose(): void {
    this.stop();
    this.store.dispose();
  }

  announce(id: string | undefined): void {
    this.announced = id ?? '';
  }
}
