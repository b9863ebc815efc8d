import * as esbuild from 'esbuild';

/**
 * Makes a program whose commands load their modules as they need them small in memory: Node reads all of its file, but
 * should parse no more than what runs.
 *
 * esbuild puts each module into a function. With short names that is an arrow function, which V8 parses whole together
 * with the file (`ParserBase::ParseArrowFunctionLiteral` skips a body only at the top of a script, and Node wraps the
 * file in a function): 5 MiB for `deskmate host`, most of which the C library keeps. With long names it is a method,
 * which V8 skips until it is called, so names are shortened afterwards. The result is ASCII, because one character
 * outside Latin-1 makes V8 store all of them in two bytes.
 *
 * The bundle must be built with `write: false`, for a CommonJS program.
 */
export const lazyModules: esbuild.Plugin = {
  name: 'lazy-modules',
  setup(bundle) {
    const options = bundle.initialOptions;
    if (options.write !== false) throw new Error('lazyModules changes what esbuild returns.');
    options.minify = false;
    options.minifySyntax = true;
    options.minifyWhitespace = true;
    bundle.onEnd(async ({ outputFiles = [] }) => {
      for (const file of outputFiles) {
        const { code } = await esbuild.transform(file.text, {
          ...{ minify: true, legalComments: 'none', charset: 'ascii' },
          ...{ format: 'cjs', platform: 'node', target: options.target ?? 'esnext' },
        });
        file.contents = Buffer.from(asciiOnly(code));
      }
    });
  },
};

/** Escapes what esbuild leaves: regular expressions. Astral characters become two escapes, which mean the same. */
function asciiOnly(code: string): string {
  return code.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
