import type { Translate } from '../../src/strings/translate';

/** The texts as they stand in the code, filled in as the editor fills them in. */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
