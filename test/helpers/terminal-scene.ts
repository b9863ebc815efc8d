import { PassThrough, Writable } from 'node:stream';
import type { ExitCode } from '../../src/cli/exit-codes';
import { runTerminal } from '../../src/cli/terminal/chat-terminal';
import type { StopReason, TerminalIo } from '../../src/cli/terminal-io';
import { english } from '../../src/strings/translate';
import { MemberScene } from './member-scene';
import { TerminalEmulator } from './terminal-emulator';
import { waitFor } from './wait-for';

/** Ann, a guest in Zoe's room, at a terminal. */
export class TerminalScene {
  readonly room: MemberScene;
  readonly screen: TerminalEmulator;
  /** Everything written to the terminal. */
  output = '';
  rawModes: boolean[] = [];
  code: ExitCode | undefined;
  private readonly stdin = new PassThrough();
  private readonly stdout: Writable & { columns?: number; rows?: number };
  private readonly stops = new Set<(reason: StopReason) => void>();
  private ended: Promise<unknown> = Promise.resolve();

  private constructor(room: MemberScene, screen: TerminalEmulator) {
    this.room = room;
    this.screen = screen;
    this.stdout = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        this.output += text;
        screen.write(text);
        done();
      },
    });
  }

  /** @param before what happens in the room before the terminal opens */
  static async opened(
    options: {
      readonly columns?: number;
      readonly rows?: number;
      readonly isColored?: boolean;
      readonly cwd?: string;
      readonly before?: (room: MemberScene) => void;
    } = {},
  ): Promise<TerminalScene> {
    const { columns = 60, rows = 30, isColored = false, cwd = process.cwd(), before } = options;
    const room = await MemberScene.joined();
    before?.(room);
    const scene = new TerminalScene(room, new TerminalEmulator(columns, rows));
    Object.assign(scene.stdout, { columns, rows, isTTY: true });
    const setRawMode = (isRaw: boolean) => scene.rawModes.push(isRaw);
    const stdin = Object.assign(scene.stdin, { isTTY: true, setRawMode });
    const io: TerminalIo = {
      ...{
        stdin,
        stdout: scene.stdout,
        stderr: new PassThrough(),
        env: {},
        platform: 'linux',
        cwd,
      },
      ...{ t: english, language: 'en' },
      onStop: (callback) => {
        scene.stops.add(callback);
        return { dispose: () => scene.stops.delete(callback) };
      },
    };
    const { session, clock } = room;
    scene.ended = runTerminal({ session, io, clock, isColored }).then((code) => {
      scene.code = code;
    });
    await scene.rest();
    return scene;
  }

  /** Types into the terminal, and waits until the room has answered. */
  async type(keys: string): Promise<void> {
    this.stdin.write(keys);
    await this.rest();
  }

  /** Types a line. */
  enter(line: string): Promise<void> {
    return this.type(`${line}\r`);
  }

  /** Zoe says something. */
  async say(text: string): Promise<void> {
    this.room.hub.say(text);
    await this.rest();
  }

  stop(reason: StopReason): void {
    for (const callback of this.stops) callback(reason);
  }

  resize(columns: number): void {
    this.stdout.columns = columns;
    this.screen.resize(columns);
    this.stdout.emit('resize');
  }

  /** Lets everything arrive everywhere. */
  async rest(): Promise<void> {
    for (let turns = 0; turns < 5; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.room.hub.run();
      await this.room.clock.advance(1);
    }
  }

  /** Waits until the screen has this text. */
  shows(text: string): Promise<unknown> {
    return waitFor(
      async () => {
        await this.rest();
        return this.text.includes(text);
      },
      () => `the terminal shows ${text}:\n${this.text}`,
    );
  }

  /** Everything printed, without times. */
  get text(): string {
    return this.screen.history.map((row) => row.replace(/^\d\d:\d\d /, '')).join('\n');
  }

  /** What was printed since the user joined, above the status and the draft. */
  get printed(): readonly string[] {
    const rows = this.text.split('\n');
    const joined = rows.indexOf('-- You joined.');
    const status = rows.findLastIndex((row) => row.startsWith('['));
    const printed = rows.slice(joined + 1, status < 0 ? rows.length : status);
    // The hub of the scene and its guest don't live in the same year.
    return printed.filter((row) => !/^(?:--- \w+day, |-- \/leave or Ctrl\+D leaves,)/.test(row));
  }

  async close(): Promise<void> {
    this.stop('SIGTERM');
    await this.rest();
    await this.ended;
  }
}
