import type { TemplateResult } from 'lit/html.js';
import { focusMessageBox, isInputMethodKey, isSendKey } from '../base/focus';
import { host } from '../base/host';
import type { PanelStatus, PanelStrings, ToPanel } from '../base/messages';
import { ComposeEvent } from '../message/message-actions';
import type { UserMessage } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { insertAtCaret } from './completion-list';
import { ComposerCompletions } from './composer-completions';
import { ComposerField, hasCopiedBeginning, moveCaretToEnd, pickEmoji } from './composer-field';
import { ComposerTargets } from './composer-targets';
import { type ComposerEvents, composerTemplate } from './composer-view';
import { DraftSync } from './draft-sync';
import { EarlierMessages } from './earlier-messages';
import { Outgoing } from './outgoing';
import { replacePasted } from './shortcodes';
import { pageClock, TypingReporter } from './typing';

type SendOutcome = Extract<ToPanel, { type: 'sent' | 'refused' }>;

/** The part of the panel for writing messages, replies and edits. */
export class Composer {
  readonly field = new ComposerField();
  private readonly outgoing = new Outgoing();
  private readonly targets = new ComposerTargets(this.outgoing);
  private readonly completing = new ComposerCompletions(
    () => this.redraw(),
    () => this.field.isComposing,
  );
  private readonly completions = this.completing.list;
  private readonly earlier = new EarlierMessages(this.outgoing, this.targets, {
    edit: (message) => this.edit(message),
    replaced: () => {
      this.draft.keep();
      this.changed();
    },
  });
  private readonly draft = new DraftSync(
    this.outgoing,
    this.targets,
    this.earlier,
    () => this.field.isComposing,
  );
  private readonly typing = new TypingReporter(() => host.post({ type: 'typing' }), pageClock);
  private strings: PanelStrings | undefined;
  /** Whether the room reports who is typing, and the text goes to all of it. */
  private tellsTyping = false;

  /**
   * @param sent called after a new message was sent
   * @param redraw called when the template has changed
   */
  constructor(
    private readonly sent: () => void,
    private readonly redraw: () => void,
  ) {
    document.addEventListener(ComposeEvent.type, (event) => {
      if (!(event instanceof ComposeEvent)) return;
      if (event.purpose === 'edit') this.edit(event.message);
      else this.reply(event.message);
    });
  }

  apply(message: ToPanel, first: boolean): void {
    if (message.type === 'sent' || message.type === 'refused') {
      this.field.whenComposed(() => this.settleSend(message));
    } else this.draft.apply(message, first);
  }

  /** The student on whose private line the message goes; undefined: to everyone. */
  get to(): string | undefined {
    return this.outgoing.to;
  }

  /** Changes who gets the message; the text stays. */
  address(to: string | undefined): void {
    this.draft.address(to);
    this.redraw();
    focusMessageBox();
  }

  /** Inserts a mention of the member with this name. */
  mention(name: string): void {
    focusMessageBox();
    insertAtCaret(`@${name}`);
  }

  /** Shows why something can't be sent, until the user types or sends. */
  refuse(reason: string): void {
    this.outgoing.refusal = reason;
    this.redraw();
  }

  /** Replays keys that were pressed before there was a field: characters, and `Enter`. */
  press(keys: readonly string[]): void {
    for (const key of keys) {
      if (key === 'Enter') this.send();
      else this.outgoing.type(this.outgoing.text + key);
    }
    if (keys.length === 0) return;
    this.draft.keep();
    this.changed();
    if (this.outgoing.edit === undefined) this.typed(this.outgoing.text);
  }

  /** Call before drawing: updates to the current state of the room. */
  beforeRender(store: PanelStore): void {
    const { status } = store;
    this.strings = store.strings;
    this.tellsTyping = status?.typing !== undefined && this.to === undefined;
    this.completing.offer(status, this.outgoing.edit === undefined);
    this.field.beforeRender();
    if (this.targets.take(store, this.field.isComposing)) this.draft.keep();
  }

  template({ canSend, classroom }: PanelStatus, strings: PanelStrings): TemplateResult {
    const { outgoing, completions } = this;
    const { text, refusal, attachment, files, sendable, to } = outgoing;
    const goesAlong = to === undefined && sendable.length > 0;
    const isEmpty = text.trim() === '' && !attachment && !goesAlong;
    const { target } = this.targets;
    return composerTemplate(
      { canSend, text, refusal, attachment, files, isEmpty, target, completions, to, classroom },
      this.events,
      strings,
    );
  }

  /** Call after drawing. */
  afterRender(canSend: boolean): void {
    this.completions.afterRender();
    this.field.afterRender(canSend);
  }

