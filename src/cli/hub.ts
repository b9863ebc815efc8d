/**
 * Runs a room without an editor: one line of JSON on standard output when it listens, then silence.
 * SIGTERM and SIGINT close it politely.
 */
import { defaultLimits } from '../net/limits';
import type { NetError } from '../net/net-error';
import { createNetwork } from '../net/network';
import { type HostOptions, Session } from '../room/session';
import { systemClock } from '../util/clock';
import type { Logger } from '../util/logger';
import { parseHubArguments, usage } from './hub-arguments';
import { onNpmStopped } from './npm-parent';

const logger: Logger = {
  info() {},
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const network = createNetwork({ clock: systemClock });
  const session = new Session(network, defaultLimits, systemClock, logger);
  const stop = () => void session.leave().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  onNpmStopped(stop);
  const { kind, address, port } = await session.host(options);
  console.log(JSON.stringify({ kind, address, port }));
  // A p2p room is over when its guest leaves, and so is the program.
  session.onDidChangeState(({ connection }) => {
    if (connection.kind === 'offline') stop();
  });
}

/** The options, or undefined when the person was told how to call this. */
function readOptions(): HostOptions | undefined {
  const parsed = parseHubArguments(process.argv.slice(2));
  if (parsed.ok) return parsed.options;
  console.error(`${parsed.problem}\n${usage}`);
  process.exitCode = 2;
  return undefined;
}

main().catch((error: NetError) => {
  console.error(`The room could not be opened: ${error.message}`);
  process.exit(1);
});
