import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { bundles } from '../scripts/build';

/** What the editor loads at its start: enough to register what it may call. */
const startingFiles = [
  'src/extension.ts',
  'src/strings/translate.ts',
  'src/ui/commands.ts',
  'src/ui/status/offline-status.ts',
  'src/ui/window/messages.ts',
  'src/ui/window/status-item.ts',
  'src/util/truncate.ts',
  'src/util/inert-text.ts',
  'src/webview/view-ids.ts',
];

describe('the file that the editor loads at its start', () => {
  it('contains only what registering takes, and no library', async () => {
    const [start] = bundles({ production: true });
    const { metafile } = await build({ ...start, write: false, metafile: true });
    const [file] = Object.values(metafile?.outputs ?? {});
    const inputs = Object.entries(file?.inputs ?? {});
    const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([name]) => name);
    assert.deepEqual(
      used.filter((name) => !startingFiles.includes(name)),
      [],
    );
    assert.ok((file?.bytes ?? 0) < 16_384, `${file?.bytes} bytes`);
  });
});