  private reply(message: UserMessage): void {
    if (this.to !== undefined) {
      // What was written privately must not become public by a click elsewhere.
      const { strings, outgoing } = this;
      if (outgoing.draft.trim() !== '' || outgoing.attachment) {
        if (strings) this.refuse(strings.replyIsPublic);
        return;
      }
      this.address(undefined);
    }
    this.outgoing.startReply(message.id);
    this.changed();
    focusMessageBox();
  }

  /** Starts editing an own message; the draft returns afterwards. */
  private edit(message: UserMessage): void {
    this.outgoing.startEdit(message.id, message.text);
    this.changed();
    focusMessageBox();
    moveCaretToEnd();
  }

  private settleSend(message: SendOutcome): void {
    if (message.type === 'sent') {
      const text = this.outgoing.sent(message.id, message.ran);
      if (message.ran && text !== undefined) this.targets.ran(text);
    } else this.outgoing.refused(message.id, message.reason, message.again);
    this.draft.keep();
  }

  private typed(text: string): void {
    if (this.tellsTyping) this.typing.typed(text);
  }

  /** Updates the page after the field's content was replaced. */
  private changed(): void {
    this.completions.hide();
    if (this.outgoing.settled) this.targets.remember();
    this.redraw();
  }

  private readonly events: ComposerEvents = {
    input: (event) => {
      const { outgoing } = this;
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      outgoing.type(value, hasCopiedBeginning(event, outgoing.text, value));
      if (outgoing.edit === undefined) {
        this.draft.keep();
        this.typed(value);
      } else if (outgoing.settled) this.targets.remember();
      if (!this.field.isComposing) this.completions.typed(value, selectionStart);
      if (event instanceof InputEvent && event.inputType === 'insertFromPaste') {
        void replacePasted(event.target as HTMLTextAreaElement, event.data ?? '');
      }
      this.redraw();
    },

    keydown: (event) => {
      if (isInputMethodKey(event)) return;
      if (this.completions.key(event)) this.redraw();
      else if (event.key === 'Escape' && (this.earlier.stop() || this.outgoing.cancel())) {
        this.changed();
      } else if (event.key === 'Backspace' && this.outgoing.text === '' && this.removesLast()) {
        // What was attached last is gone.
      } else if (isSendKey(event)) {
        // A key held down doesn’t confirm what the first press was refused for.
        if (!event.repeat) this.send();
      } else if (!this.earlier.key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },

    caretMoved: (event) => {
      if (this.field.isComposing || !this.completions.open) return;
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      this.completions.moved(value, selectionStart);
      this.redraw();
    },

    blur: () => {
      if (!this.completions.open) return;
      this.completions.hide();
      this.redraw();
    },

    compositionStart: () => this.field.startComposition(),

    compositionEnd: (event) => {
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      this.completions.typed(value, selectionStart);
      this.field.endComposition();
      this.redraw();
    },

    address: (to) => this.address(to),

    close: () => {
      this.outgoing.cancel();
      this.changed();
      focusMessageBox();
    },

    detach: () => {
      const { attachment } = this.outgoing;
      if (!attachment) return;
      this.outgoing.attached = undefined;
      this.outgoing.refusal = undefined;
      host.post({ type: 'detach', id: attachment.id });
      this.redraw();
      focusMessageBox();
    },

    emoji: ({ currentTarget }, strings) => pickEmoji(currentTarget as HTMLElement, strings),

    removeFile: (id) => {
      this.outgoing.waiting = this.outgoing.waiting.filter((file) => file.id !== id);
      this.outgoing.refusal = undefined;
      host.post({ type: 'removeFile', id });
      this.redraw();
      focusMessageBox();
    },

    submit: (event) => {
      event.preventDefault();
      this.send();
      focusMessageBox();
    },
  };

  /** Removes the last file, or else the card, unless a message is edited. Returns whether there was one. */
  private removesLast(): boolean {
    const { attachment, files, edit } = this.outgoing;
    if (edit !== undefined) return false;
    const last = files.at(-1);
    if (last) this.events.removeFile(last.id);
    else if (attachment) this.events.detach();
    return last !== undefined || attachment !== undefined;
  }

  private send(): void {
    const { outgoing, completions } = this;
    const { edit } = outgoing;
    completions.hide();
    if (edit !== undefined && outgoing.leavesNothing) {
      // Removing all text means deleting the message; the extension host asks first.
      host.post({ type: 'delete', messageId: edit });
      return;
    }
    const sending = outgoing.take();
    if (sending) host.post({ type: 'send', ...sending, of: this.draft.of });
    if (sending && edit === undefined) {
      this.takeUpDraft();
      this.typing.stopped();
      this.sent();
    } else this.changed();
  }

  /** The draft that waited while an earlier text was recalled comes back. */
  private takeUpDraft(): void {
    const draft = this.earlier.end();
    if (draft === '') return;
    this.outgoing.type(draft);
    this.changed();
  }
}
