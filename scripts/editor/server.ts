import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitMs } from '../limits.json';
import { type Editor, fetchEditor } from './editor';
import { Failure } from './failure';
import { type ProcessTree, startNode } from './process-tree';
import { linkBuiltIns, prepareServerData, type ServerData } from './server-data';
import { STORE } from './store';
import { type EditorVersion, NEWEST } from './versions';

/** How much of a server's output is kept to explain a failure, in characters. */
const OUTPUT_KEPT = 8_000;

export interface ServerOptions extends ServerData {
  readonly version?: EditorVersion;
  /** 0 or absent: any free one. */
  readonly port?: number;
  /**
   * Lets a page name an extension under development and its tests. Windows of such a server show no
   * notifications (the editor leaves them out under automation).
   */
  readonly automation?: boolean;
  /** Names of extensions that come with the editor, which the windows of this server don't have. */
  readonly without?: readonly string[];
  /** Variables for the server and its extension hosts, on top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Pairs that tell a window more than its folder: `extensionTestsPath` and the like. */
export type Payload = readonly (readonly [string, string])[];

/** A running VS Code server that only this computer reaches. */
export interface EditorServer {
  readonly port: number;
  readonly version: EditorVersion;
  /** The folder of what all its windows keep, which goes when it is stopped. */
  readonly data: string;
  /** The page that is a window on a folder, or on a workspace when that is a `.code-workspace` file. */
  url(folder: string, payload?: Payload): string;
  /** The name under which a window knows a file or folder of this computer. */
  remoteUri(file: string): string;
  /** Resolves when the server ends on its own. */
  readonly died: Promise<void>;
  /** Kills the server and its extension hosts, as when a computer loses power. */
  crash(): Promise<void>;
  /** Starts the server again after a crash, with the same port and data. */
  startAgain(): Promise<void>;
  /** Ends the server, its extension hosts and terminals, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a VS Code server, fetching VS Code first when it is missing.
 *
 * @throws {Failure} when VS Code can't be fetched or does not start to listen
 */
export async function startServer(options: ServerOptions = {}): Promise<EditorServer> {
  const version = options.version ?? NEWEST;
  const editor = await fetchEditor(version);
  const data = await mkdtemp(path.join(tmpdir(), 'deskmate-editor-'));
  const removeData = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  let tree: ProcessTree | undefined;
  try {
    await prepareServerData(data, options);
    const { without = [] } = options;
    const builtIns =
      without.length > 0 ? await linkBuiltIns(editor.vscode, data, without) : undefined;
    const env = {
      ...cleanEnvironment(),
      // The next server and its extension hosts start from compiled code.
      NODE_COMPILE_CACHE: path.join(STORE, 'compiled'),
      ...options.env,
    };
    const start = (port: number) =>
      startNode(
        editor.node,
        serverArguments(editor, data, { ...options, port }, builtIns),
        env,
        removeData,
      );
    let running = start(options.port ?? 0);
    tree = running;
    const port = await listeningPort(running);
    const authority = `127.0.0.1:${port}`;
    return {
      port,
      version,
      data,
      url: (folder, payload) => pageUrl(authority, folder, payload),
      remoteUri: (file) => `vscode-remote://${authority}${uriPath(file)}`,
      died: running.died,
      crash: () => running.crash(),
      async startAgain() {
        running = start(port);
        await listeningPort(running);
      },
      stop: () => running.stop(),
    };
  } catch (error) {
    await tree?.stop();
    removeData();
    throw error;
  }
}

/** @param builtIns the folder of the extensions that come with the editor, if not its own */
function serverArguments(
  editor: Editor,
  data: string,
  options: ServerOptions,
  builtIns: string | undefined,
): string[] {
  return [
    path.join(editor.vscode, 'out/server-main.js'),
    '--host=127.0.0.1',
    `--port=${options.port ?? 0}`,
    '--without-connection-token',
    '--accept-server-license-terms',
    `--server-data-dir=${data}`,
    '--telemetry-level=off',
    // Otherwise each extension host starts the user's shell to read its environment.
    '--force-disable-user-env',
    ...(builtIns ? [`--builtin-extensions-dir=${builtIns}`] : []),
    ...(options.automation ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** This process's environment without what would change how the editor or its Node runs. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_PATH$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** @throws {Failure} with the last lines of output when the server ends or stays silent */
function listeningPort({ process: server }: ProcessTree): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) =>
      reject(new Failure(`The VS Code server ${what}. Its last output:\n${output.trim()}`));
    const timer = setTimeout(() => fail(`did not listen within ${waitMs} ms`), waitMs);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
      const bound = /Server bound to 127\.0\.0\.1:(\d+)[\s\S]*listening on/.exec(output);
      if (!bound) return;
      clearTimeout(timer);
      resolve(Number(bound[1]));
    };
    // Keep reading: a full pipe would block the server.
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('error', (error) => {
      clearTimeout(timer);
      fail(`did not start (${error.message})`);
    });
    server.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? `code ${code}`})`);
    });
  });
}

function pageUrl(authority: string, folder: string, payload: Payload = []): string {
  // Keep slashes: people read these addresses.
  const encode = (text: string) => encodeURIComponent(text).replaceAll('%2F', '/');
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const page = `http://${authority}/?${kind}=${encode(uriPath(folder))}`;
  return payload.length > 0 ? `${page}&payload=${encode(JSON.stringify(payload))}` : page;
}

/** `/home/ann` or `/C:/Users/ann`. */
function uriPath(file: string): string {
  return decodeURIComponent(pathToFileURL(path.resolve(file)).pathname);
}
