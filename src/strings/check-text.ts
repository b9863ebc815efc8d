import type {
  AdapterKind,
  CheckId,
  CheckStatus,
  Finding,
  FindingCode,
  FoundAdapter,
} from '../protocol/connection-report';
import { exhaustive } from '../util/exhaustive';
import type { Translate } from './translate';

/** What the sentences of a check need besides its facts. */
export interface CheckContext {
  readonly t: Translate;
  /** BCP 47 tag, for times. */
  readonly language: string;
  /** The program that listens or connects, as the system's settings call it: `Visual Studio Code`. */
  readonly program: string;
}

/** The mark before a check's line. What couldn't be found out isn't a fault, so it has no cross. */
export const statusMarks: Readonly<Record<CheckStatus, string>> = {
  ok: '✓',
  warning: '!',
  unknown: '?',
  bad: '✗',
};

/** What a check is about, in one or two words. */
export function checkTitle(id: CheckId, t: Translate): string {
  switch (id) {
    case 'machine':
      return t('Computer');
    case 'listening':
      return t('Listening');
    case 'answering':
      return t('Self-test');
    case 'addresses':
      return t('Addresses');
    case 'adapters':
      return t('Network adapters');
    case 'firewall':
      return t('Firewall');
    case 'arrivals':
      return t('Last connection');
    case 'network':
      return t('Same network');
    case 'port':
      return t('Port');
    case 'encryption':
      return t('Encryption');
    case 'admission':
      return t('Invite');
    case 'storage':
      return t('Storage');
    case 'round-trip':
      return t('Round trip');
    default:
      return exhaustive(id);
  }
}

type Sentence = (values: readonly (string | number)[], context: CheckContext) => string;

