import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import { isProcessRunning } from '../../store/open-rooms';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import type { ButtonCommand } from '../../webview/from-panel';
import { PanelTab } from '../../webview/panel-tab';
import { PanelViewProvider } from '../../webview/panel-view';
import { viewIds } from '../../webview/view-ids';
import { CardNotes } from '../code/card-notes';
import { CodeCards } from '../code/code-cards';
import { VirtualDocuments } from '../code/virtual-documents';
import { WorkspaceFiles } from '../code/workspace-files';
import type { CommandId } from '../commands';
import { attachFiles } from '../files/file-commands';
import { draggedFiles, EditorFileDialogs } from '../files/file-dialogs';
import { OutgoingFiles } from '../files/outgoing-files';
import { ReceivedFiles } from '../files/received-files';
import { TemporaryFiles } from '../files/temporary-files';
import { Patches } from '../patch/patches';
import { thisWindow } from '../rooms/other-window';
import type { Settings } from '../settings';
import { ThemeColors } from '../theme/theme-colors';
import type { Handoff } from '../window/keyboard-handoff';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { EditorActions } from './editor-actions';
import type { LinkedMessages } from './linked-messages';
import { MessageRequestHandler, type MessageRequestHandlerDeps } from './message-request-handler';
import { PanelAdapter, type PanelAdapterDeps } from './panel-adapter';
import { DraftStore, SeenStore } from './panel-storage';
import { type SlashCommandDeps, SlashCommands } from './slash-commands';

/** The editor command that each of the panel's buttons runs. */
const panelCommandIds: Readonly<Record<ButtonCommand, CommandId>> = {
  host: 'deskmate.hostRoom',
  join: 'deskmate.joinRoom',
  rejoin: 'deskmate.rejoinRoom',
  continueRoom: 'deskmate.continueRoom',
  // Unlike `leaveRoom`, asks first when leaving closes a room that others are in.
  leave: 'deskmate.closeRoom',
  copyAddress: 'deskmate.copyAddress',
  setWeather: 'deskmate.setWeather',
  copyInvite: 'deskmate.copyInvite',
  showLog: 'deskmate.showLog',
  sendSelection: 'deskmate.sendSelection',
  sendPatch: 'deskmate.sendPatch',
  sendTerminalOutput: 'deskmate.sendTerminalOutput',
  sharePlace: 'deskmate.sharePlace',
  unmuteRoom: 'deskmate.unmuteRoom',
  sendFile: 'deskmate.sendFile',
  cancelRequest: 'deskmate.cancelRequest',
  imStuck: 'deskmate.imStuck',
  pauseRequest: 'deskmate.pauseRequest',
  resumeRequest: 'deskmate.resumeRequest',
  withdrawRequest: 'deskmate.withdrawRequest',
};

