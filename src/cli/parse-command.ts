import { parseArgs } from 'node:util';
import { type CommandName, commands, type ParsedArgs } from './commands';
import { UsageError } from './exit-codes';

/**
 * Splits what follows a command's name into its options and the rest.
 * @throws {UsageError}
 */
export function parseCommand<Name extends CommandName>(
  name: Name,
  args: readonly string[],
): ParsedArgs<Name> & { readonly wantsHelp: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: commands[name].usage !== '',
      options: { ...commands[name].options, help: { type: 'boolean', short: 'h' } },
    });
    const { help = false, ...others } = values;
    return { wantsHelp: help, values: others as ParsedArgs<Name>['values'], positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
