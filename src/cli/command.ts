import type { Translate } from '../strings/translate';

/** An option, as `parseArgs` takes it, and for the help. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What the help calls its value: `PORT`. */
  readonly value?: string;
  readonly summary: (t: Translate) => string;
}

/** A command, without what it does: that is loaded when it's needed. */
export interface Command {
  readonly summary: (t: Translate) => string;
  /** Its positional arguments, as the help writes them: `[INVITE]`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
}

export const json = {
  type: 'boolean',
  summary: (t) => t('print JSON, for other programs'),
} as const satisfies Option;

export const data = {
  type: 'string',
  value: 'FOLDER',
  summary: (t) => t('where rooms are saved, instead of your own folder for them'),
} as const satisfies Option;

export const person = {
  type: 'string',
  value: 'NAME',
  summary: (t) => t('what others call you, except in a lab room; your login name by default'),
} as const satisfies Option;

export const noColor = {
  type: 'boolean',
  summary: (t) => t('use no colors in a talk at a terminal'),
} as const satisfies Option;

export const labEncoding = {
  type: 'string',
  value: 'NAME',
  summary: (t) =>
    t('for a lab room over TCP: utf-8 (default), gbk, gb18030, big5, latin1, utf-16le or utf-16be'),
} as const satisfies Option;