/** What each code means, and what to do about it. */
const sentences: Readonly<Record<FindingCode, Sentence>> = {
  'not-finished': (_, { t }) => t('Couldn’t be determined in time.'),
  'on-remote': ([name = ''], { t }) =>
    isContainer(`${name}`)
      ? t('Deskmate runs in a container, so ports open there.')
      : t('Deskmate runs on {0}, so ports open there.', machineText(`${name}`, t)),
  listens: ([address = '', port = 0], { t }) =>
    address === ''
      ? t('The room listens on all networks, port {0}.', port)
      : t('The room listens on {0}, port {1}.', address, port),
  'listens-here-only': ([port = 0], { t }) =>
    t('The room listens on this computer only, port {0}. Host it on all networks instead.', port),
  'listens-nowhere': ([address = '', port = 0], { t }) =>
    t('The room listens on {0}, port {1}, but this computer lost that address.', address, port),
  'answers-itself': ([port = 0], { t }) =>
    t('The room responds to this computer on port {0}. Firewalls don’t affect this test.', port),
  'answers-not': ([port = 0], { t }) =>
    t('The room doesn’t respond to this computer on port {0}. Host it on another port.', port),
  'addresses-current': ([addresses = ''], { t }) => t('Invites contain {0}.', addresses),
  'addresses-none': (_, { t }) =>
    t('Invites contain no address that others can reach. Connect to a network.'),
  'addresses-own': ([addresses = ''], { t }) =>
    t('The invite’s address is this computer’s: {0}. Only others need it.', addresses),
  'addresses-some-own': ([addresses = ''], { t }) =>
    t('This computer also has {0}, so it can’t reach the host there.', addresses),
  'addresses-others': ([count = 0], { t }) =>
    count === 1
      ? t('There is one address to try; it isn’t this computer’s.')
      : t('There are {0} addresses to try; none is this computer’s.', count),
  'addresses-unknown': (_, { t }) => t('No address of the host is known. Ask for a new invite.'),
  'adapters-physical': (_, { t }) => t('Connected to a network.'),
  'adapters-virtual-only': (_, { t }) =>
    t('Only adapters of VPNs or virtual machines. Connect to Wi-Fi or Ethernet.'),
  'adapters-none': (_, { t }) => t('Not on a network. Connect to Wi-Fi or Ethernet.'),
  'firewall-unknown': (_, { t }) => t('Couldn’t be read. That’s not a problem.'),
  'firewall-none': (_, { t }) => t('No ufw, firewalld or nftables service is running.'),
  'firewall-off': ([name = ''], { t }) => t('{0}’s firewall is off.', name),
  'firewall-on': ([name = ''], { t }) =>
    t('{0}’s firewall is on. Its rules can’t be read without administrator rights.', name),
  'firewall-allows': ([name = ''], { t, program }) =>
    t('{0}’s firewall allows connections to {1}.', name, program),
  'firewall-no-rule': ([name = ''], { t, program }) =>
    t('{0}’s firewall has no rule for {1} on this kind of network.', name, program),
  'firewall-blocks-program': ([name = ''], { t, program }) =>
    t('{0}’s firewall blocks {1}. Allow it there.', name, program),
  'firewall-blocks-all': ([name = ''], { t }) =>
    t('{0}’s firewall blocks all incoming connections. Allow the program there.', name),
  'arrived-none': (_, { t }) => t('Nothing has arrived from another computer yet.'),
  'arrived-joined': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, got in.', timeText(time, language), from),
  'arrived-checked': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, checked the connection: it works.', timeText(time, language), from),
  'arrived-knocked': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, knocked: the connection works.', timeText(time, language), from),
  'arrived-room-code': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, entered the room code: the connection works.', timeText(time, language), from),
  'arrived-waits': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, is waiting in line.', timeText(time, language), from),
  'arrived-refused': ([time = 0, from = '', code = ''], { t, language }) =>
    t(
      '{0} from {1}, wasn’t let in: {2}',
      timeText(time, language),
      from,
      refusalText(`${code}`, t),
    ),
  'arrived-tls': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, ended after TLS, before the invite.', timeText(time, language), from),
  'arrived-tcp': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, ended at TLS.', timeText(time, language), from),
  'arrived-too-many': ([time = 0, from = ''], { t, language }) =>
    t('{0} from {1}, turned away: too many connections.', timeText(time, language), from),
  'network-same': ([host = ''], { t }) => t('{0} is on this computer’s network.', host),
  'network-other': ([host = ''], { t }) =>
    t('{0} isn’t on this computer’s network. Connect to the host’s network.', host),
  'network-vpn': ([host = '', adapter = ''], { t }) =>
    t('The route to {0} goes through the VPN “{1}”.', host, adapter),
  'network-missing': ([host = ''], { t }) =>
    t('{0} belongs to this network, but nothing responds there.', host),
  'network-unknown': (_, { t }) => t('Couldn’t be read. That’s not a problem.'),
  'port-answers': ([host = '', port = 0], { t }) => t('{0} responds on port {1}.', host, port),
  'port-refused': ([host = '', port = 0], { t }) =>
    t('{0} refuses port {1}: no room is open there, or it has another port.', host, port),
  'port-silent': ([host = '', port = 0], { t }) =>
    t('{0} doesn’t respond on port {1}.', host, port),
  'port-unreachable': ([host = '', port = 0, errno = ''], { t }) =>
    t('Can’t reach {0}, port {1} ({2}).', host, port, errno),
  'port-blocked-here': ([host = '', port = 0], { t }) =>
    t('This computer doesn’t let Deskmate connect to {0}, port {1}.', host, port),
  'port-unasked': ([host = '', port = 0], { t }) =>
    t('Not tried: a lab room shows everyone who connects to {0}, port {1}.', host, port),
  'encryption-proven': (_, { t }) => t('It’s the host that made the invite.'),
  'encryption-other-pin': ([host = ''], { t }) =>
    t('Another computer has the address {0} now. Ask the host for a new invite.', host),
  'encryption-none': ([host = ''], { t }) =>
    t('The program at {0} doesn’t speak Deskmate’s protocol. Ask for a new invite.', host),
  'encryption-version': (_, { t }) => t('Another protocol version. Update Deskmate on both sides.'),
  'encryption-closed': ([host = ''], { t }) =>
    t('{0} accepts the connection, then closes it immediately. Try again in a minute.', host),
  'admission-open': (_, { t }) => t('Valid, and the room has space.'),
  'admission-waits': (_, { t }) => t('Valid, but the room is full: you’d wait in line.'),
  'admission-locked': (_, { t }) => t('Valid, but the host has locked the room.'),
  'admission-full': (_, { t }) => t('Valid, but the room is full.'),
  'admission-old-invite': (_, { t }) => t('No longer valid. Ask the host for the new one.'),
  'admission-other-host': (_, { t }) =>
    t('Someone else in the room is the host now. Ask them for a new invite.'),
  'admission-not-now': (_, { t }) =>
    t('The room isn’t admitting anyone right now. Try again in a minute.'),
  'admission-unasked': (_, { t }) => t('Not checked, or the host’s version doesn’t support it.'),
  'round-trip': ([ms = 0], { t }) => t('{0} ms', ms),
  'nodes-all': ([count = 0], { t }) =>
    count === 1 ? t('The server responds.') : t('All {0} computers of the server respond.', count),
  'nodes-some': ([count = 0, silent = ''], { t }) =>
    t('Of {0} computers of the server, these don’t respond: {1}.', count, silent),
  'nodes-none': ([, silent = ''], { t }) => t('No computer of the server responds: {0}.', silent),
  'authority-proven': (_, { t }) => t('It’s the server in the invite.'),
  'authority-other': ([host = ''], { t }) =>
    t('Another authority signed the certificate of {0}. Ask for a new invite.', host),
  'authority-none': ([host = ''], { t }) =>
    t('The program at {0} isn’t a server for wide rooms. Ask for a new invite.', host),
  'storage-answers': (_, { t }) => t('The server has the room, and answers.'),
  'storage-no-room': (_, { t }) => t('The server doesn’t have this room. Ask for a new invite.'),
  'storage-not-now': (_, { t }) =>
    t('The server stores nothing right now. Try again in a few minutes.'),
  'storage-off': (_, { t }) => t('The server stores nothing. Tell whoever runs it.'),
  'storage-refuses': (_, { t }) => t('The server doesn’t accept the invite. Ask for a new one.'),
};

