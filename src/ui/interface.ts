import * as vscode from 'vscode';
import type { AdapterAddress } from '../net/adapters';
import type { Archive } from '../room/journal';
import type { Session } from '../room/session';
import { isProcessRunning, OpenRooms } from '../store/open-rooms';
import type { Clock } from '../util/clock';
import { Notifier } from './alerts/notifier';
import { remoteMachine } from './alerts/remote-machine';
import { warnOfRemote } from './alerts/remote-warning';
import type { DeskmateApi } from './api';
import { ChatPanel } from './chat-panel';
import { ErrorActions } from './code/error-actions';
import { commandHandlers } from './commands/command-handlers';
import { offerEncoding } from './commands/encoding-commands';
import { setContextKeys, setPanelFocused } from './context-keys';
import { InvitedRooms } from './invited-rooms';
import { TranscriptKeeper } from './keep/transcript-keeper';
import { openFolder, thisWindow } from './other-window';
import { ByHand } from './prompts/by-hand';
import { PersonName } from './prompts/person-name';
import { mostReachable } from './prompts/reachable-address';
import { RecentStore } from './prompts/recent-store';
import { usualName } from './prompts/usual-name';
import { Rooms } from './rooms';
import { Settings } from './settings';
import { StateApi } from './state-api';
import { registerCommand } from './window/messages';
import { StatusItem } from './window/status-item';
import { displayLanguage } from './words/display-language';
import { statusText } from './words/status-text';
import { fillIn, type Translate } from './words/translate';

export interface InterfaceParts {
  readonly context: vscode.ExtensionContext;
  readonly channel: vscode.LogOutputChannel;
  readonly session: Session;
  readonly archive: Archive;
  readonly clock: Clock;
  adapters(): readonly AdapterAddress[];
}

/** What the window still needs of the interface when it has been built. */
export interface Interface {
  /** The face to other extensions. */
  readonly api: DeskmateApi;
  /** Keeps the transcript, the draft and what was seen at once. */
  keep(): Promise<void>;
  /** The window is closing: from now on leaving the room is no reason to forget it. */
  stop(): Promise<void>;
}

const t: Translate = (message, ...values) => fillIn(vscode.l10n.t(message), values);

/** Builds everything a person sees around a session and ties it together. */
export function startInterface(parts: InterfaceParts): Interface {
  const { context, channel, session, archive, clock, adapters } = parts;
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const language = displayLanguage(vscode.env.language);
  const remote = remoteMachine(
    vscode.env.remoteName,
    context.extension.extensionKind === vscode.ExtensionKind.Workspace,
  );
  const settings = new Settings();
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
    new InvitedRooms({ session, archive, settings, clock, memento, openRooms, t }),
  );
  const rooms = new Rooms(session, openRooms, (id) => invited.isOver(id), process.platform, t);
  const recent = new RecentStore(context.globalState, settings);
  const name = new PersonName(settings, usualName);
  const keeper = own(new TranscriptKeeper(session, context.workspaceState, settings, clock));
  const api = own(new StateApi(session, language, t));
  const showLog = () => channel.show();
  const inviteLink = () => invited.inviteLink();

  const chat = own(
    new ChatPanel({
      ...{ session, settings, clock, language, t, logger: channel },
      extensionUri: context.extensionUri,
      memento: context.workspaceState,
      sources: () => ({
        problem: rooms.untoldProblem,
        canRejoin: rooms.lastJoined !== undefined,
        reachable: mostReachable(adapters())?.address,
        remote,
      }),
    }),
  );
  const panel = chat.adapter;
  const showChat = () => chat.show();
  const isChatVisible = () => panel.isVisible;

  const byHand = new ByHand({
    rooms,
    recent,
    name,
    memento: context.globalState,
    clock,
    logger: channel,
    t,
    state: () => session.state,
    adapters,
    holder: (pin) => openRooms.holder(pin),
    ownInvite: () => invited.ownInvite,
    inviteLink,
    showChat: (from) => chat.show(from),
    showLog,
    hosted: () => warnOfRemote(remote, context.globalState, t),
  });
  const notifier = own(
    new Notifier({
      session,
      rooms,
      byHand,
      settings,
      clock,
      logger: channel,
      t,
      isChatVisible,
      showChat,
    }),
  );
  own(panel.onDidHear((heard) => notifier.add(heard)));
  own(panel.onDidChangeFocus(setPanelFocused));
  own(panel.onDidChangeVisibility((visible) => visible && notifier.looked()));
  own(new ErrorActions(() => session.invited !== undefined, t).register());

  const item = own(new StatusItem('Deskmate'));
  const showStatus = () => {
    setContextKeys(session.state);
    item.show(statusText(session.state, panel.unseen, rooms.currentProblem, t));
  };
  own(session.onDidSuspectEncoding((found) => offerEncoding(found, { session, recent, t })));
  own(session.onDidChangeState(showStatus));
  own(panel.onDidChangeBadge(showStatus));
  own(settings.onDidChange(() => void recent.respectSetting()));
  void recent.respectSetting();
  showStatus();

  const handlers = commandHandlers({
    session,
    rooms,
    byHand,
    recent,
    name,
    history: invited.history,
    files: chat.files,
    settings,
    language,
    t,
    adapters,
    inviteLink,
    forgetTranscript: () => keeper.forget(),
    showChat,
    isChatVisible,
    askAboutStorage: () => notifier.askAboutStorage(),
    attach: (card) => {
      panel.attach(card);
      void chat.show();
    },
    request: (action) => panel.request(action),
    openInEditor: () => chat.openInEditor(),
    showLog,
  });
  for (const [id, handler] of Object.entries(handlers)) {
    own(registerCommand(id, handler));
  }
  channel.info(t('Set the level of this log to Trace to see every chunk on the wire.'));
  invited.start(byHand).catch((error: unknown) => {
    channel.error(`the room that was open did not come back: ${error}`);
  });
  return {
    api,
    keep: async () => {
      await Promise.all([keeper.flush(), chat.flush()]);
    },
    stop: () => invited.stop(),
  };
}
