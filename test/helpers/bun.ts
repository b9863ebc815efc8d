import { spawnSync } from 'node:child_process';

/** Operating system and processor, as the names of Bun's packages have them. */
const system = process.platform === 'win32' ? 'windows' : process.platform;
const processor = process.arch === 'arm64' ? 'aarch64' : process.arch;

let found: string | undefined;

/**
 * The path of Bun, whose TLS is BoringSSL as a desktop editor's is.
 * @throws {Error} with a clear message when this installation has no Bun
 */
export function bunPath(): string {
  found ??= candidates().find((path) => {
    const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return status === 0 && /^\d+\.\d+/.test(stdout);
  });
  if (found) return found;
  throw new Error(
    `The BoringSSL tests need Bun, which the npm package "bun" has not installed for ` +
      `${process.platform} ${process.arch}: run "npm ci" with install scripts and optional ` +
      'packages allowed, on a system that Bun supports (https://bun.com/docs/installation).',
  );
}

/** Where npm puts it: in the platform's package, or where the install script moves it. */
function candidates(): string[] {
  const own = `@oven/bun-${system}-${processor}`;
  const file = process.platform === 'win32' ? 'bun.exe' : 'bun';
  return [`${own}/bin/${file}`, `${own}-musl/bin/${file}`, 'bun/bin/bun.exe'].flatMap((name) => {
    try {
      return [require.resolve(name)];
    } catch {
      return [];
    }
  });
}
