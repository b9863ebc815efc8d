import { sayProblemWords } from '../../strings/input-words';
import { isInvited } from '../../strings/invited-room';
import type { PageAction } from '../../webview/messages';
import type { CommandHandlers, CommandParts } from '../commands';
import { showInformationMessage } from '../window/messages';

/** What the panel does by a command, and what of it lab rooms carry. */
const actions: Readonly<Record<string, { readonly action: PageAction; readonly inLab: boolean }>> =
  {
    'deskmate.find': { action: 'find', inLab: true },
    'deskmate.jumpToUnread': { action: 'jumpToUnread', inLab: true },
    'deskmate.focusMessages': { action: 'focusMessages', inLab: true },
    'deskmate.focusComposer': { action: 'focusComposer', inLab: true },
    'deskmate.nextMention': { action: 'nextMention', inLab: false },
    'deskmate.previousMention': { action: 'previousMention', inLab: false },
    'deskmate.nextCard': { action: 'nextCard', inLab: false },
    'deskmate.previousCard': { action: 'previousCard', inLab: false },
  };

/** Moving about in the chat. */
export function chatCommands(parts: CommandParts): CommandHandlers {
  const handlers = Object.entries(actions).map(([id, { action, inLab }]) => {
    const handler = () => {
      const { room } = parts.session.state;
      if (!inLab && room && !isInvited(room)) {
        void showInformationMessage(sayProblemWords('plain-text', parts.t));
        return;
      }
      parts.request(action);
    };
    return [id, handler] as const;
  });
  return Object.fromEntries(handlers);
}
