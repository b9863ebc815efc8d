import { isContainer, machineText, refusalText } from './check-text';
import {
  type CheckAction,
  firewallAction,
  ownFirewallSteps,
  type VerdictRow,
} from './check-verdict';
import type { Translate } from './translate';

/** The verdicts on a room that this window hosts, and on its computer. */
export const hostVerdicts = {
  'on-remote': ({ t, values: [name = ''] }) => ({
    headline: isContainer(`${name}`)
      ? t('Deskmate runs in a container, not on the computer in front of you.')
      : t('Deskmate runs on {0}, not on the computer in front of you.', machineText(`${name}`, t)),
    steps: [
      t('Others look for the room on this computer. Open a local window and host there.'),
      ...(name === 'codespaces'
        ? [t('An editor in a browser can’t host: use the desktop editor.')]
        : []),
    ],
    action: 'host-room',
  }),
  'this-computer-only': ({ t }) => ({
    headline: t('The room listens on this computer only, so no one else can join.'),
    steps: [t('Host it again and choose All networks.')],
    action: 'host-room',
  }),
  'address-gone': ({ t, values: [address = ''] }) => ({
    headline: t('The room listens on {0}, which this computer no longer has.', address),
    steps: [t('Connect to the same network as before, or host again on All networks.')],
    action: 'host-room',
  }),
  'not-answering': ({ t, values: [port = 0] }) => ({
    headline: t('The room doesn’t respond on its own port {0}.', port),
    steps: [t('Security software may be blocking it. Host the room on another port.')],
    action: 'host-room',
  }),
  'own-firewall': ({ t, program, platform, values: [name = '', port = 0] }) => ({
    headline: t('This computer’s firewall ({0}) blocks incoming connections.', name),
    steps: ownFirewallSteps(platform, program, port, t),
    ...firewallAction(platform, `${name}`, port),
  }),
  'guest-joined': ({ t, values: [from = ''] }) => ({
    headline: t('Others can reach this room: {0} did.', from),
    steps: [
      t('If someone can’t, the problem is on their side: ask them to run Chat: Check Connection.'),
    ],
    action: 'copy-invite',
  }),
  'guest-refused': ({ t, values: [from = '', code = ''] }) => ({
    headline: t('{0} reached the room but wasn’t let in.', from),
    steps: [refusalText(`${code}`, t), ...refusalSteps(`${code}`, t)],
    line: t('You reached my room, but weren’t let in: {0}', refusalText(`${code}`, t)),
    action: refusalAction(`${code}`),
  }),
  'guest-broke-off': ({ t, values: [from = '', stage = ''] }) => ({
    headline: t('{0} reached this computer, but the connection broke off.', from),
    steps:
      stage === 'too-many'
        ? [t('There were too many connections from there. Try again in a minute.')]
        : [
            t('The connection works. Ask them to try again with the newest version of Deskmate.'),
            t('Security software on either computer may be interrupting encrypted connections.'),
          ],
    line: t(
      'Your connection reached my computer, then broke off. Please try again with the newest version of Deskmate.',
    ),
    action: 'copy-line',
  }),
  'room-locked': ({ t }) => ({
    headline: t('The room is locked, so no one new can join.'),
    steps: [],
    action: 'unlock',
  }),
  'nothing-arrived': ({ t, program, platform, values: [state = '', name = '', port = 0] }) => ({
    headline: t('The room is open, but nothing has arrived from another computer.'),
    steps: [
      t('Ask someone to join now, then check again.'),
      ...(state === 'none' || state === 'off' || state === 'allows'
        ? [
            t(
              'If nothing arrives, you’re on different networks, or the Wi-Fi isolates its devices.',
            ),
          ]
        : [
            t('If nothing arrives, allow {0} in this computer’s firewall:', program),
            ...ownFirewallSteps(platform, program, port, t),
          ]),
    ],
    line: t(
      'My room is open, but nothing has arrived from you. Please run Chat: Check Connection and send me the result.',
    ),
    ...(state === 'on' || state === 'no-rule'
      ? firewallAction(platform, `${name}`, port)
      : { action: 'copy-line' as const }),
  }),
} as const satisfies Readonly<Record<string, VerdictRow>>;

function refusalSteps(code: string, t: Translate): readonly string[] {
  switch (code) {
    case 'bad-token':
    case 'bad-key':
      return [t('Send them the invite that is valid now.')];
    case 'room-locked':
      return [t('Unlock the room.')];
    case 'host-storage':
      return [t('Free up space on this computer’s disk, then ask them to try again.')];
    case 'line-full':
      return [t('Ask them to try again after someone has left.')];
    case 'room-full':
      return [t('Convert the room to a group, so that more people can join.')];
    default:
      return [t('Ask them to try again with the newest version of Deskmate.')];
  }
}

function refusalAction(code: string): CheckAction {
  switch (code) {
    case 'bad-token':
    case 'bad-key':
      return 'copy-invite';
    case 'room-locked':
      return 'unlock';
    case 'room-full':
      return 'make-group';
    default:
      return 'copy-line';
  }
}
