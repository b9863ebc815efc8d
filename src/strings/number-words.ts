import type { Translate } from './translate';

/** Most clients a lab hub takes. */
export const maxClientCount = 500;

/** Clients a lab hub takes when nothing else is said. */
export const defaultClientCount = 16;

/** A typed port to listen on; empty or 0 is any free one. `undefined` when it is none. */
export function parseListenPort(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  return wholeNumber(trimmed, 0, 65_535);
}

/** A typed number of clients. `undefined` when it is none. */
export function parseClients(text: string): number | undefined {
  return wholeNumber(text.trim(), 1, maxClientCount);
}

/** What is wrong with a typed port; `undefined` when nothing is. */
export function portProblem(text: string, t: Translate): string | undefined {
  return parseListenPort(text) === undefined
    ? t('Type a number from 1 to 65535, or leave it empty for any free port.')
    : undefined;
}

/** What is wrong with a typed number of clients; `undefined` when nothing is. */
export function clientsProblem(text: string, t: Translate): string | undefined {
  return parseClients(text) === undefined
    ? t('Type a number from 1 to {0}.', maxClientCount)
    : undefined;
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
