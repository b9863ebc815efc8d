import type { Presence } from '../../protocol/frames';
import type { MemberLink } from '../../protocol/transport';
import type { NewRequest } from '../log/room-request';
import type { InvitedRoom, MessageChange, RenameResult } from '../room';
import type { PresenceSender } from './presence-sender';
import type { Renames } from './renames';
import type { Roster } from './roster';

export interface GuestControlsOptions {
  readonly journalId: string;
  readonly roster: Roster;
  readonly presence: PresenceSender;
  readonly renames: Renames;
  readonly self: () => { readonly id: string; readonly name: string };
  readonly historyEnd: () => number;
  /** The connection, while the guest is in. */
  readonly link: () => MemberLink | undefined;
  /** Keeps a request until the hub has answered it. @throws {SayError} when it was not taken */
  readonly ask: (request: NewRequest) => void;
}

/** What a guest of a room by invite can do beyond talking. */
export class GuestControls implements InvitedRoom {
  readonly journalId: string;

  constructor(private readonly options: GuestControlsOptions) {
    this.journalId = options.journalId;
  }

  get historyEnd(): number {
    return this.options.historyEnd();
  }

  rename(wished: string): Promise<RenameResult> {
    const { link: present, renames, self } = this.options;
    const link = present();
    return renames.ask(wished, self().name, link && ((request) => link.send(request)));
  }

  setPresence(presence: Presence): void {
    const { presence: sender, roster, self } = this.options;
    roster.setPresence(self().id, presence);
    sender.setPresence(presence);
  }

  change(change: MessageChange): void {
    this.options.ask(change);
  }

  typing(): void {
    this.options.presence.typing();
  }
}
