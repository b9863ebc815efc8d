import { Emitter } from '../../src/util/event';
import type { PanelAttachment } from '../../src/webview/card-messages';
import type { PanelOutgoingFiles } from '../../src/webview/file-messages';
import type { MessageRequest } from '../../src/webview/from-panel';
import type {
  CodeColors,
  PageAction,
  PanelSnapshot,
  PlacedMessage,
  ToPanel,
} from '../../src/webview/messages';
import type {
  DraftModel,
  PanelModel,
  PanelSurface,
  SendResult,
  UploadPage,
} from '../../src/webview/panel-model';
import { hosting, snapshot } from './app/fixtures';

/** A model that a test controls; it records the calls it receives. */
export class FakeModel implements PanelModel {
  readonly calls: string[] = [];
  result: SendResult = { ok: true };
  content: PanelSnapshot = snapshot();
  current = hosting;
  readonly handled: MessageRequest[] = [];

  readonly statusChanges = new Emitter<void>();
  readonly messageChanges = new Emitter<PlacedMessage>();
  readonly resets = new Emitter<void>();
  readonly draftChanges = new Emitter<{ readonly draft: string; readonly origin?: PanelSurface }>();
  readonly badgeChanges = new Emitter<void>();
  readonly colorChanges = new Emitter<void>();
  readonly actions = new Emitter<{ readonly action: PageAction; readonly surface: PanelSurface }>();
  readonly attachmentChanges = new Emitter<void>();

  readonly status = {
    read: () => this.current,
    onDidChange: this.statusChanges.event,
  };
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly chimes = new Emitter<PanelSurface>();
  readonly onDidChime = this.chimes.event;
  readonly onDidChangeBadge = this.badgeChanges.event;

  readonly draft = {
    attachment: undefined as PanelAttachment | undefined,
    of: 0,
    to: undefined as string | undefined,
    setTo: (to: string | undefined) => {
      this.calls.push(`to ${to}`);
    },
    onDidChange: this.draftChanges.event,
    onDidChangeAttachment: this.attachmentChanges.event,
    set: (draft: string, origin: PanelSurface) => {
      this.calls.push(`draft ${draft}`);
      this.draftChanges.fire({ draft, origin });
    },
    detach: (id: number) => {
      this.calls.push(`detach ${id}`);
    },
    trim: ({ id, part, leaveOutMarked }: Parameters<DraftModel['trim']>[0]) => {
      this.calls.push(`trim ${id} ${part} ${leaveOutMarked}`);
    },
    send: ({ text, reply, edit, to }: Parameters<DraftModel['send']>[0]) => {
      const target = edit === undefined ? reply && ` to ${reply}` : ` for ${edit}`;
      const privately = to === undefined ? '' : ` privately to ${to}`;
      this.calls.push(`send ${text}${target ?? ''}${privately}`);
      return this.result;
    },
  };

  readonly fileCalls: string[] = [];
  readonly fileChanges = new Emitter<void>();
  readonly files = {
    shown: { waiting: [], sending: [] } as PanelOutgoingFiles,
    onDidChange: this.fileChanges.event,
    connect: (post: (message: ToPanel) => void): UploadPage => {
      this.fileCalls.push('connect');
      this.postToPage = post;
      return {
        handle: ({ type }) => this.fileCalls.push(type),
        dispose: () => this.fileCalls.push('disconnect'),
      };
    },
  };
  postToPage: ((message: ToPanel) => void) | undefined;

  readonly surfaces = {
    onDidRequest: this.actions.event,
    setVisible: () => {
      this.calls.push('visible');
    },
    setFocused: (surface: PanelSurface, focused: boolean) => {
      this.calls.push(`focus ${surface} ${focused}`);
    },
  };

  readonly theme = {
    colors: { keyword: '#0000ff' } as CodeColors,
    onDidChange: this.colorChanges.event,
  };

  readonly requests = {
    handle: (request: MessageRequest) => {
      this.handled.push(request);
    },
  };

  snapshot() {
    return this.content;
  }

  badge() {
    return undefined;
  }

  run(command: string): void {
    this.calls.push(`run ${command}`);
  }

  typing(): void {
    this.calls.push('typing');
  }

  seen(messageId: string): void {
    this.calls.push(`seen ${messageId}`);
  }
}
