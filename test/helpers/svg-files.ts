import { readFileSync } from 'node:fs';
import Module from 'node:module';

/*
 * Imports the page's icons as text, as the build does, so that tests that render nothing can import
 * modules with icons.
 */
const { _extensions: extensions } = Module as unknown as {
  readonly _extensions: Record<string, (module: { exports: unknown }, file: string) => void>;
};

extensions['.svg'] = (module, file) => {
  module.exports = readFileSync(file, 'utf8');
};
