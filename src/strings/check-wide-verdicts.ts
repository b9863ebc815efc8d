import type { VerdictRow } from './check-verdict';

/** The verdicts on the way to a wide room. */
export const wideVerdicts = {
  'wide-ready': ({ t }) => ({
    headline: t('The connection works: the server has the room.'),
    steps: [],
    action: 'join',
  }),
  'wide-no-room': ({ t }) => ({
    headline: t('The server responds, but doesn’t have this room.'),
    steps: [t('Ask for a new invite: the room may have been deleted, or the invite is very old.')],
    line: t('The server doesn’t have your room with my invite. Please send me the new one.'),
    action: 'use-invite',
  }),
  'wide-refused': ({ t }) => ({
    headline: t('The server responds, but doesn’t accept this invite.'),
    steps: [t('Ask for a new invite: whoever runs the server may have replaced its keys.')],
    line: t('The server of your room doesn’t accept my invite. Please send me the new one.'),
    action: 'use-invite',
  }),
  'wide-not-now': ({ t }) => ({
    headline: t('The server responds, but stores nothing right now.'),
    steps: [
      t('Check again in a few minutes: some of its computers may be restarting.'),
      t('If that makes no difference, tell whoever runs the server.'),
    ],
    line: t('The server responds, but its JetStream doesn’t answer. Are too few nodes running?'),
    action: 'check-again',
  }),
  'wide-off': ({ t }) => ({
    headline: t('The server responds, but stores nothing.'),
    steps: [t('Tell whoever runs the server: JetStream is off, or has no space left.')],
    line: t('JetStream on your server is off for the account of wide rooms, or has no space left.'),
    action: 'copy-line',
  }),
  'wide-other-server': ({ t, values: [host = ''] }) => ({
    headline: t('{0} isn’t the server in the invite.', host),
    steps: [
      t('Ask for a new invite: the server’s certificates may have been replaced.'),
      t('On a network that makes you sign in on a web page, do that first.'),
    ],
    line: t('{0} isn’t the server in my invite. Please send me the new one.', host),
    action: 'use-invite',
  }),
  'wide-unreachable': ({ t, values: [nodes = ''] }) => ({
    headline: t('No computer of the server responds: {0}.', nodes),
    steps: [
      t('Check whether this computer is online.'),
      t(
        'The server may be reachable only from your university’s network: connect to it, or to its VPN.',
      ),
      t('Ask whoever runs the server whether it’s running, and whether its firewall lets you in.'),
    ],
    line: t('I get no response from the server at {0}. Is it running?', nodes),
    action: 'check-again',
  }),
} as const satisfies Readonly<Record<string, VerdictRow>>;
