import type { TemplateResult } from 'lit/html.js';
import { focusIsLost, focusMessageBox, isOfInputMethod, messageBox, sends } from '../base/focus';
import { host } from '../base/host';
import type { PanelMember, PanelStatus, PanelStrings, ToPanel } from '../base/messages';
import { ComposeEvent } from '../message/message-actions';
import type { Said } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { ComposerTargets } from './composer-targets';
import { type ComposerEvents, composerTemplate } from './composer-view';
import { insertMention, MentionList, mentionAtCursor } from './mention-list';
import { Outgoing } from './outgoing';
import { pageClock, TypingReporter } from './typing';

const nobody: readonly PanelMember[] = [];

type SendOutcome = Extract<ToPanel, { type: 'sent' | 'refused' }>;

/** Where messages, replies and edits are written. */
export class Composer {
  private readonly outgoing = new Outgoing();
  private readonly targets = new ComposerTargets(this.outgoing);
  private readonly mentions = new MentionList((start, { name }) => {
    const box = messageBox();
    if (box) insertMention(box, start, name);
  });
  private composing = false;
  /** What arrived during a composition, which would end if the text changed under it. */
  private held: SendOutcome[] = [];
  private hadFocus = false;
  /** At the last drawing. */
  private couldSend = false;
  /** Where the caret stood when the keyboard came here: what was typed on the way stands before the rest. */
  private arrival = 0;
  /** What was typed on the way and arrived during a composition. */
  private heldTyped = '';

  private readonly typing = new TypingReporter(() => host.post({ type: 'typing' }), pageClock);
  /** Whether the room tells others who is writing. */
  private tellsTyping = false;

  /**
   * `sent`: a new message went out.
   * `redraw`: the template has something new to say.
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
    switch (message.type) {
      case 'snapshot':
        // Later snapshots may be older than what was typed since.
        if (first) this.outgoing.replace(message.snapshot.draft);
        this.outgoing.attached = message.snapshot.attachment;
        return;
      case 'attachment':
        this.outgoing.attached = message.attachment;
        return;
      case 'draft':
        if (!this.composing) this.outgoing.replace(message.draft);
        return;
      case 'sent':
      case 'refused':
        if (this.composing) this.held.push(message);
        else this.settleSend(message);
        return;
      default:
        return;
    }
  }

  /** Somebody comes to write. Says whether the field takes the focus: not while nothing can be sent. */
  arrive(): boolean {
    const arrived = focusMessageBox();
    if (arrived) this.arrival = messageBox()?.selectionEnd ?? 0;
    return arrived;
  }

