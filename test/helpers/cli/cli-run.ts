import { run } from '../../../src/cli/run';
import { formatInvite } from '../../../src/protocol/invite';
import type { RoomKind } from '../../../src/protocol/room-kinds';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { Session } from '../../../src/room/session/session';
import { realSession } from '../real-session';
import { waitFor } from '../wait-for';
import { type TestTerminal, type TestTerminalOptions, testTerminal } from './test-terminal';

/** A command that runs in this process, and its terminal. */
export interface CliRun extends TestTerminal {
  readonly code: Promise<number>;
  /** What it has written so far, as lines of JSON. */
  readonly json: readonly Record<string, unknown>[];
  /** Waits until it has written a line in which this occurs. */
  writes(text: string): Promise<void>;
}

/** Starts a command. */
export function startCli(args: readonly string[], options: TestTerminalOptions = {}): CliRun {
  const terminal = testTerminal(options);
  const code = run(args, terminal.io);
  const told = () => `${terminal.output}\n${terminal.errors}`;
  return {
    io: terminal.io,
    code,
    type: terminal.type,
    endInput: terminal.endInput,
    stop: terminal.stop,
    get output() {
      return terminal.output;
    },
    get errors() {
      return terminal.errors;
    },
    get json() {
      const lines = terminal.output.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    writes: async (text: string) => {
      await waitFor(
        () =>
          terminal.output
            .split('\n')
            .slice(0, -1)
            .some((line) => line.includes(text)),
        () => `a line with “${text}” in: ${told()}`,
      );
    },
  };
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: TestTerminalOptions = {}) {
  const running = startCli(args, options);
  const code = await running.code;
  return { code, output: running.output, errors: running.errors };
}

/** A room that a session hosts on this computer, and how to join it. */
export interface HostedForCli {
  readonly session: Session;
  /** Its invite, or its address. */
  readonly target: string;
  /** The texts of its messages, in order. */
  readonly texts: readonly string[];
  says(text: string): void;
  /** Waits until its log has a message with this text. */
  hears(text: string): Promise<LogEntry>;
}

export async function hostForCli(
  kind: RoomKind,
  name = 'Lab 3',
  session = realSession(),
): Promise<HostedForCli> {
  const room = await session.host({
    ...{ kind, name, address: '127.0.0.1', port: 0, maxClients: 8, person: 'Zoe' },
  });
  const invite = session.invited?.hostActions?.invite;
  const prefix = kind === 'lab-udp' ? 'udp://' : '';
  return {
    session,
    target: invite ? formatInvite(invite, 'vscode') : `${prefix}127.0.0.1:${room.port}`,
    get texts() {
      return session.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
    },
    says: (text) => session.messages.say(text),
    hears: (text) =>
      waitFor(
        () => session.entries.find((entry) => entry.kind === 'message' && entry.text === text),
        () => `“${text}” in ${JSON.stringify(session.entries)}`,
      ),
  };
}
