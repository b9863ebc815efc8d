import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure';
import { extractTar } from './tar';

const run = promisify(execFile);

/** One npm command may take this long, in milliseconds; a slow line needs minutes for 100 MB. */
const NPM_TIMEOUT_MS = 15 * 60 * 1000;
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

/**
 * Fetches one package without its dependencies and unpacks the files that are wanted.
 *
 * @param spec name and version: `code-server@4.139.1`
 * @param wanted decides by a file's path inside the package; all files when absent
 * @throws {Failure} when npm can't have it
 */
export async function fetchPackage(
  spec: string,
  folder: string,
  wanted?: (file: string) => boolean,
): Promise<void> {
  const download = `${folder}.download`;
  await mkdir(download, { recursive: true });
  try {
    const output = await npm(['pack', spec, '--json', '--ignore-scripts', ...QUIET], download);
    await extractTar(path.join(download, packedFile(output)), folder, wanted);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

/**
 * Installs what the package.json in a folder asks for at run time. Without scripts and optional
 * packages no compiler is needed; the editor works without what they would build.
 *
 * @throws {Failure} when npm fails
 */
export async function installDependencies(folder: string): Promise<void> {
  const omit = ['--omit=dev', '--omit=optional', '--ignore-scripts', '--engine-strict=false'];
  await npm(['install', ...omit, ...QUIET], folder);
}

/** `npm pack --json` prints a list, or since npm 12 an object by package name. */
function packedFile(output: string): string {
  const packed: unknown = Object.values(JSON.parse(output))[0];
  const { filename } = packed as { filename: string };
  // npm before 9 printed the name of a scoped package with its slash.
  return filename.replace(/^@/, '').replaceAll('/', '-');
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  // Inside `npm run` this is the npm that runs us; it can be started without a shell anywhere.
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && /npm-cli\.c?js$/.test(script);
  const options = { cwd, timeout: NPM_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout } = viaNode
      ? await run(process.execPath, [script, ...args], options)
      : // npm is a batch file on Windows, which only a shell starts. No argument here needs quoting.
        await run('npm', args, { ...options, shell: process.platform === 'win32' });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new Failure(
      `npm ${args[0]} failed, so the editor for tests could not be fetched. ` +
        `Check the network and the registry npm uses, then run this again.\n${said}`,
    );
  }
}
