import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TerminalEmulator } from './terminal-emulator';
import { waitFor } from './wait-for';

/** Why there can't be a pseudo-terminal here; false if there can. */
export function noPty(): string | false {
  if (process.platform === 'win32') return 'Windows has none that Python could open';
  const programs = ['python3', 'bash'].filter(
    (name) => spawnSync(name, ['--version']).status !== 0,
  );
  return programs.length > 0 && `there is no ${programs.join(' and no ')}`;
}

/** Job control needs a shell that believes that somebody is there. */
const shell = ['bash', '--norc', '--noprofile', '-i'];

/** A shell or another program in a real pseudo-terminal, and what its screen shows. */
export class Pty {
  readonly screen: TerminalEmulator;
  output = '';
  private readonly child: ChildProcess;

  constructor(columns = 80, rows = 30, env: NodeJS.ProcessEnv = {}, command = shell) {
    this.screen = new TerminalEmulator(columns, rows);
    const script = join(__dirname, 'pty.py');
    this.child = spawn('python3', ['-I', script, `${columns}`, `${rows}`, ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm', HISTFILE: '', LC_ALL: 'C.UTF-8', ...env },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.screen.write(text);
    });
    this.child.stdin?.on('error', () => {});
    if (command === shell) this.type("PS1='ready> '\r");
  }

  type(keys: string): void {
    this.child.stdin?.write(`${JSON.stringify({ keys })}\n`);
  }

  resize(columns: number, rows = this.screen.rows): void {
    this.screen.resize(columns, rows);
    this.child.stdin?.write(`${JSON.stringify({ columns, rows })}\n`);
  }

  /** Closes the terminal, as its window does. Resolves to the exit code of the program, 128 and more after a signal. */
  async hangUp(): Promise<number | null> {
    const closed = once(this.child, 'close');
    this.child.stdin?.write(`${JSON.stringify({ hangUp: true })}\n`);
    await closed;
    return this.child.exitCode;
  }

  /** Waits until what is on the screen or has scrolled off matches. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    return waitFor(
      () => pattern.exec(this.text),
      () => `the terminal shows ${pattern}:\n${this.text}`,
    );
  }

  get text(): string {
    return this.screen.history.join('\n');
  }

  close(): void {
    this.child.kill('SIGKILL');
  }
}
