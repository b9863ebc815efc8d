import type { VerdictCode } from '../protocol/connection-report';
import type { CheckContext } from './check-text';
import type { Translate } from './translate';

/** What a user can do about a verdict with one click. */
export type CheckAction =
  | 'check-again'
  | 'copy-command'
  | 'copy-invite'
  | 'copy-line'
  | 'host-room'
  | 'join'
  | 'make-group'
  | 'open-firewall'
  | 'open-local-network'
  | 'unlock'
  | 'use-invite';

export interface VerdictText {
  /** What is wrong, or that nothing is. */
  readonly headline: string;
  /** What to do, one thing each, the likeliest first. */
  readonly steps: readonly string[];
  /** What to send to the person on the other side; it holds no secret and names no one. */
  readonly line?: string;
  readonly action: CheckAction;
  /** For `copy-command`: what to run in a terminal. */
  readonly command?: string;
}

/** What the texts of verdicts depend on, apart from the verdict and the system. */
export interface VerdictOptions extends CheckContext {
  /** Parts of texts in the words of another program than the editor. */
  readonly replacements?: Partial<
    Readonly<Record<VerdictCode, (parts: VerdictContext) => Partial<VerdictText>>>
  >;
}

/** What the text of a verdict depends on. */
export interface VerdictContext extends CheckContext {
  readonly values: readonly (string | number)[];
  /** Node's name for this computer's operating system. */
  readonly platform: string;
}

/** Makes the text of one verdict. */
export type VerdictRow = (parts: VerdictContext) => VerdictText;

/** How to allow a program on a computer whose operating system isn't known. */
export function firewallSteps(
  program: string,
  port: string | number,
  t: Translate,
): readonly string[] {
  return ['win32', 'darwin', 'linux'].flatMap((platform) =>
    ownFirewallSteps(platform, program, port, t),
  );
}

/** How to allow a program on this computer. */
export function ownFirewallSteps(
  platform: string,
  program: string,
  port: string | number,
  t: Translate,
): readonly string[] {
  switch (platform) {
    case 'win32':
      return [
        t(
          'Windows: Windows Security › Firewall & network protection › Allow an app through firewall › {0}',
          program,
        ),
      ];
    case 'darwin':
      return [t('macOS: System Settings › Network › Firewall › Options › {0}', program)];
    default:
      return port === '' ? [] : [t('Linux with ufw: sudo ufw allow {0}/tcp', port)];
  }
}

/** Commands that open a port, by firewall. */
const commands: Readonly<Record<string, (port: string | number) => string>> = {
  ufw: (port) => `sudo ufw allow ${port}/tcp`,
  firewalld: (port) => `sudo firewall-cmd --add-port=${port}/tcp`,
};

/** What the owner of a firewall can do with one click. */
export function firewallAction(
  platform: string,
  name: string,
  port: string | number,
): Pick<VerdictText, 'action' | 'command'> {
  if (platform === 'win32' || platform === 'darwin') return { action: 'open-firewall' };
  const command = Object.hasOwn(commands, name) && port !== '' ? commands[name]?.(port) : undefined;
  return command === undefined ? { action: 'check-again' } : { action: 'copy-command', command };
}
