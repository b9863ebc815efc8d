import { spawnSync } from 'node:child_process';

/** As the operating system's part of the package calls itself, `darwin` and `arm64` for example. */
const system = process.platform === 'win32' ? 'windows' : process.platform;
const processor = process.arch === 'arm64' ? 'aarch64' : process.arch;

let found: string | undefined;

/**
 * The path of Bun, whose TLS is BoringSSL as a desktop editor's is.
 * @throws {Error} in one clear sentence when this installation has none
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

/** Where npm puts it: in the system's own package, or moved from there by the install script. */
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
