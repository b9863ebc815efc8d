import { lineText } from '../protocol/room-text';
import type { Translate } from './translate';

/** Longest address a question shows, in UTF-16 units. */
const longest = 1000;
/** Longest host or mailbox in its headline. */
const longestTarget = 255;

/** What to ask before a link of a message is opened. */
export interface WebLink {
  /** As it is opened. */
  readonly address: string;
  readonly message: string;
  readonly detail: string;
}

/**
 * A link of somebody's message, read as a browser reads it; undefined when it is none to the web or to a
 * mailbox. Where it leads is said by what decides it, the host, and all that could hide that is told.
 */
export function webLink(text: string, t: Translate): WebLink | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const address = url?.href ?? '';
  const whole = cut(address, longest);
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return {
        address,
        message: t('Open a page on {0} in your browser?', cut(url.host, longestTarget)),
        detail: [...warnings(url, t), whole].join('\n\n'),
      };
    case 'mailto:':
      return {
        address,
        message: t('Write an email to {0}?', cut(mailbox(url), longestTarget)),
        detail: whole,
      };
    default:
      return undefined;
  }
}

function warnings({ hostname, username, password }: URL, t: Translate): string[] {
  const told: string[] = [];
  if (username !== '' || password !== '') {
    told.push(t('The part before the @ is a user name, not the site that the link opens.'));
  }
  if (hostname.split('.').some((label) => label.startsWith('xn--'))) {
    told.push(
      t('This site’s name contains special letters, which can make it look like another site.'),
    );
  }
  return told;
}

function mailbox({ pathname }: URL): string {
  try {
    return lineText(decodeURIComponent(pathname));
  } catch {
    // Not everything with a percent sign is encoded.
    return lineText(pathname);
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
