import type * as vscode from 'vscode';
import type { Endpoint } from '../../net/transport';
import type { Settings } from '../settings';
import { readRecentRooms, storeRecentRooms, withoutRoom, withRoom } from './recent-rooms';

const key = 'deskmate.recentRooms';

/** Rooms joined before, on this computer; none while the person does not want them remembered. */
export class RecentStore {
  constructor(
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'rememberRooms'>,
  ) {}

  get rooms(): readonly Endpoint[] {
    return this.settings.rememberRooms ? readRecentRooms(this.memento.get(key)) : [];
  }

  async add(room: Endpoint): Promise<void> {
    if (this.settings.rememberRooms) await this.write(withRoom(this.rooms, room));
  }

  async remove(room: Endpoint): Promise<void> {
    await this.write(withoutRoom(this.rooms, room));
  }

  /** Erases what was remembered once the person does not want it any more. */
  async respectSetting(): Promise<void> {
    if (this.settings.rememberRooms || this.memento.get(key) === undefined) return;
    await this.memento.update(key, undefined);
  }

  private async write(rooms: readonly Endpoint[]): Promise<void> {
    await this.memento.update(key, storeRecentRooms(rooms));
  }
}
