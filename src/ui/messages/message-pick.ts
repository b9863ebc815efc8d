import type { MessageEntry } from '../../room/log/log-entry';
import { authorText } from '../../strings/message-text';
import { quoteText } from '../../strings/quote-text';
import type { Translate } from '../../strings/translate';
import type { LinksOf } from '../../text/message-link';
import { showQuickPick } from '../window/quick-pick';

/** Maximum number of messages to choose from: the editor's list gets slow, and nobody reads more. */
const maxListed = 200;

export interface MessagePickOptions {
  readonly title: string;
  readonly placeholder: string;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  /** What links to messages lead to. */
  readonly linksOf: LinksOf;
  readonly t: Translate;
}

/** Asks for one of these messages; resolves to its id, or undefined when the user cancels. */
export async function askMessage(
  messages: readonly MessageEntry[],
  { title, placeholder, language, linksOf, t }: MessagePickOptions,
): Promise<string | undefined> {
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const items = messages.slice(0, maxListed).map((message) => ({
    label: quoteText(message, t, linksOf),
    description: `${authorText(message, t)} · ${when.format(message.time)}`,
    id: message.id,
  }));
  const options = { title, placeHolder: placeholder, matchOnDescription: true };
  return (await showQuickPick(items, options))?.id;
}

/** The message that a program names by its id, or a message's menu by its context. */
export function messageIdOf(argument: unknown): string | undefined {
  const id: unknown = typeof argument === 'string' ? argument : Object(argument).messageId;
  return typeof id === 'string' ? id : undefined;
}
