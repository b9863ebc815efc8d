import path from 'node:path';
import { parseJson } from './neighbors';
import { linuxTool, system32, type Tools } from './tools';

/**
 * What can be read about this computer's firewall without administrator rights.
 *
 * - `off`: it's off; `none`: no known firewall is running.
 * - `on`: it is on, and its rules can't be read.
 * - `allows`, `no-rule`, `blocks-program`: what its rules say about this program on the current network.
 * - `blocks-all`: it blocks all incoming connections.
 */
export interface FirewallFact {
  readonly state:
    | 'unknown'
    | 'none'
    | 'off'
    | 'on'
    | 'allows'
    | 'no-rule'
    | 'blocks-program'
    | 'blocks-all';
  /** The product's name: `ufw`, `Windows`. */
  readonly name: string;
}

const unknown: FirewallFact = { state: 'unknown', name: '' };

type Reader = (tools: Tools, program: string, signal: AbortSignal) => Promise<FirewallFact>;

const readers: Partial<Readonly<Record<NodeJS.Platform, Reader>>> = {
  linux: readLinux,
  darwin: readMac,
  win32: readWindows,
};

/**
 * Reads what this computer's firewall does with connections to this program. Never rejects.
 * @param program path of the executable that listens
 */
export async function readFirewall(
  tools: Tools,
  program: string,
  signal: AbortSignal,
): Promise<FirewallFact> {
  return (await readers[tools.platform]?.(tools, program, signal)) ?? unknown;
}

const linuxServices = ['ufw', 'firewalld', 'nftables'] as const;

async function readLinux(tools: Tools, _: string, signal: AbortSignal): Promise<FirewallFact> {
  const [services, ufw] = await Promise.all([
    tools.run({ programs: linuxTool('systemctl'), args: ['is-active', ...linuxServices] }, signal),
    tools.read('/etc/ufw/ufw.conf'),
  ]);
  return judgeLinux(services, ufw);
}

/**
 * @param services the output of `systemctl is-active ufw firewalld nftables`: one state per line
 * @param ufw the content of `/etc/ufw/ufw.conf`: its service is active even while ufw is off
 */