  /**
   * Puts in what the person typed on the way here, before what they typed since. Says whether there is
   * a field to put it into.
   */
  insertTyped(text: string): boolean {
    const field = messageBox();
    if (!field || field.disabled) return false;
    if (this.composing) {
      this.heldTyped += text;
      return true;
    }
    const at = Math.min(this.arrival, field.value.length);
    field.setRangeText(text, at, at, 'preserve');
    if (field.selectionStart === at) field.setSelectionRange(at + text.length, at + text.length);
    this.arrival = at + text.length;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  /** Mentions the member of this name in what is being written. */
  mention(name: string): void {
    focusMessageBox();
    mentionAtCursor(name);
  }

  /** Says that something cannot be sent, until the person types or sends. */
  refuse(reason: string): void {
    this.outgoing.refusal = reason;
    this.redraw();
  }

  /** Presses keys that were typed before there was a field: characters, and `Enter`. */
  press(keys: readonly string[]): void {
    for (const key of keys) {
      if (key === 'Enter') this.send();
      else this.outgoing.type(this.outgoing.text + key);
    }
    if (keys.length === 0) return;
    this.keep();
    this.changed();
    if (this.outgoing.edit === undefined) this.typed(this.outgoing.text);
  }

  /** Before drawing: takes the room as it is now. */
  prepare(store: PanelStore): void {
    const { status } = store;
    this.tellsTyping = status?.typing !== undefined;
    // A field that is disabled loses the focus, as does a button that is gone.
    this.hadFocus ||= document.activeElement?.closest('.composer') != null;
    this.mentions.offer(status?.invited && status.canSend ? status.members : nobody);
    // A field that went away never says that a composition in it has ended.
    if (this.composing && document.activeElement !== messageBox()) this.endComposition();
    if (this.targets.take(store, this.composing)) this.keep();
  }

  template({ canSend }: PanelStatus, strings: PanelStrings): TemplateResult {
    const { outgoing, mentions } = this;
    const { text, refusal, attachment } = outgoing;
    return composerTemplate(
      { canSend, text, refusal, attachment, about: this.targets.about, mentions },
      this.events,
      strings,
    );
  }

  /**
   * After drawing: gives the focus back, unless the person has gone elsewhere in between. Whoever comes
   * into a room comes to write.
   */
  settle(canSend: boolean): void {
    this.mentions.settle();
    const isNew = canSend && !this.couldSend;
    this.couldSend = canSend;
    if (!canSend || !(this.hadFocus || isNew)) return;
    this.hadFocus = false;
    if (focusIsLost()) this.arrive();
  }

  private reply(message: Said): void {
    this.outgoing.startReply(message.id);
    this.changed();
    focusMessageBox();
  }

  /** Gives an own message another text; the draft comes back afterwards. */
  private edit(message: Said): void {
    this.outgoing.startEdit(message.id, message.text);
    this.changed();
    focusMessageBox();
    const field = messageBox();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  private endComposition(): void {
    this.composing = false;
    for (const outcome of this.held.splice(0)) this.settleSend(outcome);
    const typed = this.heldTyped;
    this.heldTyped = '';
    if (typed !== '') this.insertTyped(typed);
  }

  private settleSend(message: SendOutcome): void {
    if (message.type === 'sent') this.outgoing.sent(message.id);
    else this.outgoing.refused(message.id, message.reason);
    this.keep();
  }

  /**
   * Keeps what stands here, at every key: the page may be gone with the next one, and what it posts
   * while it goes is lost.
   */
  private keep(): void {
    // Before the outcome is known, what stands here is not all that there is to keep.
    if (!this.outgoing.settled) return;
    host.post({ type: 'draft', draft: this.outgoing.draft });
    this.targets.remember();
  }

  private typed(text: string): void {
    if (this.tellsTyping) this.typing.typed(text);
  }

  /** Something else stands in the field now. */
  private changed(): void {
    this.mentions.hide();
    if (this.outgoing.settled) this.targets.remember();
    this.redraw();
  }

  private readonly events: ComposerEvents = {
    input: (event) => {
      const { outgoing } = this;
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      outgoing.type(value);
      if (outgoing.edit === undefined) {
        this.keep();
        this.typed(value);
      } else if (outgoing.settled) this.targets.remember();
      if (!this.composing) this.mentions.typed(value, selectionStart);
      this.redraw();
    },

    keydown: (event) => {
      if (isOfInputMethod(event)) return;
      if (this.mentions.key(event)) this.redraw();
      else if (event.key === 'Escape' && this.outgoing.cancel()) this.changed();
      else if (event.key === 'Backspace' && this.outgoing.text === '' && this.outgoing.attachment) {
        this.events.detach();
      } else if (sends(event)) this.send();
      else if (!this.editsLast(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },

    caretMoved: (event) => {
      if (this.composing || !this.mentions.open) return;
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      this.mentions.moved(value, selectionStart);
      this.redraw();
    },

    blur: () => {
      if (!this.mentions.open) return;
      this.mentions.hide();
      this.redraw();
    },

    compositionStart: () => {
      this.composing = true;
    },

    compositionEnd: (event) => {
      const { value, selectionStart } = event.target as HTMLTextAreaElement;
      this.mentions.typed(value, selectionStart);
      this.endComposition();
      this.redraw();
    },

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

    submit: (event) => {
      event.preventDefault();
      this.send();
      focusMessageBox();
    },
  };

  /** Up in an empty field edits the last own message that can be edited. */
  private editsLast(event: KeyboardEvent): boolean {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (key !== 'ArrowUp' || shiftKey || ctrlKey || altKey || metaKey) return false;
    const { text, edit } = this.outgoing;
    const last = text === '' && edit === undefined ? this.targets.last : undefined;
    if (last) this.edit(last);
    return last !== undefined;
  }

  private send(): void {
    const { outgoing, mentions } = this;
    const { edit } = outgoing;
    mentions.hide();
    if (edit !== undefined && outgoing.leavesNothing) {
      // A message without text is one that is taken back, if that is what the person wants.
      host.post({ type: 'delete', messageId: edit });
      return;
    }
    const sending = outgoing.take();
    if (sending) host.post({ type: 'send', ...sending });
    if (sending && edit === undefined) {
      this.typing.stopped();
      this.sent();
    } else this.changed();
  }
}
