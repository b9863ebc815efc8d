import { host } from '../base/host';
import {
  editableAfter,
  editableBefore,
  findMessage,
  type MessageLog,
  ownTexts,
  type UserMessage,
} from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import type { ComposerTarget } from './composer-view';
import type { Outgoing } from './outgoing';

/** Maximum number of commands to remember for recalling them. */
const maxCommands = 50;

/**
 * Tracks the messages that the composer replies to and edits while they exist, across reloads of the page.
 */
export class ComposerTargets {
  private log: MessageLog | undefined;
  private canAct = false;
  private resumed = false;
  private commands: readonly { readonly text: string; readonly at: number }[] = [];

  constructor(private readonly outgoing: Outgoing) {}

  /**
   * Updates to the current state of the room.
   * @param composing whether an input method is composing; if so, the field keeps its text unless the room
   *   is another one
   * @returns whether a reply or edit has lost its message
   */
  take({ log, status }: PanelStore, composing: boolean): boolean {
    const before = this.log;
    this.log = log;
    this.canAct = status?.canAct ?? false;
    const isOther = before !== undefined && before !== log;
    if (isOther) this.commands = [];
    const wasLost =
      isOther && this.outgoing.keepOnly((id) => log.hasSameMessage(before, id) && this.has(id));
    return (!composing && this.keepToLog()) || wasLost;
  }

  /** The message that the composer replies to or edits. */
  get target(): ComposerTarget | undefined {
    const { edit, reply } = this.outgoing;
    const message = this.find(edit ?? reply);
    return message && { kind: edit === undefined ? 'reply' : 'edit', message };
  }

  /** Whether messages can be edited now. */
  get canEdit(): boolean {
    return this.canAct;
  }

  /** The own message before or after another one that can be edited; without one, the latest. */
  editable(other?: { readonly id: string; readonly newer: boolean }): UserMessage | undefined {
    if (!this.canAct || !this.log) return undefined;
    return other?.newer ? editableAfter(this.log, other.id) : editableBefore(this.log, other?.id);
  }

  /** Records a command that ran, because the log has only messages. */
  ran(text: string): void {
    this.commands = [{ text, at: this.log?.end ?? 0 }, ...this.commands].slice(0, maxCommands);
  }

  /** Whether a text ran as a command, and wasn't sent. */
  isCommand(text: string): boolean {
    return this.commands.some((command) => command.text === text);
  }

  /** The user's messages and commands, newest first. */
  get earlierTexts(): readonly string[] {
    const { log, commands } = this;
    const all = [...commands, ...(log ? ownTexts(log) : [])].toSorted((a, b) => b.at - a.at);
    return all.map(({ text }) => text).filter((text, index, texts) => text !== texts[index - 1]);
  }

  /** Stores the state for the next page. */
  remember(): void {
    const composing = this.outgoing.kept();
    if (composing || host.remembered().composing) host.remember({ composing });
  }

  /** Drops replies and edits whose message is gone. Waits for the log's first message before deciding. */
  private keepToLog(): boolean {
    if (!this.resumed) {
      if (!this.log?.newest) return false;
      this.resumed = true;
      const { composing } = host.remembered();
      if (composing) this.outgoing.resume(composing);
    }
    return this.outgoing.keepOnly((id) => this.has(id));
  }

  private has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  private find(id: string | undefined): UserMessage | undefined {
    return this.log && id !== undefined ? findMessage(this.log, id) : undefined;
  }
}
