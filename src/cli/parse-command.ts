import { parseArgs } from 'node:util';
import type { Translate } from '../strings/translate';
import { closestName } from '../util/closest-name';
import type { Option } from './command';
import { type CommandName, commands, type ParsedArgs } from './commands';
import { UsageError } from './exit-codes';

const help = { type: 'boolean', short: 'h' } as const;

/**
 * Splits what follows a command's name into its options and the rest.
 * @throws {UsageError}
 */
export function parseCommand<Name extends CommandName>(
  name: Name,
  args: readonly string[],
  t: Translate,
): ParsedArgs<Name> & { readonly wantsHelp: boolean } {
  const config = {
    args: [...args],
    allowPositionals: commands[name].usage !== '',
    options: { ...commands[name].options, help },
  };
  try {
    const { values, positionals } = parseArgs(config);
    const { help: wantsHelp = false, ...others } = values;
    return { wantsHelp, values: others as ParsedArgs<Name>['values'], positionals };
  } catch (error) {
    throw new UsageError(wrongArgumentText(error as NodeJS.ErrnoException, config, t));
  }
}

interface Config {
  readonly args: string[];
  readonly options: Readonly<Record<string, Option | typeof help>>;
}

/** An option as it was given: its `rawName` has the dashes. */
interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** What `parseArgs` refused, in the user's language. */
function wrongArgumentText(
  { code, message }: NodeJS.ErrnoException,
  config: Config,
  t: Translate,
): string {
  const { tokens } = parseArgs({ ...config, strict: false, allowPositionals: true, tokens: true });
  const given = tokens.filter((token) => token.kind === 'option');
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const unknown = given.find(({ name }) => !Object.hasOwn(config.options, name));
      return unknown ? unknownOptionText(unknown, config, t) : message;
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
      const texts = given.map((token) => wrongValueText(token, config, t));
      return texts.find((text) => text !== undefined) ?? message;
    }
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL': {
      const extra = tokens.find((token) => token.kind === 'positional');
      return extra ? t('This command takes no “{0}”.', extra.value) : message;
    }
    default:
      return message;
  }
}

function unknownOptionText({ name, rawName }: OptionToken, { options }: Config, t: Translate) {
  const meant = closestName(name, Object.keys(options));
  return meant === undefined
    ? t('There is no option {0}.', rawName)
    : t('There is no option {0}. Did you mean {1}?', rawName, `--${meant}`);
}

/** Undefined if its value is as it has to be. */
function wrongValueText(
  { inlineValue, name, rawName, value }: OptionToken,
  { options }: Config,
  t: Translate,
): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return undefined;
  if (option.type === 'boolean') {
    return value === undefined ? undefined : t('{0} takes no value.', rawName);
  }
  if (value === undefined) {
    const example = 'value' in option ? `${rawName} ${option.value}` : rawName;
    return t('{0} needs a value: {1}', rawName, example);
  }
  if (inlineValue || !/^-./s.test(value)) return undefined;
  return t('Write a value that begins with a dash like this: {0}', `--${name}=${value}`);
}
