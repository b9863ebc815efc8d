import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { english, fillIn, type Translate } from '../strings/translate';

/** The language of the program's texts. */
export interface CliLanguage {
  readonly t: Translate;
  /** BCP 47 tag. */
  readonly language: string;
}

/** The bundle beside the program's folder, or beside `src` when it runs from source. */
const bundles = ['..', '../..'].map((up) => join(__dirname, up, 'l10n/bundle.l10n.zh-cn.json'));

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
  const file = /^zh\b|^zh_/i.test(locale) ? bundles.find((path) => existsSync(path)) : undefined;
  if (file === undefined) return { t: english, language: 'en' };
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  return {
    t: (message, ...values) => fillIn(texts[message] ?? message, values),
    language: 'zh-CN',
  };
}
