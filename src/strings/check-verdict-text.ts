import type { Verdict, VerdictCode } from '../protocol/connection-report';
import { guestVerdicts } from './check-guest-verdicts';
import { hostVerdicts } from './check-host-verdicts';
import type { VerdictOptions, VerdictRow, VerdictText } from './check-verdict';
import { wideVerdicts } from './check-wide-verdicts';

const texts: Readonly<Record<VerdictCode, VerdictRow>> = {
  ...guestVerdicts,
  ...hostVerdicts,
  ...wideVerdicts,
  'no-network': ({ t }) => ({
    headline: t('This computer isn’t on a network.'),
    steps: [t('Connect to Wi-Fi or Ethernet, then check again.')],
    action: 'check-again',
  }),
  'virtual-network': ({ t }) => ({
    headline: t('This computer is only on networks of VPNs or virtual machines.'),
    steps: [t('Connect to Wi-Fi or Ethernet so that others can reach it.')],
    action: 'check-again',
  }),
  'computer-ready': ({ t }) => ({
    headline: t('This computer is on a network, and no problems were found.'),
    steps: [t('To check the connection to a room, check again with its invite.')],
    action: 'check-again',
  }),
  'not-finished': ({ t }) => ({
    headline: t('The check didn’t finish.'),
    steps: [t('Check again.')],
    action: 'check-again',
  }),
};

/** The verdict in words. `platform`: Node's name for this computer's operating system. */
export function verdictText(
  { code, values = [] }: Verdict,
  { replacements, ...context }: VerdictOptions,
  platform: string,
): VerdictText {
  const parts = { ...context, values, platform };
  return { ...texts[code](parts), ...replacements?.[code]?.(parts) };
}
