/**
 * `npm run hub`: `deskmate host --json` with the defaults of a program that other programs start. It opens nothing to other
 * computers, saves nothing, and speaks English. A bundle of its own, whose code isn't loaded in parts, so that what is
 * measured of it is the hub.
 */

import { english } from '../strings/translate';
import { type ExitCode, exitCodeOf, UsageError } from './exit-codes';
import { commandHelp } from './help';
import { hostRoom } from './host';
import { readHostArguments } from './host-arguments';
import { parseCommand } from './parse-command';
import { endProgram, note, systemTerminal, type TerminalIo } from './terminal-io';

const io: TerminalIo = { ...systemTerminal(), t: english, language: 'en' };

async function main(): Promise<ExitCode> {
  try {
    const { values } = parseCommand('host', process.argv.slice(2), english);
    const options = readHostArguments(
      values,
      {
        kind: 'lab-hub',
        person: (given = 'Host') => given,
        address: () => '127.0.0.1',
        data: (given) => given,
      },
      english,
    );
    return await hostRoom({ ...options, json: true }, io);
  } catch (error) {
    note(io, (error as Error).message);
    if (error instanceof UsageError) note(io, commandHelp('host', io));
    return exitCodeOf(error);
  }
}

void main().then((code) => endProgram(code, io));
