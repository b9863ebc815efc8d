import { existsSync } from 'node:fs';
import { guestPlan } from '../net/check/guest-check';
import { computerPlan } from '../net/check/host-check';
import { runChecks } from '../net/check/run-checks';
import { systemTools } from '../net/check/tools';
import { widePlan } from '../net/check/wide-check';
import { listAdapters } from '../net/socket/adapters';
import type { Report } from '../protocol/connection-report';
import { type Invite, routeOf } from '../protocol/invite';
import { parseTarget } from '../protocol/join-target';
import { reportJson, reportText } from '../strings/check-report';
import { terminalVerdicts } from '../strings/terminal-verdicts';
import type { Translate } from '../strings/translate';
import { systemClock as clock } from '../util/clock';
import type { ParsedArgs } from './commands';
import { ExitCode, UsageError } from './exit-codes';
import { wrongTargetText } from './room-target';
import { printLine, type TerminalIo } from './terminal-io';

interface DoctorOptions {
  readonly json: boolean;
  readonly invite?: Invite;
}

/** @throws {UsageError} for wrong arguments */
export function readDoctorArguments(
  { values: { json = false }, positionals }: ParsedArgs<'doctor'>,
  t: Translate,
): DoctorOptions {
  if (positionals.length === 0) return { json };
  const read = parseTarget(positionals.join(' '));
  if (read.ok && read.target.type === 'invite') return { json, invite: read.target.invite };
  throw new UsageError(
    !read.ok && /-link$/.test(read.problem)
      ? wrongTargetText(read.problem, t)
      : t('doctor takes an invite, and this isn’t one.'),
  );
}

/**
 * The machine that this program runs on, if it isn't the one in front of the user, by the names that VS Code has for
 * them. Sources: Microsoft's WSL and GitHub's Codespaces set these variables, sshd(8) sets SSH_CONNECTION, Docker
 * and Podman make these files.
 */
export function remoteMachine(
  env: NodeJS.ProcessEnv,
  exists: (file: string) => boolean,
): string | undefined {
  // Codespaces are containers, and containers may have been entered from WSL or by SSH.
  if (env.CODESPACES === 'true') return 'codespaces';
  if (exists('/.dockerenv') || exists('/run/.containerenv')) return 'dev-container';
  if (env.WSL_DISTRO_NAME) return 'wsl';
  return env.SSH_CONNECTION ? 'ssh-remote' : undefined;
}

async function check({ invite }: DoctorOptions, signal: AbortSignal): Promise<Report> {
  const parts = {
    ...{
      remote: remoteMachine(process.env, existsSync),
      adapters: listAdapters(),
      tools: systemTools,
      clock,
      signal,
    },
    ...{ program: process.execPath, isMeant: true },
  };
  if (!invite) return runChecks(computerPlan(parts), { clock, signal });
  const { addresses, pin, port, token } = invite;
  const route = routeOf(invite);
  if (route) {
    return runChecks(widePlan({ ...parts, target: { ...route, pin } }), { clock, signal });
  }
  const endpoints = addresses.map((host) => ({ host, port }));
  const target = { type: 'invite', endpoints, pin, token } as const;
  return runChecks(guestPlan({ ...parts, target }), { clock, signal });
}

/**
 * Checks the network of this computer and, with an invite, the way to its room, without joining it. Ends with `fault` if
 * something is wrong.
 */
export async function run(args: ParsedArgs<'doctor'>, io: TerminalIo): Promise<ExitCode> {
  const { t, language, platform } = io;
  const options = readDoctorArguments(args, t);
  const stop = new AbortController();
  io.onStop(() => stop.abort());
  const report = await check(options, stop.signal);
  // A program that a closed check left behind ends with it.
  stop.abort();
  const context = { t, language, program: 'Node.js', replacements: terminalVerdicts };
  const text = options.json
    ? JSON.stringify(reportJson(report, context, platform))
    : reportText(report, context, platform);
  printLine(io, text);
  return report.verdict.status === 'bad' ? ExitCode.fault : ExitCode.done;
}
