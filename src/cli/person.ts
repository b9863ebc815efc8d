import { userInfo } from 'node:os';
import { checkName, proposeName } from '../protocol/names';
import type { Translate } from '../strings/translate';
import { UsageError } from './exit-codes';

/**
 * What others call the user in an invite room: the value of `--person`, or else the login name.
 * @throws {UsageError} if the given name isn't a valid one
 */
export function personName(
  given: string | undefined,
  { t }: { readonly t: Translate },
  login = loginName,
): string {
  if (given === undefined) return proposeName(login(), []);
  const checked = checkName(given);
  if (checked.ok) return checked.name;
  throw new UsageError(t('--person must be a name of 1 to 32 visible characters.'));
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // The system has no entry for this user, as in some containers.
    return '';
  }
}
