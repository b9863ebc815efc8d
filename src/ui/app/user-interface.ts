import * as vscode from 'vscode';
import type { Nearby } from '../../net/nearby/nearby';
import type { AdapterAddress } from '../../net/socket/adapters';
import type { Card } from '../../protocol/card';
import type { Archive } from '../../room/log/journal';
import type { Session } from '../../room/session/session';
import { isProcessRunning, OpenRooms } from '../../store/open-rooms';
import { cardTitle } from '../../strings/card-text';
import { displayLanguage, fillIn, type Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { PanelTab } from '../../webview/panel-tab';
import type { PanelViewProvider } from '../../webview/panel-view';
import type { WireTab } from '../../webview/wire-tab';
import type { DeskmateApi } from '../api';
import { checkFailedKnock } from '../check/check-commands';
import { ErrorActions } from '../code/error-card';
import { WorkspaceFiles } from '../code/workspace-files';
import type { CommandHandlers } from '../commands';
import { StoppedThreads } from '../debug/stopped-threads';
import { createMessageLinks } from '../history/history-commands';
import type { MessageLinks } from '../history/message-links';
import { TranscriptStore } from '../history/transcript';
import { MutedRooms } from '../messages/muted-rooms';
import { startNotifications } from '../messages/notifier';
import { cardProblem } from '../panel/card-types';
import { ChatPanel } from '../panel/chat-panel';
import { LinkedMessages } from '../panel/linked-messages';
import { Follower } from '../place/follower';
import { LocalEditors } from '../place/local-editors';
import { PlaceReporter } from '../place/place-reporter';
import { SelectionHighlights } from '../place/selection-highlights';
import { remoteMachine } from '../rooms/addresses';
import { offerEncoding } from '../rooms/encoding-commands';
import { HostAbsence } from '../rooms/host-absence';
import { createInviteTab } from '../rooms/invite-commands';
import type { JoinLinks } from '../rooms/join-links';
import { Nicknames } from '../rooms/nicknames';
import { openFolder, thisWindow } from '../rooms/other-window';
import { RoomAttempts } from '../rooms/room-attempts';
import { createRoomCode } from '../rooms/room-code-commands';
import { isInviteKey } from '../rooms/room-key';
import { confirmTransfers } from '../rooms/room-questions';
import { StorageNotice } from '../rooms/storage-notice';
import { TakeOverConsent } from '../rooms/take-over-consent';
import { WideServers } from '../rooms/wide-servers';
import type { Settings } from '../settings';
import { ContextKeys } from '../status/context-keys';
import { RoomStatus } from '../status/room-status';
import { StateApi } from '../status/state-api';
import type { OutputReview } from '../terminal/output-review';
import { TerminalWatch } from '../terminal/terminal-watch';
import { showInformationMessage } from '../window/messages';
import type { StatusItem } from '../window/status-item';
import { createWireTab } from '../wire/wire-commands';
import type { WireLog } from '../wire/wire-log';
import { ClassInterface } from './class-interface';
import { commandHandlers } from './command-handlers';
import { DisplaySources } from './display-sources';
import { InvitedRooms } from './invited-rooms';
import { NearbyRooms } from './nearby-rooms';
import { RoomFlows } from './room-flows';

export interface UserInterfaceDeps {
  readonly context: vscode.ExtensionContext;
  readonly channel: vscode.LogOutputChannel;
  readonly session: Session;
  readonly archive: Archive;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly wireLog: WireLog;
  readonly item: StatusItem;
  readonly nearby: Nearby;
  adapters(): readonly AdapterAddress[];
}

/** What the extension needs of the interface after starting it. */
export interface UserInterface {
  /** The API for other extensions. */
  readonly api: DeskmateApi;
  readonly handlers: CommandHandlers;
  readonly view: PanelViewProvider;
  readonly tab: PanelTab;
  readonly wireTab: WireTab;
  readonly links: JoinLinks;
  /** Saves the transcript, the draft and the read positions now. */
  save(): Promise<void>;
  /** Stops tracking the room, so that closing the window doesn't count as leaving it. */
  stop(): Promise<void>;
  /** Removes the copies of files that may not stay on this computer. Call this when the session is suspended. */
  removeCopies(): Promise<void>;
}

const t: Translate = (message, ...values) => fillIn(vscode.l10n.t(message), values);

/**
 * Creates the whole user interface for a session and connects its parts. Long because it is the only place that
 * knows them all: it decides nothing.
 */
export function startUserInterface(deps: UserInterfaceDeps): UserInterface {
  const { context, channel, session, archive, settings, clock, wireLog, item, nearby, adapters } =
    deps;
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const language = displayLanguage(vscode.env.language);
  const remote = remoteMachine(
    vscode.env.remoteName,
    context.extension.extensionKind === vscode.ExtensionKind.Workspace,
  );
  const openRooms = own(
    new OpenRooms({
      folder: vscode.Uri.joinPath(context.globalStorageUri, 'open').fsPath,
      clock,
      pid: process.pid,
      machine: thisWindow().machine,
      isRunning: isProcessRunning,
      openFolder,
    }),
  );
  const memento = context.workspaceState;
  const invited = own(
    new InvitedRooms({
      ...{ session, archive, settings, clock, memento, openRooms, t },
      bookmarkFolder: vscode.Uri.joinPath(context.globalStorageUri, 'bookmarks').fsPath,
    }),
  );
  const attempts = new RoomAttempts(
    session,
    openRooms,
    (id) => invited.saved(id),
    process.platform,
    t,
  );
  const absence = own(
    new HostAbsence({
      ...{ session, clock },
      saved: (id) => {
        const room = invited.saved(id);
        return room && openRooms.holder(room.pin) === undefined ? room : undefined;
      },
    }),
  );
  const transcript = own(new TranscriptStore(session, context.workspaceState, settings, clock));
  const api = own(new StateApi(session, language, t));
  const showLog = () => channel.show();
  const inviteLink = () => invited.inviteLink();

  const reporter = own(new PlaceReporter({ session, settings, files: new WorkspaceFiles() }));
  const muted = own(new MutedRooms(session, context.globalState));
  const nicknames = own(new Nicknames(session, context.globalState));
  const nearbyRooms: NearbyRooms = own(
    new NearbyRooms({
      ...{ session, nearby, clock, logger: channel, t, showLog },
      memento: context.globalState,
      platform: process.platform,
      join: (invite) => flows.joinFlow.joinByInvite(invite),
      joinAnother: () => flows.joinFlow.join(),
      checkConnection: (endpoint, code) => checkFailedKnock(endpoint, code, checkDeps),
    }),
  );
  const { announced, knocks, knockFlow } = nearbyRooms;
  const { extensionUri } = context;
  const { roomCode, codeTab } = createRoomCode({
    ...{ session, extensionUri, logger: channel, t },
    announcing: () => nearbyRooms.status.announcing,
  });
  own(roomCode);
  own(codeTab);
  const isChatVisible = () => chat.adapter.surfaces.any;
  const showChat = () => chat.show();
  const classes: ClassInterface = own(
    new ClassInterface({
      ...{ session, clock, settings, logger: channel, language, t, isChatVisible, showChat },
      isMuted: () => muted.isMuted,
      panel: () => chat.adapter,
    }),
  );
  const sources = new DisplaySources({
    ...{ session, attempts, absence, nearbyRooms, roomCode, classes, muted, reporter, remote },
    followed: () => follower.member,
    adapters,
  });
  const linked = own(
    new LinkedMessages({ session, language, t, pinOf: (id) => invited.history.find(id)?.firstPin }),
  );
  const linksOf = linked.of;
  const chat: ChatPanel = own(
    new ChatPanel({
      ...{ session, settings, clock, language, t, logger: channel, bookmarks: invited.bookmarks },
      extensionUri: context.extensionUri,
      storageUri: context.globalStorageUri,
      memento: context.workspaceState,
      openMessage: (link) => messageLinks.open(link),
      ...{ nicknames, linked, knocks },
      lines: classes.lines,
      applicants: classes.applicants,
      context: sources.context,
      sources: sources.panel,
    }),
  );
  const wire = own(createWireTab({ session, wireLog, clock, extensionUri, language, t }));
  const inviteTab = own(createInviteTab({ session, extensionUri, t }));
  const showInviteQr = () => inviteTab.show();
  const contextKeys = new ContextKeys(
    (key, value) => void vscode.commands.executeCommand('setContext', key, value),
  );
  const panel = chat.adapter;
  const messageLinks: MessageLinks = createMessageLinks({
    ...{ session, linked, chat, t },
    history: invited.history,
    scheme: vscode.env.uriScheme,
  });
  const follower: Follower = own(new Follower(session, new LocalEditors(chat.cards, clock)));
  own(new SelectionHighlights({ session, settings, cards: chat.cards, clock, extensionUri, t }));
  own(absence.onDidChange(() => updateStatus()));
  const servers = new WideServers(settings);
  const flows: RoomFlows = own(
    new RoomFlows({
      ...{ session, archive, settings, clock, logger: channel, t, attempts, absence, openRooms },
      ...{ remote, adapters, nearby, nearbyRooms, invited, showLog, isChatVisible, showInviteQr },
      memento: context.globalState,
      servers,
      showChat: (from) => chat.show(from),
      moveDraft: (from) => panel.draft.bring(from),
      confirmTransfers: () => confirmTransfers(chat.ownFiles.running, t),
      checkConnection: () => handlers['deskmate.checkConnection'](),
    }),
  );
  const { continueFlow, hostFlow, joinFlow, name, recent } = flows;
  const checkDeps = {
    ...{ session, attempts, joinFlow, clock, language, remote, t, adapters, showChat },
  };
  const storage = own(new StorageNotice({ session, logger: channel, t }));
  own(
    startNotifications({
      ...{ session, attempts, settings, clock, logger: channel, t, nicknames, linksOf },
      ...{ muted, panel, isChatVisible, showChat },
      offer: (problem) => flows.showProblem(problem),
    }),
  );
  own(panel.surfaces.onDidChangeFocus((focused) => contextKeys.setPanelFocused(focused)));
  own(new ErrorActions(() => session.invited !== undefined, t).register());

  const status = own(
    new RoomStatus({
      ...{ session, panel, item, contextKeys, clock, language, t },
      context: sources.context,
      sources: sources.statusBar,
    }),
  );
  own(session.encoding.onDidSuspect((found) => offerEncoding(found, { session, recent, t })));
  own(reporter.onDidChange(() => panel.status.changed()));
  const copyInvite = () => handlers['deskmate.copyInvite']();
  own(
    new TakeOverConsent({
      ...{ session, settings, attempts, copyInvite, t },
      tell: async (message, ...buttons) => showInformationMessage(message, ...buttons),
    }),
  );
  const updateStatus = () => {
    panel.status.changed();
    status.update();
  };
  own(muted.onDidChange(updateStatus));
  own(nearbyRooms.onDidChange(updateStatus));
  own(nearbyRooms.onDidChange(() => codeTab.update()));
  own(follower.onDidChange(updateStatus));
  classes.start(panel, () => status.update());
  const forgetDrafts = (isGone: (room: string) => boolean) => {
    panel.draft.forget(isGone);
    chat.ownFiles.forgetRooms(isGone);
  };
  own(invited.history.onDidErase(({ firstPin }) => forgetDrafts((room) => room === firstPin)));
  // Another window may have erased rooms meanwhile.
  const pins = new Set(invited.history.rooms.map(({ firstPin }) => firstPin));
  forgetDrafts((room) => isInviteKey(room) && !pins.has(room));

  const handlers: CommandHandlers = commandHandlers({
    ...checkDeps,
    announced,
    ...{ knocks, knockFlow, roomCode },
    menuSources: sources.menu,
    ...{ hostFlow, continueFlow, servers },
    recent,
    name,
    history: invited.history,
    bookmarks: invited.bookmarks,
    files: chat.files,
    stopped: own(new StoppedThreads()),
    terminals: own(new TerminalWatch({ session, clock })),
    ownFiles: chat.ownFiles,
    settings,
    ...{ inviteLink, showInviteQr },
    transcript: {
      forget: async () => {
        forgetDrafts(() => true);
        await transcript.forget();
      },
    },
    storage,
    openReference: (place) => chat.cards.openReference(place),
    follower,
    isChatVisible,
    cards: { title: cardTitle, problem: cardProblem },
    ...classes.commandDeps(chat.cards),
    attach: (card: Card, review?: OutputReview) => {
      panel.draft.attach(card, review);
      void chat.show();
    },
    request: (action) => panel.surfaces.request(action),
    muted,
    nicknames,
    ...{ linked, linksOf },
    links: messageLinks,
    copy: (text) => chat.editor.copy(text),
    insertComment: (heading, text) => chat.editor.insertComment(heading, text),
    mention: (name) => panel.surfaces.request({ mention: name }),
    openInEditor: () => chat.openInEditor(),
    extensionUri,
    showWire: () => wire.open(),
    showLog,
  });
  channel.info(t('Set the level of this log to Trace to see every chunk on the wire.'));
  invited.start(joinFlow).catch((error: unknown) => {
    channel.error(`failed to reopen the room: ${error}`);
  });
  return {
    ...{ api, handlers, wireTab: wire },
    links: invited.links(joinFlow, servers, (link) => messageLinks.open(link)),
    ...{ view: chat.view, tab: chat.tab },
    save: async () => {
      await Promise.all([transcript.flush(), chat.flush()]);
    },
    stop: () => invited.stop(),
    removeCopies: () => chat.close(),
  };
}
