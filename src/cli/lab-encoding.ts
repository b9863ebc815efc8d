import { type EncodingName, encodingNames } from '../protocol/text-encoding';
import type { Translate } from '../strings/translate';
import { UsageError } from './exit-codes';

/**
 * Reads the value of `--encoding`; undefined if it wasn't given.
 * @param hasEncodings whether it is for a room that can have another encoding than UTF-8
 * @throws {UsageError}
 */
export function readLabEncoding(
  text: string | undefined,
  hasEncodings: boolean,
  t: Translate,
): EncodingName | undefined {
  if (text === undefined) return undefined;
  const encoding = encodingNames.find((name) => name === text);
  if (encoding && hasEncodings) return encoding;
  throw new UsageError(
    t('--encoding is for lab rooms over TCP and must be one of {0}.', encodingNames.join(', ')),
  );
}
