import * as vscode from 'vscode';
import type { AdapterAddress } from '../net/adapters';
import type { Session } from '../room/session';
import type { Clock } from '../util/clock';
import { PanelEditorTab } from '../webview/editor-tab';
import { PanelViewProvider } from '../webview/provider';
import { Notifier } from './alerts/notifier';
import { remoteMachine } from './alerts/remote-machine';
import { warnOfRemote } from './alerts/remote-warning';
import type { DeskmateApi } from './api';
import { commandHandlers } from './commands';
import { setContextKeys } from './context-keys';
import { DraftKeeper } from './keep/draft-keeper';
import { TranscriptKeeper } from './keep/transcript-keeper';
import { PanelAdapter } from './panel-adapter';
import { panelCommandIds } from './panel-commands';
import { ByHand } from './prompts/by-hand';
import { mostReachable } from './prompts/reachable-address';
import { RecentStore } from './prompts/recent-store';
import { Rooms } from './rooms';
import { Settings } from './settings';
import { StateApi } from './state-api';
import { StatusItem } from './status-item';
import { displayLanguage } from './words/display-language';
import { statusText } from './words/status-text';
import type { Translate } from './words/translate';

export interface InterfaceParts {
  readonly context: vscode.ExtensionContext;
  readonly channel: vscode.LogOutputChannel;
  readonly session: Session;
  readonly clock: Clock;
  adapters(): readonly AdapterAddress[];
}

const t: Translate = (message, ...values) => vscode.l10n.t(message, ...values);

/**
 * Builds everything a person sees around a session and ties it together.
 * @returns the face to other extensions, and what keeps the transcript and the draft at once
 */
export function startInterface({ context, channel, session, clock, adapters }: InterfaceParts): {
  api: DeskmateApi;
  keep(): Promise<void>;
} {
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
  const rooms = new Rooms(session, process.platform, t);
  const recent = new RecentStore(context.globalState, settings);
  const keeper = own(new TranscriptKeeper(session, context.workspaceState, settings, clock));
  const api = own(new StateApi(session, language, t));
  const showLog = () => channel.show();

  const panel = own(
    new PanelAdapter({
      session,
      language,
      t,
      sources: () => ({
        problem: rooms.currentProblem,
        canRejoin: rooms.lastJoined !== undefined,
        reachable: mostReachable(adapters())?.address,
        remote,
      }),
      run: (command) => void vscode.commands.executeCommand(panelCommandIds[command]),
    }),
  );
  const drafts = own(new DraftKeeper(panel, context.workspaceState, settings, clock));
  own(new PanelViewProvider(panel, context.extensionUri).register());
  const tab = own(new PanelEditorTab(panel, context.extensionUri));
  const showChat = async () => {
    if (panel.isVisibleIn('editor') && !panel.isVisibleIn('view')) tab.open();
    else await vscode.commands.executeCommand(`${PanelViewProvider.viewId}.focus`);
  };

  const byHand = new ByHand({
    rooms,
    recent,
    memento: context.globalState,
    logger: channel,
    t,
    state: () => session.state,
    adapters,
    showChat,
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
      t,
      isChatVisible: () => panel.isVisible,
      showChat,
    }),
  );
  own(panel.onDidHear((entry) => notifier.add(entry)));
  own(panel.onDidChangeVisibility((visible) => visible && notifier.looked()));

  const item = own(new StatusItem('Deskmate'));
  const showStatus = () => {
    setContextKeys(session.state);
    item.show(statusText(session.state, panel.unreadCount, rooms.currentProblem, t));
  };
  own(session.onDidChangeState(showStatus));
  own(panel.onDidChangeBadge(showStatus));
  own(settings.onDidChange(() => void recent.respectSetting()));
  void recent.respectSetting();
  showStatus();

  const handlers = commandHandlers({
    session,
    rooms,
    byHand,
    t,
    adapters,
    showChat,
    openInEditor: () => tab.open(),
    showLog,
  });
  for (const [id, handler] of Object.entries(handlers)) {
    own(vscode.commands.registerCommand(id, handler));
  }
  channel.info(t('Set the level of this log to Trace to see every chunk on the wire.'));
  return {
    api,
    keep: async () => {
      await Promise.all([keeper.flush(), drafts.flush()]);
    },
  };
}
