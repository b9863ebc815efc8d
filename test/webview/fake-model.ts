import { Emitter } from '../../src/util/event';
import type { PanelSnapshot, PlacedMessage } from '../../src/webview/messages';
import type { PanelModel, PanelPlace, SendResult } from '../../src/webview/panel-model';
import { hosting, snapshot } from './app/fixtures';

/** A model that does what a test tells it, and notes what it was told. */
export class FakeModel implements PanelModel {
  readonly calls: string[] = [];
  result: SendResult = { ok: true };
  content: PanelSnapshot = snapshot();
  current = hosting;

  readonly statusChanges = new Emitter<void>();
  readonly messageChanges = new Emitter<PlacedMessage>();
  readonly resets = new Emitter<void>();
  readonly draftChanges = new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>();
  readonly badgeChanges = new Emitter<void>();

  readonly onDidChangeStatus = this.statusChanges.event;
  readonly onDidChangeMessage = this.messageChanges.event;
  readonly onDidReset = this.resets.event;
  readonly onDidChangeDraft = this.draftChanges.event;
  readonly onDidChangeBadge = this.badgeChanges.event;

  snapshot() {
    return this.content;
  }

  status() {
    return this.current;
  }

  badge() {
    return undefined;
  }

  send(text: string): SendResult {
    this.calls.push(`send ${text}`);
    return this.result;
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

  setVisible(): void {
    this.calls.push('visible');
  }
}
