import type { MessageEntry } from '../../room/log/log-entry';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { unknownLinks } from '../../strings/log-links';
import { authorText } from '../../strings/message-text';
import { quoteText } from '../../strings/quote-text';
import type { Translate } from '../../strings/translate';
import { actionOf } from '../../text/action';
import type { MessageButton, PageAction } from '../../webview/messages';
import type { CommandHandlers } from '../commands';
import type { Insertion } from '../panel/editor-actions';
import { showInformationMessage } from '../window/messages';
import { messageIdOf } from './message-pick';

export interface MessageMenuDeps {
  /** Runs an action in the panel that was visible or focused last. */
  request(action: PageAction): void;
  copy(text: string): Promise<void>;
  readonly session: Pick<Session, 'entry'>;
  readonly links: { copy(messageId: string): Promise<void> };
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** Inserts a text as a comment into the editor used last. */
  insertComment(heading: string, text: string): Promise<Insertion>;
}

/** The commands in a message's menu. Each takes the message's id, or the context that the menu passes. */
export function messageMenuCommands(deps: MessageMenuDeps) {
  const { links, copy, request } = deps;
  const press = (button: MessageButton) => (which: unknown) => {
    const message = messageOf(which, deps);
    if (message) request({ press: button, messageId: message.id });
  };
  return {
    'deskmate.replyToMessage': press('reply'),
    'deskmate.reactToMessage': press('react'),
    'deskmate.editMessage': press('edit'),
    'deskmate.deleteMessage': press('delete'),
    'deskmate.applyPatch': press('apply'),
    'deskmate.saveMessageFile': press('save'),
    'deskmate.copySelection': () => request({ copy: 'selection' }),
    'deskmate.copyCode': () => request({ copy: 'code' }),
    'deskmate.copyLinkAddress': () => request({ copy: 'link' }),
    'deskmate.copyMessage': async (which) => {
      const message = messageOf(which, deps);
      if (message) await copy(message.text);
    },
    'deskmate.copyMessageLink': async (which) => {
      const message = messageOf(which, deps);
      if (message) await links.copy(message.id);
    },
    'deskmate.quoteInEditor': async (which) => {
      const message = messageOf(which, deps);
      if (message) await quote(message, deps);
    },
  } satisfies Partial<CommandHandlers>;
}

/** The message that is meant; undefined, after saying so, if it is gone. */
function messageOf(which: unknown, { session, t }: MessageMenuDeps): MessageEntry | undefined {
  const id = messageIdOf(which);
  const entry = id === undefined ? undefined : session.entry(id);
  if (entry?.kind === 'message' && !entry.deleted) return entry;
  void showInformationMessage(t('This message is no longer in the chat.'));
  return undefined;
}

async function quote(message: MessageEntry, deps: MessageMenuDeps): Promise<void> {
  const { language, t, insertComment } = deps;
  const { time, text, card } = message;
  const name = noticeText(authorText(message, t));
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const heading = t('{0}, {1}:', name, format.format(time));
  const said = actionOf(text);
  const words = card && text.trim() === '' ? quoteText(message, t, unknownLinks(t)) : text;
  const insertion = await insertComment(heading, said === undefined ? words : `${name} ${said}`);
  if (insertion === 'no-editor') {
    void showInformationMessage(t('Open a file first, then choose Quote in Editor again.'));
  } else if (insertion === 'refused') {
    void showInformationMessage(
      t('This file can’t be changed. Open another one, then quote again.'),
    );
  }
}
