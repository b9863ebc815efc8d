import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as esbuild from 'esbuild';
import { STORE } from '../../scripts/editor/store';

const manifest = {
  name: 'probe',
  publisher: 'deskmate-tests',
  version: '0.0.0',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  extensionKind: ['ui', 'workspace'],
  activationEvents: ['onStartupFinished'],
  contributes: { commands: [{ command: 'probe.fail', title: 'Probe: Fail' }] },
};

interface Connection {
  readonly socket: Socket;
  readonly answers: AsyncIterator<string>;
}

/** An extension of the tests' own, beside Deskmate: a test tells it what to show, and asks what ran. */
export class Probe {
  private constructor(
    /** The folder of the extension. */
    readonly folder: string,
    private readonly server: Server,
    private readonly sockets: readonly Socket[],
    private readonly connected: Promise<Connection>,
  ) {}

  static async open(): Promise<Probe> {
    const folder = path.join(STORE, 'build/probe');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
    await esbuild.build({
      entryPoints: [path.join(__dirname, 'probe-extension.ts')],
      outfile: path.join(folder, 'extension.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['vscode'],
      logLevel: 'warning',
    });
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket));
    const connected = once(server, 'connection').then(([socket]) => ({
      socket,
      answers: createInterface(socket)[Symbol.asyncIterator](),
    }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Probe(folder, server, sockets, connected);
  }

  /** For the editor's server: where the extension finds this test. */
  get env(): Readonly<Record<string, string>> {
    return { DESKMATE_PROBE_PORT: String((this.server.address() as AddressInfo).port) };
  }

  /**
   * Shows `text` in a surface; runs the command of that id to its end (`run`), or begins it (`begin`);
   * ends what is under way (`end`).
   *
   * @returns how many links have run so far
   */
  async do(what: string, text = ''): Promise<number> {
    const { socket, answers } = await this.connected;
    socket.write(`${JSON.stringify([what, text])}\n`);
    const { value } = await answers.next();
    return JSON.parse(value).ran;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
