import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { english, fillIn, type Translate } from '../strings/translate';

/** The language of the program's texts. */
export interface CliLanguage {
  readonly t: Translate;
  /** BCP 47 tag. */
  readonly language: string;
}

/** Those that the editor has as well, and those of the program alone. */
const files = ['bundle.l10n.zh-cn.json', 'command-line.l10n.zh-cn.json'];

/** Beside the program's folder, or beside `src` when it runs from source. */
const folders = ['..', '../..'].map((up) => join(__dirname, up, 'l10n'));

/**
 * The language that the environment asks for: Simplified Chinese for any Chinese locale, or else English. The first of
 * LC_ALL, LC_MESSAGES and LANG that isn't empty counts (POSIX, section 8.2); where none is set, as on Windows, the
 * locale of the system. Reads the Chinese texts only if they are used.
 */
export function cliLanguage(
  env: Readonly<Record<string, string | undefined>>,
  systemLocale = () => Intl.DateTimeFormat().resolvedOptions().locale,
): CliLanguage {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || systemLocale();
  const folder = /^zh\b|^zh_/i.test(locale) ? folders.find((path) => existsSync(path)) : undefined;
  if (folder === undefined) return { t: english, language: 'en' };
  const texts: Readonly<Record<string, string>> = Object.assign(
    {},
    ...files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  );
  return {
    t: (message, ...values) => fillIn(texts[message] ?? message, values),
    language: 'zh-CN',
  };
}