export function judgeLinux(services: string | undefined, ufw: string | undefined): FirewallFact {
  const settings = ufw?.split('\n').map((line) => line.replaceAll(/[\s"']/g, '').toLowerCase());
  if (settings?.includes('enabled=yes')) return { state: 'on', name: 'ufw' };
  const states = services?.trim().split(/\r?\n/) ?? [];
  if (states.length !== linuxServices.length || !states.every((each) => /^[a-z-]+$/.test(each))) {
    return unknown;
  }
  const active = linuxServices.find((name, index) => name !== 'ufw' && states[index] === 'active');
  if (active !== undefined) return { state: 'on', name: active };
  // If the file can't be read, an active ufw may be on.
  return ufw === undefined && states[0] === 'active' ? unknown : { state: 'none', name: '' };
}

async function readMac(tools: Tools, program: string, signal: AbortSignal): Promise<FirewallFact> {
  const programs = ['/usr/libexec/ApplicationFirewall/socketfilterfw'];
  const ask = (...args: string[]) => tools.run({ programs, args }, signal);
  const [state, blockAll, ...blocked] = await Promise.all([
    ask('--getglobalstate'),
    ask('--getblockall'),
    ...macPrograms(program).map((each) => ask('--getappblocked', each)),
  ]);
  return judgeMac(state, blockAll, blocked);
}

/**
 * The paths under which the firewall may list the program: its application, the helper application that runs
 * extensions, and the program itself.
 */
export function macPrograms(program: string): readonly string[] {
  const applications = Array.from(program.matchAll(/\.app(?=\/)/g), ({ index }) =>
    program.slice(0, index + '.app'.length),
  );
  return [...applications, program];
}

/** The output of `socketfilterfw --getglobalstate`, `--getblockall` and `--getappblocked PROGRAM`. */
export function judgeMac(
  state = '',
  blockAll = '',
  blocked: readonly (string | undefined)[] = [],
): FirewallFact {
  const name = 'macOS';
  const [, level] = /\(State = (\d)\)/.exec(state) ?? [];
  if (level === '0') return { state: 'off', name };
  if (level !== '1' && level !== '2') return unknown;
  // Older versions print “Block all ENABLED!”.
  if (level === '2' || /block all (?:state set to )?enabled/i.test(blockAll)) {
    return { state: 'blocks-all', name };
  }
  // It also reports programs that it doesn't know as “permitted”, so only “blocked” counts.
  if (blocked.some((each) => /\bis blocked\b/.test(each ?? ''))) {
    return { state: 'blocks-program', name };
  }
  return { state: 'on', name };
}

const policy =
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';

async function readWindows(
  tools: Tools,
  program: string,
  signal: AbortSignal,
): Promise<FirewallFact> {
  const reg = (...args: string[]) =>
    tools.run({ programs: [system32('reg.exe')], args: ['query', ...args] }, signal);
  const [profiles, rules, networks] = await Promise.all([
    reg(policy, '/s', '/v', 'EnableFirewall'),
    // All rules together would exceed the limit on a tool's output.
    reg(`${policy}\\FirewallRules`, '/f', path.win32.basename(program), '/d'),
    tools.run(
      {
        programs: [system32('WindowsPowerShell\\v1.0\\powershell.exe')],
        args: [
          ...['-NoProfile', '-NonInteractive', '-Command'],
          'Get-NetConnectionProfile | Select-Object NetworkCategory | ConvertTo-Json -Compress',
        ],
      },
      signal,
    ),
  ]);
  return judgeWindows({ profiles, rules, networks, program });
}

/** NetworkCategory of Get-NetConnectionProfile, by number; the registry's names of the profiles. */
const windowsProfiles = ['Public', 'Private', 'Domain'] as const;
type WindowsProfile = (typeof windowsProfiles)[number];

const profileKeys: Readonly<Record<WindowsProfile, string>> = {
  Public: 'publicprofile',
  Private: 'standardprofile',
  Domain: 'domainprofile',
};

/** The output of Windows' tools; undefined where it is of no use. */
export interface WindowsOutput {
  /** `reg query FirewallPolicy /s /v EnableFirewall` */
  readonly profiles: string | undefined;
  /** `reg query FirewallRules /f PROGRAM.exe /d` */
  readonly rules: string | undefined;
  /** `Get-NetConnectionProfile`, as JSON */
  readonly networks: string | undefined;
  /** The executable's path. */
  readonly program: string;
}

/**
 * Judges by the registry, whose values are the same in every language. A rule that blocks wins over one that allows. If
 * the network's profile isn't known, only what holds for every profile counts.
 */
export function judgeWindows({ profiles, rules, networks, program }: WindowsOutput): FirewallFact {
  const name = 'Windows';
  const enabled = enabledProfiles(profiles ?? '');
  if (enabled.size === 0) return unknown;
  const found = currentProfiles(networks);
  const current = (found ?? windowsProfiles).filter((profile) => enabled.get(profile) !== false);
  if (current.length === 0) return { state: 'off', name };
  if (rules === undefined || rules.trim() === '') return { state: 'on', name };
  const own = parseRules(rules).filter((rule) => isForProgram(rule, program));
  const whole = own.filter(({ isPartial }) => !isPartial);
  const blocks = whole.filter(({ action }) => action === 'block');
  const allows = whole.filter(({ action }) => action === 'allow');
  const blocked = (profile: WindowsProfile) => blocks.some((rule) => holdsIn(rule, profile));
  const allowed = (profile: WindowsProfile) => allows.some((rule) => holdsIn(rule, profile));
  if (found ? current.some(blocked) : current.every(blocked)) {
    return { state: 'blocks-program', name };
  }
  // It's unknown whether those apply to this room.
  if (whole.length < own.length) return { state: 'on', name };
  if (current.every((profile) => allowed(profile) && !blocked(profile))) {
    return { state: 'allows', name };
  }
  return { state: found && !current.some(allowed) ? 'no-rule' : 'on', name };
}

/** Which profiles' firewalls are on or off, by the value EnableFirewall below each profile's key. */
function enabledProfiles(output: string): ReadonlyMap<WindowsProfile, boolean> {
  const enabled = new Map<WindowsProfile, boolean>();
  let profile: WindowsProfile | undefined;
  for (const line of output.split(/\r?\n/)) {
    if (/^HKEY_/i.test(line)) {
      const key = line.trim().split('\\').at(-1)?.toLowerCase();
      profile = windowsProfiles.find((each) => profileKeys[each] === key);
    }
    const [, value] = /^\s+EnableFirewall\s+REG_DWORD\s+0x([01])\s*$/i.exec(line) ?? [];
    if (profile && value !== undefined) enabled.set(profile, value === '1');
  }
  return enabled;
}

/** The profiles of the networks that this computer is on; undefined if they aren't known. */
function currentProfiles(networks: string | undefined): readonly WindowsProfile[] | undefined {
  const value = parseJson(networks ?? '');
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  const found = rows.flatMap((row) => {
    const category: unknown = Object(row).NetworkCategory;
    return typeof category === 'number' ? (windowsProfiles[category] ?? []) : [];
  });
  return found.length === rows.length && found.length > 0 ? [...new Set(found)] : undefined;
}

interface FirewallRule {
  readonly action: string;
  /** Lower case; empty for all. */
  readonly profiles: readonly string[];
  /** The program's path, in lower case. */
  readonly app: string;
  /** Whether it applies only to certain ports, addresses, adapters, users or services. */
  readonly isPartial: boolean;
}

/** Fields that name a rule, its program and its networks; any other field narrows the rule. */
const wholeFields = new Set(
  'action,active,dir,protocol,profile,app,name,desc,embedctxt,defer,edge'.split(','),
);

/** Active rules for incoming TCP: `v2.30|Action=Block|Active=TRUE|Dir=In|Protocol=6|App=…|` (MS-GPFAS). */
function parseRules(output: string): readonly FirewallRule[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, data] = /\sREG_SZ\s+v\d+\.\d+\|(.*)$/i.exec(line) ?? [];
    if (data === undefined) return [];
    const fields = data.split('|').map((field) => {
      const at = field.indexOf('=');
      return [field.slice(0, at).toLowerCase(), field.slice(at + 1).toLowerCase()] as const;
    });
    const values = (key: string) => fields.filter(([name]) => name === key).map(([, text]) => text);
    const [action = '', active, direction, protocol = '6', app = ''] = [
      'action',
      'active',
      'dir',
      'protocol',
      'app',
    ].map((key) => values(key)[0]);
    if (active !== 'true' || direction !== 'in' || protocol !== '6' || app === '') return [];
    const isPartial = fields.some(([field, text]) => text !== '' && !wholeFields.has(field));
    return [{ action, profiles: values('profile'), app, isPartial }];
  });
}

/**
 * Whether a rule is for this program. `reg` prints other characters in a code page, so only the ASCII end of the path
 * is compared.
 */
function isForProgram({ app }: FirewallRule, program: string): boolean {
  const letters = [...program.toLowerCase()];
  const foreign = letters.findLastIndex((letter) => letter < ' ' || letter > '~');
  const ascii = letters.slice(foreign + 1).join('');
  const start = ascii.indexOf('\\');
  return start >= 0 && app.endsWith(ascii.slice(start));
}

function holdsIn({ profiles }: FirewallRule, profile: WindowsProfile): boolean {
  return profiles.length === 0 || profiles.includes(profile.toLowerCase());
}
