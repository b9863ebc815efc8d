import { Emitter } from '../../src/util/event';
import type { MessageRequest } from '../../src/webview/from-panel';
import type {
  CodeColors,
  PageAction,
  PanelAttachment,
  PanelSnapshot,
  PlacedMessage,
} from '../../src/webview/messages';
import type { PanelModel, PanelPlace, SendResult } from '../../src/webview/panel-model';
import { hosting, snapshot } from './app/fixtures';

/** A model that does what a test tells it, and notes what it was told. */
export class FakeModel implements PanelModel {
  readonly calls: string[] = [];
  result: SendResult = { ok: true };
  content: PanelSnapshot = snapshot();
  current = hosting;
  theme: CodeColors = { keyword: '#0000ff' };
  readonly acts: MessageRequest[] = [];

  readonly statusChanges = new Emitter<void>();
  readonly messageChanges = new Emitter<PlacedMessage>();
  readonly resets = new Emitter<void>();
  readonly draftChanges = new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>();
  readonly badgeChanges = new Emitter<void>();
  readonly colorChanges = new Emitter<void>();
  readonly requests = new Emitter<{ readonly action: PageAction; readonly place: PanelPlace }>();

  readonly onDidChangeStatus = this.statusChanges.event;
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeDraft = this.draftChanges.event;
  readonly onDidChangeBadge = this.badgeChanges.event;
  readonly onDidChangeColors = this.colorChanges.event;
  readonly onDidRequest = this.requests.event;
  attachment: PanelAttachment | undefined;
  readonly attachmentChanges = new Emitter<void>();
  readonly onDidChangeAttachment = this.attachmentChanges.event;

  detach(id: number): void {
    this.calls.push(`detach ${id}`);
  }

  snapshot() {
    return this.content;
  }

  status() {
    return this.current;
  }

  badge() {
    return undefined;
  }

  colors() {
    return this.theme;
  }

  send({ text, reply, edit }: Parameters<PanelModel['send']>[0]): SendResult {
    const about = edit === undefined ? reply && ` to ${reply}` : ` for ${edit}`;
    this.calls.push(`send ${text}${about ?? ''}`);
    return this.result;
  }

  act(act: MessageRequest): void {
    this.acts.push(act);
  }

  setDraft(draft: string, origin: PanelPlace): void {
    this.calls.push(`draft ${draft}`);
    this.draftChanges.fire({ draft, origin });
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

  setFocused(place: PanelPlace, focused: boolean): void {
    this.calls.push(`focus ${place} ${focused}`);
  }

  setVisible(): void {
    this.calls.push('visible');
  }
}