export interface ChatPanelDeps
  extends Pick<PanelAdapterDeps, 'sources' | 'nicknames'>,
    Pick<SlashCommandDeps, 'context'>,
    Pick<MessageRequestHandlerDeps, 'openMessage' | 'knocks' | 'applicants'> {
  readonly lines: PanelAdapterDeps['lines'];
  readonly session: Session;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly bookmarks: PanelAdapterDeps['bookmarks'];
  readonly linked: LinkedMessages;
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
  /** A folder for what windows share, and for files that wait. */
  readonly storageUri: vscode.Uri;
  /** The workspace's storage, for this window only. */
  readonly memento: vscode.Memento;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** VS Code registers this command for each view; it takes `preserveFocus`. */
const viewFocusCommand = `${viewIds.panel}.focus`;

/** Builds the chat panel, as a view and as an editor tab, and connects it to what its clicks do. */
export class ChatPanel implements Disposable {
  private readonly store = new DisposableStore();
  readonly adapter: PanelAdapter;
  readonly files = new WorkspaceFiles();
  readonly editor = this.store.add(new EditorActions());
  readonly ownFiles: OutgoingFiles;
  readonly view: PanelViewProvider;
  readonly cards: CodeCards;
  readonly tab: PanelTab;
  private readonly drafts: DraftStore;
  private readonly seen: SeenStore;

  constructor(deps: ChatPanelDeps) {
    const { session, settings, clock, logger, extensionUri, memento, language, t, sources } = deps;
    const { bookmarks, context, linked, lines, nicknames, storageUri } = deps;
    const failed = (error: unknown) => logger.error(`a command of the panel failed: ${error}`);
    const slash = new SlashCommands({
      ...{ context, t },
      members: () => session.state.members,
      execute: (command, ...args) =>
        void vscode.commands.executeCommand(command, ...args).then(undefined, (error: unknown) => {
          // What a command throws says why, in the display language.
          if (error instanceof CodedError) void showWarningMessage(error.message);
          else failed(error);
        }),
    });
    const { store } = this;
    const notes = store.add(new CardNotes());
    const documents = new VirtualDocuments(t);
    store.add(documents.register());
    const { files } = this;
    this.cards = new CodeCards({ files, documents, notes, entry: (id) => session.entry(id), t });
    const tell = (message: string) => void showInformationMessage(message);
    const temporary = new TemporaryFiles({
      folder: vscode.Uri.joinPath(storageUri, 'outgoing').fsPath,
      pid: process.pid,
      machine: thisWindow().machine,
      isRunning: isProcessRunning,
    });
    const editorFiles = new EditorFileDialogs(
      vscode.Uri.joinPath(storageUri, 'pictures').fsPath,
      t,
    );
    void temporary.removeOld(clock.now());
    void editorFiles.removeOld(clock.now());
    this.ownFiles = store.add(
      new OutgoingFiles({
        ...{ session, temporary, clock, language, t, tell },
        chooseAddresses: (addresses) =>
          attachFiles(draggedFiles(addresses, t), {
            ownFiles: this.ownFiles,
            showChat: async () => undefined,
            t,
          }),
      }),
    );
    const received = store.add(
      new ReceivedFiles({
        ...{ session, editor: editorFiles, clock, logger, language, t, tell },
        showText: (name, text) => documents.show(name, text),
      }),
    );
    this.adapter = store.add(
      new PanelAdapter({
        ...{ session, clock, language, t, notes, linked, bookmarks, received, sources },
        ...{ slash, nicknames, lines },
        files: this.ownFiles,
        theme: store.add(new ThemeColors()),
        requests: this.requestHandler(deps, documents, notes, received),
        run: (command) =>
          void vscode.commands.executeCommand(panelCommandIds[command]).then(undefined, failed),
        show: (keepFocus) =>
          void vscode.commands
            .executeCommand(viewFocusCommand, { preserveFocus: keepFocus })
            .then(undefined, failed),
      }),
    );
    const { adapter } = this;
    this.drafts = store.add(new DraftStore(adapter.draft, this.ownFiles, memento, settings, clock));
    this.seen = store.add(new SeenStore(adapter, session, memento, clock));
    this.view = new PanelViewProvider(adapter, extensionUri);
    this.tab = store.add(new PanelTab(adapter, extensionUri));
  }

  /**
   * Shows the chat, where it is open already or else as the view, and focuses its message box.
   * @param from the input that has the focus until then; what the user types into it moves to the
   * message box
   */
  async show(from?: Handoff): Promise<void> {
    const { tab } = this;
    const { surfaces: places } = this.adapter;
    if (places.last === 'editor') tab.open();
    if (!from?.answered.isOpen) {
      places.request('focusComposer');
      return;
    }
    const { answered, signal } = from;
    await places.focusMessageBox(AbortSignal.any([signal, answered.dismissed]));
    const typed = await answered.finish();
    if (typed !== '') places.request({ typed }, true);
  }

  openInEditor(): void {
    this.tab.open();
  }

  /** Saves the draft and what the user has seen, now. */
  async flush(): Promise<void> {
    await Promise.all([this.drafts.flush(), this.seen.flush()]);
  }

  /** The window closes: removes the copies of what isn't sent, unless they may stay. */
  close(): Promise<void> {
    return this.drafts.close();
  }

  dispose(): void {
    this.store.dispose();
  }

  private requestHandler(
    { session, knocks, applicants, linked, lines, logger, openMessage, t }: ChatPanelDeps,
    documents: VirtualDocuments,
    notes: CardNotes,
    received: ReceivedFiles,
  ): MessageRequestHandler {
    const { cards, files, editor } = this;
    const entry = (id: string) => session.entry(id);
    const patches = this.store.add(
      new Patches({
        files,
        documents,
        notes,
        entry,
        reportApplied: (messageId, applied) => session.messages.reportApplied(messageId, applied),
        onDidChangeState: session.onDidChangeState,
        t,
      }),
    );
    return new MessageRequestHandler({
      session,
      cards,
      patches,
      files: received,
      editor,
      knocks,
      applicants,
      lines,
      openMessage,
      linksOf: linked.of,
      logger,
      t,
    });
  }
}
