import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import { isInvited } from '../../strings/invited-room';
import type { Translate } from '../../strings/translate';
import type { PageAction } from '../../webview/messages';
import type { CommandHandlers } from '../commands';
import { showInformationMessage } from '../window/messages';

export interface ChatCommandParts {
  readonly session: Session;
  readonly t: Translate;
  /** Does something in the panel turned to last. */
  request(action: PageAction): void;
}

/** Moving about in the chat. */
export function chatCommands({ session, request, t }: ChatCommandParts) {
  const anywhere = (action: PageAction) => () => request(action);
  /** Does what lab rooms have nothing for: they carry plain text. */
  const byInvite = (action: PageAction) => () => {
    const { room } = session.state;
    if (room && !isInvited(room)) void showInformationMessage(sayProblemWords('plain-text', t));
    else request(action);
  };
  return {
    'deskmate.find': anywhere('find'),
    'deskmate.jumpToUnread': anywhere('jumpToUnread'),
    'deskmate.focusMessages': anywhere('focusMessages'),
    'deskmate.focusComposer': anywhere('focusComposer'),
    'deskmate.nextMention': byInvite('nextMention'),
    'deskmate.previousMention': byInvite('previousMention'),
    'deskmate.nextCard': byInvite('nextCard'),
    'deskmate.previousCard': byInvite('previousCard'),
  } satisfies Partial<CommandHandlers>;
}
