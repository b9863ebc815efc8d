import path from 'node:path';
import { Failure } from './failure';
import { fetchPackage } from './npm';
import { stored } from './store';
import { NODE_PACKAGES } from './versions';

/**
 * The path of a Node that runs an editor: this very one where it fits, else one that is fetched.
 *
 * @param majors versions that run it, the preferred one first
 * @throws {Failure} when there is no package for this platform
 */
export async function nodeRuntime(majors: readonly [number, ...number[]]): Promise<string> {
  const own = Number.parseInt(process.versions.node, 10);
  if (majors.includes(own)) return process.execPath;
  const [major] = majors;
  const platform = `${process.platform}-${process.arch}`;
  const name = NODE_PACKAGES[platform];
  if (!name) {
    throw new Failure(
      `The editor for tests needs Node ${major}, which can't be fetched for ${platform}. ` +
        `Install Node ${major} and run this again with it.`,
    );
  }
  const folder = await stored(`node-${major}-${platform}`, {
    title: `Fetching Node ${major} to run the editor:`,
    steps: 1,
    fill: (into, progress) => {
      progress.next(name);
      return fetchPackage(`${name}@${major}`, into, (file) => file.startsWith('bin/node'));
    },
  });
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
