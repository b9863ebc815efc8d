import { readFileSync } from 'node:fs';
import Module from 'node:module';

/*
 * The page's icons are imported as text, as the build does it: tests that draw nothing can then import
 * what has icons.
 */
const { _extensions: extensions } = Module as unknown as {
  readonly _extensions: Record<string, (module: { exports: unknown }, file: string) => void>;
};

extensions['.svg'] = (module, file) => {
  module.exports = readFileSync(file, 'utf8');
};
