import { messageBox } from '../base/focus';
import type { PanelMember, PanelSlashCommand, PanelStatus } from '../base/messages';
import { CommandSource } from './command-source';
import { CompletionList, insertCompletion } from './completion-list';
import { EmojiSource } from './emoji-source';
import { PeopleSource } from './people-source';

const noMembers: readonly PanelMember[] = [];
const noCommands: readonly PanelSlashCommand[] = [];

/** What the message box completes: commands, people and emoji. */
export class ComposerCompletions {
  private readonly people = new PeopleSource();
  private readonly commands = new CommandSource();
  private readonly emoji: EmojiSource;
  readonly list: CompletionList;

  /**
   * @param changed called when the list offers something new by itself
   * @param isComposing whether an input method is composing, which needs Enter and the arrows for itself
   */
  constructor(changed: () => void, isComposing: () => boolean) {
    this.emoji = new EmojiSource(() => {
      const box = messageBox();
      if (!box || box !== document.activeElement || isComposing()) return;
      this.list.typed(box.value, box.selectionStart);
      changed();
    });
    this.list = new CompletionList([this.commands, this.people, this.emoji], (start, text) => {
      const box = messageBox();
      if (box) insertCompletion(box, start, text);
    });
  }

  /**
   * Updates to the current state of the room.
   * @param canRun whether the text in the field is a new message, which may be a command
   */
  offer(status: PanelStatus | undefined, canRun: boolean): void {
    const { people, commands } = this;
    const members = status?.invited && status.canSend ? status.members : noMembers;
    const offered = canRun && status?.canSend ? status.slashCommands : noCommands;
    if (members === people.people && offered === commands.commands) return;
    people.people = members;
    commands.commands = offered;
    this.list.refresh();
  }
}
