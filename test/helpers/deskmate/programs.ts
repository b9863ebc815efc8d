import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Listener } from '../../../src/protocol/frames';
import type { VoterFrame } from '../../../src/protocol/voter-frames';
import type { Disposable } from '../../../src/util/disposable';
import { bunPath } from '../bun';
import { TestProgram } from '../test-program';
import type { GuestCommand, GuestEvent } from './guest-program';
import type { VoterCommand } from './voter-program';

export type Runtime = 'Node' | 'Bun';

/** A hub in its own process. */
export interface RoomProgram extends Disposable {
  readonly library: string;
  readonly port: number;
  readonly pin: string;
  readonly token: string;
  /** The room code. */
  readonly code: string;
  /** Waits for a knock; returns the digits that it expects. */
  nextCode(): Promise<string>;
}

export async function startRoom(runtime: Runtime): Promise<RoomProgram> {
  const program = start(runtime, 'room-program.ts');
  await program.until(() => program.lines.length > 0, 'it listens');
  const told = JSON.parse(program.lines[0] as string) as Omit<RoomProgram, 'dispose' | 'nextCode'>;
  let codes = 0;
  return {
    ...told,
    async nextCode() {
      codes += 1;
      await program.until(() => program.lines.length > codes, 'a knock');
      return (JSON.parse(program.lines[codes] as string) as { code: string }).code;
    },
    dispose: () => program.dispose(),
  };
}

/** The server of a voter in its own process. */
export class VoterProgram implements Disposable {
  /** How many frames the test has read. */
  private read = 0;

  private constructor(
    private readonly program: TestProgram,
    readonly library: string,
    readonly at: Listener,
  ) {}

  static async start(runtime: Runtime): Promise<VoterProgram> {
    const program = start(runtime, 'voter-program.ts');
    await program.until(() => program.lines.length > 0, 'it listens');
    const { at, library } = JSON.parse(program.lines.shift() as string) as VoterProgram;
    return new VoterProgram(program, library, at);
  }

  send(command: VoterCommand): void {
    this.program.type(JSON.stringify(command));
  }

  /** Waits for the next frame, and the pin that its sender has proven. */
  async nextFrame(): Promise<{ readonly pin: string; readonly frame: VoterFrame }> {
    const { program } = this;
    await program.until(() => program.lines.length > this.read, 'a frame');
    this.read += 1;
    return JSON.parse(program.lines[this.read - 1] as string);
  }

  dispose(): void {
    this.program.dispose();
  }
}

/** A guest in its own process. */
export class GuestProgram implements Disposable {
  /** How many events the test has read. */
  private read = 0;

  private constructor(
    private readonly program: TestProgram,
    readonly library: string,
  ) {}

  static async start(runtime: Runtime): Promise<GuestProgram> {
    const program = start(runtime, 'guest-program.ts');
    await program.until(() => program.lines.length > 0, 'it starts');
    const ready = JSON.parse(program.lines.shift() as string) as { library: string };
    return new GuestProgram(program, ready.library);
  }

  send(command: GuestCommand): void {
    this.program.type(JSON.stringify(command));
  }

  /** Waits for the next event. */
  async nextEvent(): Promise<GuestEvent> {
    const { program } = this;
    await program.until(() => program.lines.length > this.read, 'an event');
    this.read += 1;
    return JSON.parse(program.lines[this.read - 1] as string) as GuestEvent;
  }

  dispose(): void {
    this.program.dispose();
  }
}

function start(runtime: Runtime, file: string): TestProgram {
  const path = resolve('test', 'helpers', 'deskmate', file);
  const [command, ...args] =
    runtime === 'Bun'
      ? [bunPath(), 'run', '--no-install', '--no-env-file', path]
      : [process.execPath, '--import', 'tsx', path];
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Keep telemetry off in a test tool.
    env: { ...process.env, DO_NOT_TRACK: '1' },
  });
  return new TestProgram(`${file} on ${runtime}`, child);
}
