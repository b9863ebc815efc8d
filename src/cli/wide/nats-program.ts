import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Translate } from '../../strings/translate';
import { CommandError, ExitCode } from '../exit-codes';
import { isSupported, MIN_VERSION, readVersion } from './nats-version';

/** A nats-server that can run wide rooms. */
export interface NatsProgram {
  readonly path: string;
  /** `2.10.27` */
  readonly version: string;
}

/** Finds the nats-server to run. @param given the value of `--server`. @throws {CommandError} if there is none */
export async function findNatsProgram(
  given: string | undefined,
  t: Translate,
): Promise<NatsProgram> {
  const path = given ?? 'nats-server';
  const output = await promisify(execFile)(path, ['--version']).catch(() => ({ stdout: '' }));
  const version = readVersion(output.stdout);
  if (version !== undefined && isSupported(version)) return { path, version };
  throw new CommandError(
    version !== undefined
      ? t(
          '{0} is version {1}: wide rooms need nats-server {2} or newer.',
          path,
          version,
          MIN_VERSION,
        )
      : given === undefined
        ? t(
            'nats-server isn’t installed: get version {0} or newer from {1}, or from your system’s packages, or say where it is with --server PATH.',
            ...[MIN_VERSION, 'https://nats.io/download'],
          )
        : t('{0} isn’t a nats-server.', path),
    ExitCode.fault,
  );
}
