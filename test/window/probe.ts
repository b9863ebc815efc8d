import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as esbuild from 'esbuild';
import { STORE } from '../../scripts/editor/store';
import { waitFor } from '../helpers/wait-for';

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

/** The folder of the extension, as {@link buildProbe} makes it. */
export const probeExtension = path.join(STORE, 'build/probe');

/** The extension's first message: the name of its window's folder. */
interface Hello {
  readonly folder: string;
}

type Reply = { readonly ran: number; readonly state: object } | { readonly failed: string };

/**
 * Builds the tests' own extension, which every window has beside Deskmate.
 * @param source another extension that speaks the same protocol
 * @param folder the folder that becomes the extension
 */
export async function buildProbe(
  source: string = path.join(__dirname, 'probe-extension.ts'),
  folder: string = probeExtension,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await esbuild.build({
    entryPoints: [source],
    outfile: path.join(folder, 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
}

/** The connection to one run of the extension; a reload of its window starts another. */
interface Connection extends Hello {
  readonly socket: Socket;
  readonly replies: AsyncIterator<string>;
}

/** The server to which the probes of all windows of this process connect. */
export class ProbeServer {
  private readonly sockets = new Set<Socket>();
  /** The newest connection by the name of the window's folder. */
  private readonly connections = new Map<string, Connection>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      // A window that closes breaks the connection.
      socket.on('error', () => {});
      socket.on('close', () => this.sockets.delete(socket));
      void this.greet(socket);
    });
  }

  static async open(): Promise<ProbeServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ProbeServer(server);
  }

  /** Environment of the editor's server, by which its windows' probes find this one. */
  get env(): Readonly<Record<string, string>> {
    return { DESKMATE_PROBE_PORT: String((this.server.address() as AddressInfo).port) };
  }

  /** The probe of the window that has this folder open. */
  of(folder: string): Probe {
    return new Probe(() => this.connections.get(path.basename(folder)));
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async greet(socket: Socket): Promise<void> {
    const replies = createInterface(socket)[Symbol.asyncIterator]();
    const { value, done } = await replies.next();
    if (done) return;
    const hello: Hello = JSON.parse(value);
    this.connections.set(hello.folder, { ...hello, socket, replies });
  }
}

/** An extension beside Deskmate: a test tells it what to show and what to run, and asks what ran. */
export class Probe {
  constructor(private readonly connection: () => Connection | undefined) {}

  /**
   * Shows `text` in a surface; runs the command of that id to its end (`run`), or begins it (`begin`);
   * ends what is in progress (`end`); gets the window ready for another suite (`reset`).
   *
   * @returns how many links have run so far
   * @throws {Error} when the request failed
   */
  async do(what: string, text: unknown = ''): Promise<number> {
    return (await this.ask(what, text)).ran;
  }

  /** Deskmate's state in this window. */
  async state(): Promise<object> {
    return (await this.ask('nothing', '')).state;
  }

  /**
   * Sends a request as it is; see {@link do}.
   * @throws {Error} when the request failed
   */
  async ask(what: string, text: unknown = '') {
    const { socket, replies } = await waitFor(this.connection, 'the probe runs');
    socket.write(`${JSON.stringify([what, text])}\n`);
    const { value, done } = await replies.next();
    if (done) throw new Error(`The window closed while the probe was asked to ${what} ${text}`);
    const reply: Reply = JSON.parse(value);
    if ('failed' in reply) throw new Error(`The probe failed to ${what} ${text}: ${reply.failed}`);
    return reply;
  }
}