/** What a check found, and what to do about it, in one line. */
export function findingText(finding: Finding, context: CheckContext): string {
  const { adapters = [], code, values = [] } = finding;
  const sentence = sentences[code](values, context);
  return [sentence, ...adapters.map((adapter) => adapterText(adapter, context.t))].join(' · ');
}

/** An adapter with its addresses, and what it belongs to if it isn't a real one. */
function adapterText({ addresses, kind, name }: FoundAdapter, t: Translate): string {
  const label = kindLabel(kind, t);
  const list = addresses.join(', ');
  return label === undefined ? `${name}: ${list}` : `${name} (${label}): ${list}`;
}

function kindLabel(kind: AdapterKind, t: Translate): string | undefined {
  switch (kind) {
    case 'physical':
      return undefined;
    case 'docker':
      return 'Docker';
    case 'hyper-v':
      return 'Hyper-V';
    case 'virtualbox':
      return 'VirtualBox';
    case 'vmware':
      return 'VMware';
    case 'vpn':
      return 'VPN';
    case 'wsl':
      return 'WSL';
    case 'virtual':
      return t('virtual');
    default:
      return exhaustive(kind);
  }
}

/** Whether the machine that the editor runs on is a container, by `vscode.env.remoteName`. */
export function isContainer(name: string): boolean {
  return name === 'dev-container' || name === 'attached-container';
}

/** The machine that the editor runs on, unless it is a container, by `vscode.env.remoteName`. */
export function machineText(name: string, t: Translate): string {
  switch (name) {
    case 'ssh-remote':
      return t('the SSH server');
    case 'wsl':
      return 'WSL';
    case 'codespaces':
      return 'GitHub Codespaces';
    case 'tunnel':
      return t('the remote computer');
    default:
      return name;
  }
}

/** Why the room refused someone, by the code of `bye`; a sentence. */
export function refusalText(code: string, t: Translate): string {
  switch (code) {
    case 'bad-token':
      return t('The invite is no longer valid.');
    case 'bad-key':
      return t('They’re no longer a member.');
    case 'room-locked':
      return t('The room is locked.');
    case 'room-full':
    case 'line-full':
      return t('The room is full.');
    case 'host-storage':
      return t('This computer couldn’t save that they joined.');
    case 'other-version':
      return t('They have another version of Deskmate.');
    case 'timed-out':
      return t('They sent nothing.');
    default:
      return t('They sent something else ({0}).', code);
  }
}

function timeText(time: string | number, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(Number(time));
}
