import { firewallSteps, type VerdictRow } from './check-verdict';

/** The verdicts on the way to a room, at a guest. */
export const guestVerdicts = {
  'can-join': ({ t }) => ({
    headline: t('You can join: the room responds and has space.'),
    steps: [],
    action: 'join',
  }),
  'must-wait': ({ t }) => ({
    headline: t('The connection works, but the room is full.'),
    steps: [t('Join anyway: you’ll wait in line until someone leaves.')],
    action: 'join',
  }),
  'is-there': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('The connection works: the host responds at {0}, port {1}.', host, port),
    steps: [],
    action: 'join',
  }),
  'own-room': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('This room is on this computer, at {0}, port {1}.', host, port),
    steps: [t('To see whether others can join, run Check Connection in the window that hosts it.')],
    action: 'check-again',
  }),
  'old-invite': ({ t }) => ({
    headline: t('The room responds, but this invite is no longer valid.'),
    steps: [t('Ask the host for the new invite.')],
    line: t(
      'Your room responds, but the invite I have is no longer valid. Please run Chat: Copy Invite and send me the new one.',
    ),
    action: 'use-invite',
  }),
  'other-host': ({ t }) => ({
    headline: t('The computer responds, but someone else in the room is the host now.'),
    steps: [t('Ask the new host for an invite.')],
    line: t(
      'You’re no longer the host of the room that you invited me to. Who is? Please ask them to run Chat: Copy Invite and send me the new one.',
    ),
    action: 'use-invite',
  }),
  locked: ({ t }) => ({
    headline: t('The room responds, but the host has locked it.'),
    steps: [t('Ask the host to run Chat: Unlock Room.')],
    line: t('Your room responds, but it’s locked. Please run Chat: Unlock Room.'),
    action: 'copy-line',
  }),
  full: ({ t }) => ({
    headline: t('The room responds, but it’s full.'),
    steps: [t('Ask the host to let more people in (Chat: Convert to Group), or wait.')],
    line: t(
      'Your room responds, but it’s full. If it’s a pair room, please run Chat: Convert to Group.',
    ),
    action: 'copy-line',
  }),
  'not-now': ({ t }) => ({
    headline: t('The room responds, but isn’t admitting anyone right now.'),
    steps: [t('The host’s editor may be restarting. Check again in a minute.')],
    action: 'check-again',
  }),
  'no-address': ({ t }) => ({
    headline: t('This computer doesn’t know where the room is.'),
    steps: [t('Ask the host for the new invite.')],
    line: t(
      'I no longer have an address of your room. Please run Chat: Copy Invite and send me the new one.',
    ),
    action: 'use-invite',
  }),
  'other-computer': ({ t, values: [host = ''] }) => ({
    headline: t('Another computer has the address {0} now.', host),
    steps: [t('Ask the host for a new invite: addresses can change.')],
    line: t(
      'Another computer responds at {0}, so your address has changed. Please run Chat: Copy Invite and send me the new one.',
      host,
    ),
    action: 'copy-line',
  }),
  'other-program': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('Another program responds at {0}, port {1}.', host, port),
    steps: [
      t('Ask the host for a new invite: the room’s port may have changed.'),
      t('Security software that inspects encrypted connections can also cause this.'),
    ],
    line: t(
      'Another program responds at {0}, port {1}. Please run Chat: Copy Invite and send me the new one.',
      host,
      port,
    ),
    action: 'copy-line',
  }),
  'other-version': ({ t }) => ({
    headline: t('The host’s Deskmate uses another version of the protocol.'),
    steps: [t('Update Deskmate on both computers.')],
    line: t(
      'Our versions of Deskmate don’t understand each other. Please update yours; I’ll update mine, too.',
    ),
    action: 'copy-line',
  }),
  'closed-at-once': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('{0} accepts the connection, then closes it immediately.', host),
    steps: [
      t('Wait a minute, then check again: there may have been too many connections.'),
      t('Ask the host to run Chat: Check Connection, which shows what arrived.'),
    ],
    line: t(
      'Something at {0}, port {1} accepts my connection, then closes it immediately. Please run Chat: Check Connection and look at “Last connection”.',
      host,
      port,
    ),
    action: 'copy-line',
  }),
  'nothing-listens': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('{0} responds, but no room is open on port {1}.', host, port),
    steps: [
      t('Ask the host to reopen the room under Chat: Open History.'),
      t('If it’s open, ask for a new invite: its port may have changed.'),
      t('If that makes no difference, the host’s firewall refuses the connection.'),
    ],
    line: t(
      'Your computer {0} responds, but refuses port {1}. Is the room open? If so, please run Chat: Copy Invite and send me the new one, and run Chat: Check Connection.',
      host,
      port,
    ),
    action: 'copy-line',
  }),
  'host-firewall': ({ t, program, values: [host = '', port = 0] }) => ({
    headline: t('The host’s computer is on the network, but blocks Deskmate.'),
    steps: [
      t('Ask the host to allow {0} in that computer’s firewall:', program),
      ...firewallSteps(program, port, t),
    ],
    line: t(
      'I can see your computer {0}, but its firewall blocks port {1}. Please allow {2} in your firewall; Chat: Check Connection shows where.',
      host,
      port,
      program,
    ),
    action: 'copy-line',
  }),
  'local-network': ({ t, program }) => ({
    headline: t('macOS may be blocking {0} from the local network.', program),
    steps: [
      t('Allow {0} under System Settings › Privacy & Security › Local Network.', program),
      t('Then quit and reopen {0}, and check again.', program),
      t('If it was already allowed, the host’s computer may be off or on another network.'),
    ],
    action: 'open-local-network',
  }),
  'isolated-or-off': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('Nothing responds at {0} on this network.', host),
    steps: [
      t('Ask whether the host’s computer is awake and on the same network.'),
      t('Ask for a new invite: the host’s address may have changed.'),
      t(
        'If it is, and the invite is new, this network keeps its devices apart: use a cable or a hotspot.',
      ),
    ],
    line: t(
      'I can’t see your computer at {0} (port {1}) at all. Are we on the same Wi-Fi? If so, please run Chat: Copy Invite and send me the new one, or let’s use a cable or a phone’s hotspot.',
      host,
      port,
    ),
    action: 'copy-line',
  }),
  vpn: ({ t, values: [host = '', , adapter = ''] }) => ({
    headline: t('The route to {0} goes through the VPN “{1}”.', host, adapter),
    steps: [
      t('Disconnect the VPN, or allow local networks in its settings. Then check again.'),
      t('If you use the VPN to reach each other, ask whether the host is connected to it.'),
    ],
    action: 'check-again',
  }),
  'other-network': ({ t, values: [host = ''] }) => ({
    headline: t('The host’s address {0} isn’t on your network.', host),
    steps: [
      t('Connect to the same network as the host, then check again.'),
      t('If you already are, ask for a new invite: the host’s address may have changed.'),
    ],
    line: t(
      'Your address {0} isn’t on my network. Which network are you on? If it’s the same, please run Chat: Copy Invite and send me the new one.',
      host,
    ),
    action: 'copy-line',
  }),
  'blocked-here': ({ t, program, values: [host = '', port = 0] }) => ({
    headline: t('This computer doesn’t let Deskmate connect to {0}, port {1}.', host, port),
    steps: [t('Allow {0} in this computer’s firewall or security software.', program)],
    action: 'check-again',
  }),
  'no-answer': ({ t, values: [host = '', port = 0] }) => ({
    headline: t('No response from {0}, port {1}.', host, port),
    steps: [
      t('Ask whether the room is open, and on which network the host is.'),
      t('Ask the host to run Chat: Check Connection, which shows what arrived.'),
    ],
    line: t(
      'I get no response from {0}, port {1}. Is your room open? Please run Chat: Check Connection and look at “Last connection”.',
      host,
      port,
    ),
    action: 'copy-line',
  }),
} as const satisfies Readonly<Record<string, VerdictRow>>;
