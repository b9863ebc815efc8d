import type { Member } from '../room/session-state';
import type { Translate } from './translate';

/** Why a guest cannot invite, and who can. */
export function hostOnlyWords(host: string | undefined, t: Translate): string {
  return host === undefined
    ? t('Only the host can invite. Ask the host for the invite.')
    : t('Only the host can invite. Ask {0} for the invite.', host);
}

/** How a member is told from the others in a list: where they are now. */
export function presenceWords({ presence }: Member, t: Translate): string {
  if (presence === 'idle') return t('idle');
  return presence === 'away' ? t('away') : '';
}
