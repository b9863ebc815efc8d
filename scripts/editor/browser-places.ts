import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where Chrome, Chromium and Edge are installed, the likeliest first. */
export function installedBrowser(): string | undefined {
  return candidates().find((file) => existsSync(file));
}

function candidates(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
        ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
          (name) => `${folder}/${name}.app/Contents/MacOS/${name}`,
        ),
      );
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
        .map((name) => process.env[name])
        .filter((folder) => folder !== undefined)
        .flatMap((folder) =>
          ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((name) =>
            path.join(
              folder,
              name,
              'Application',
              name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe',
            ),
          ),
        );
    default: {
      const names = [
        'google-chrome-stable',
        'google-chrome',
        'chromium',
        'chromium-browser',
        'microsoft-edge-stable',
        'microsoft-edge',
      ];
      const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
      return [
        ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
        '/opt/google/chrome/chrome',
        '/snap/bin/chromium',
      ];
    }
  }
}
