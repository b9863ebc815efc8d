import * as vscode from 'vscode';
import { formatInvite, type Invite } from '../../protocol/invite';
import type { Archive, RoomSummary } from '../../room/log/journal';
import { PresenceReporter } from '../../room/session/presence-reporter';
import type { Session } from '../../room/session/session';
import { BookmarkFiles } from '../../store/bookmark-files';
import type { OpenRooms } from '../../store/open-rooms';
import type { Translate } from '../../strings/translate';
import type { MessageLink } from '../../text/message-link';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Bookmarks } from '../history/bookmarks';
import { History } from '../history/history';
import type { JoinFlow } from '../rooms/join-flow';
import { confirmLink, confirmServer, JoinLinks } from '../rooms/join-links';
import { OpenRoomStore } from '../rooms/room-store';
import type { WideServers } from '../rooms/wide-servers';
import type { Settings } from '../settings';
import { showWarningMessage } from '../window/messages';

export interface InvitedRoomsDeps {
  readonly session: Session;
  readonly archive: Archive;
  readonly settings: Settings;
  readonly clock: Clock;
  /** The window's storage. */
  readonly memento: vscode.Memento;
  readonly openRooms: OpenRooms;
  /** Where the bookmarks of all windows are. */
  readonly bookmarkFolder: string;
  readonly t: Translate;
}

/** Connects invite rooms to the editor: history, reopening after a reload, presence and links. */
export class InvitedRooms implements Disposable {
  private readonly store = new DisposableStore();
  readonly history: History;
  readonly bookmarks: Bookmarks;
  private readonly open: OpenRoomStore;

  constructor(private readonly deps: InvitedRoomsDeps) {
    const { session, archive, settings, clock, memento, openRooms, bookmarkFolder } = deps;
    const files = new BookmarkFiles(bookmarkFolder);
    this.bookmarks = this.store.add(new Bookmarks({ files, session, clock }));
    this.history = this.store.add(
      new History({
        archive,
        session,
        settings,
        openRooms,
        clock,
        returning: () => this.open.kept,
      }),
    );
    this.store.add(this.history.onDidErase(({ id }) => this.bookmarks.forget(id)));
    this.open = this.store.add(new OpenRoomStore(session, memento, (id) => this.history.left(id)));
    const presence = this.store.add(new PresenceReporter(session, clock));
    const attend = ({ focused, active }: vscode.WindowState) => presence.attend(focused && active);
    attend(vscode.window.state);
    this.store.add(vscode.window.onDidChangeWindowState(attend));
  }

  /** The invite to this window's room, if the user decides who joins it. */
  get ownInvite(): Invite | undefined {
    return this.deps.session.invited?.inviteActions?.invite;
  }

  /** The same invite as a link that opens in this editor. */
  inviteLink(): string | undefined {
    const invite = this.ownInvite;
    return invite && formatInvite(invite, vscode.env.uriScheme);
  }

  /** A saved room that the user can go back into; undefined if it is read-only, or isn't saved any more. */
  saved(id: string): RoomSummary | undefined {
    const room = this.history.find(id);
    return room?.over ? undefined : room;
  }

  /** Handles links to rooms, to servers and to messages. */
  links(
    joinFlow: JoinFlow,
    servers: WideServers,
    openMessage: (link: MessageLink) => Promise<void>,
  ): JoinLinks {
    const { session, t } = this.deps;
    return new JoinLinks({
      t,
      openMessage,
      ownInvite: () => this.ownInvite,
      offerElsewhere: (invite) => joinFlow.offerElsewhere(invite),
      confirmLink: (invite) => {
        const known = session.saved(invite.pin)?.endpoints ?? [];
        return confirmLink(invite, known, session.pin === invite.pin, session.state, t);
      },
      join: (invite) => joinFlow.joinByInvite(invite, true),
      confirmServer: (server) => confirmServer(server, t),
      addServer: (link) => servers.add(link),
      tell: (message) => void showWarningMessage(message),
    });
  }

  /** Goes back into the room that was open, and deletes expired rooms. */
  async start(joinFlow: JoinFlow): Promise<void> {
    const { kept } = this.open;
    const room = kept === undefined ? undefined : this.history.find(kept);
    if (!room || room.over || room.closed) this.open.forget();
    else await joinFlow.restoreRoom(room);
    this.history.tidy();
  }

  /** Stops tracking the room, so that closing the window doesn't count as leaving it. */
  stop(): Promise<void> {
    return this.open.stop();
  }

  dispose(): void {
    this.store.dispose();
  }
}
