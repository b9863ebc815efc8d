import { lineText } from '../protocol/room-text';
import type { Translate } from './translate';

/** The longest address that a question shows, in UTF-16 units. */
const maxAddress = 1000;
/** The longest host or mailbox in its headline. */
const maxTarget = 255;

/** The question before a link in a message opens. */
export interface WebLink {
  /** The address that opens. */
  readonly address: string;
  readonly message: string;
  readonly detail: string;
}

/**
 * Reads a link in a message as a browser does; undefined when it leads neither to the web nor to a
 * mailbox. The question names the host, which decides where the link leads, and warns of what could hide it.
 */
export function webLink(text: string, t: Translate): WebLink | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const address = url?.href ?? '';
  const whole = cut(address, maxAddress);
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return {
        address,
        message: t('Open a page on {0} in your browser?', cut(url.host, maxTarget)),
        detail: [...warnings(url, t), whole].join('\n\n'),
      };
    case 'mailto:':
      return {
        address,
        message: t('Write an email to {0}?', cut(mailbox(url), maxTarget)),
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

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
