/**
 * Checks the network of this computer and, with an invite, the way to its room, without joining it. Exit
 * codes: 0 nothing is wrong, 1 something is, 2 wrong arguments.
 */

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { guestPlan } from '../net/check/guest-check';
import { computerPlan } from '../net/check/host-check';
import { runChecks } from '../net/check/run-checks';
import { systemTools } from '../net/check/tools';
import { listAdapters } from '../net/socket/adapters';
import type { Report } from '../protocol/connection-report';
import { type Invite, parseInvite } from '../protocol/invite';
import { reportJson, reportText } from '../strings/check-report';
import { english } from '../strings/translate';
import { systemClock as clock } from '../util/clock';

const usage = `Usage: npm run --silent doctor -- [--json] [INVITE]

  --json   prints one line of JSON instead of text
  INVITE   checks the way to this room as well`;

interface DoctorOptions {
  readonly json: boolean;
  readonly invite?: Invite;
}

/** @throws {Error} for wrong arguments */
export function parseDoctorArguments(args: readonly string[]): DoctorOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const { json } = values;
  if (positionals.length === 0) return { json };
  const parsed = parseInvite(positionals.join(' '));
  if (!parsed.ok)
    throw new Error(`doctor takes an invite link, and this isn’t one (${parsed.problem})`);
  return { json, invite: parsed.invite };
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
  const endpoints = addresses.map((host) => ({ host, port }));
  const target = { type: 'invite', endpoints, pin, token } as const;
  return runChecks(guestPlan({ ...parts, target }), { clock, signal });
}

async function main(): Promise<number> {
  let options: DoctorOptions;
  try {
    options = parseDoctorArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const report = await check(options, stop.signal);
  // A program that a closed check left behind ends with it.
  stop.abort();
  const context = { t: english, language: 'en', program: 'Node.js' };
  const { platform } = process;
  console.log(
    options.json
      ? JSON.stringify(reportJson(report, context, platform))
      : reportText(report, context, platform),
  );
  return report.verdict.status === 'bad' ? 1 : 0;
}

if (require.main === module) {
  void main().then((code) => process.exit(code));
}
