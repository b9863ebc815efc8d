import type { VerdictCode } from '../protocol/connection-report';
import type { VerdictContext, VerdictText } from './check-verdict';

/** What the words of a terminal replace of a verdict's text. */
type Replacement = (parts: VerdictContext) => Partial<Pick<VerdictText, 'steps' | 'line'>>;

/**
 * Verdicts whose text names commands of the editor, for the command line: whoever runs it may have no editor, and the person
 * on the other side as well.
 */
export const terminalVerdicts: Partial<Readonly<Record<VerdictCode, Replacement>>> = {
  'on-remote': ({ t }) => ({
    steps: [t('Others look for the room on the computer in front of you: host there.')],
  }),
  'own-room': ({ t }) => ({
    steps: [t('To see whether others can join, ask someone to check with the invite.')],
  }),
  'old-invite': ({ t }) => ({
    line: t(
      'Your room responds, but the invite I have is no longer valid. Please send me the new one.',
    ),
  }),
  'other-host': ({ t }) => ({
    line: t('You’re no longer the host of the room that you invited me to. Who is?'),
  }),
  locked: ({ t }) => ({
    steps: [t('Ask the host to unlock it.')],
    line: t('Your room responds, but it’s locked. Please unlock it.'),
  }),
  full: ({ t }) => ({
    steps: [t('Ask the host to let more people in, or wait.')],
    line: t('Your room responds, but it’s full. Please let more people in.'),
  }),
  'not-now': ({ t }) => ({
    steps: [t('The host may be restarting. Check again in a minute.')],
  }),
  'no-address': ({ t }) => ({
    line: t('I no longer have an address of your room. Please send me the new invite.'),
  }),
  'other-computer': ({ t, values: [host = ''] }) => ({
    line: t(
      'Another computer responds at {0}, so your address has changed. Please send me the new invite.',
      host,
    ),
  }),
  'other-program': ({ t, values: [host = '', port = 0] }) => ({
    line: t(
      'Another program responds at {0}, port {1}. Please send me the new invite.',
      host,
      port,
    ),
  }),
  'closed-at-once': ({ t, values: [host = '', port = 0] }) => ({
    steps: [t('Wait a minute, then check again: there may have been too many connections.')],
    line: t(
      'Something at {0}, port {1} accepts my connection, then closes it immediately. What is it?',
      host,
      port,
    ),
  }),
  'nothing-listens': ({ t, values: [host = '', port = 0] }) => ({
    steps: [
      t('Ask the host to open the room again.'),
      t('If it’s open, ask for a new invite: its port may have changed.'),
      t('If that makes no difference, the host’s firewall refuses the connection.'),
    ],
    line: t(
      'Your computer {0} responds, but refuses port {1}. Is the room open? If so, please send me the new invite.',
      host,
      port,
    ),
  }),
  'host-firewall': ({ t, values: [host = '', port = 0] }) => ({
    line: t(
      'I can see your computer {0}, but its firewall blocks port {1}. Please allow Deskmate there.',
      host,
      port,
    ),
  }),
  'isolated-or-off': ({ t, values: [host = '', port = 0] }) => ({
    line: t(
      'I can’t see your computer at {0} (port {1}) at all. Are we on the same Wi-Fi? If so, please send me the new invite, or let’s use a cable or a phone’s hotspot.',
      host,
      port,
    ),
  }),
  'other-network': ({ t, values: [host = ''] }) => ({
    line: t('Your address {0} isn’t on my network. Which network are you on?', host),
  }),
  'no-answer': ({ t, values: [host = '', port = 0] }) => ({
    steps: [t('Ask whether the room is open, and on which network the host is.')],
    line: t('I get no response from {0}, port {1}. Is your room open?', host, port),
  }),
};
