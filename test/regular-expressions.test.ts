import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as acorn from 'acorn';
import { transformSync } from 'esbuild';
import { analyse } from 'scslre';
import { isSuperLinear, pumpedTexts } from './helpers/pumped-texts';

interface Found {
  readonly file: string;
  readonly pattern: RegExp;
}

/** Every pattern in a source text, and how often the source creates one at run time. */
function patternsOf(source: string): { readonly patterns: RegExp[]; readonly made: number } {
  const { code } = transformSync(source, { loader: 'ts', target: 'esnext' });
  const patterns: RegExp[] = [];
  let made = 0;
  acorn.parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onToken(token) {
      const { type, value } = token as acorn.Token & { readonly value?: unknown };
      if (type === acorn.tokTypes.regexp) patterns.push((value as { value: RegExp }).value);
      else if (type === acorn.tokTypes.name && value === 'RegExp') made += 1;
    },
  });
  return { patterns, made };
}

/** What is wrong with a pattern; undefined if its cost is linear. */
function problemOf(pattern: RegExp): string | undefined {
  const { reports } = analyse(pattern, { assumeRejectingSuffix: false });
  const [report] = reports;
  if (report) return `backtracks (${report.type})`;
  for (const text of pumpedTexts(pattern)) {
    const isSlow = isSuperLinear(() => {
      pattern.lastIndex = 0;
      if (pattern.global) text.replace(pattern, '');
      else pattern.test(text);
    });
    if (isSlow) return `takes too long for ${JSON.stringify(text.slice(0, 40))}…`;
  }
  return undefined;
}

describe('regular expressions', () => {
  const found: Found[] = [];
  const makers: string[] = [];
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const { patterns, made } = patternsOf(readFileSync(join('src', file), 'utf8'));
    found.push(...patterns.map((pattern) => ({ file, pattern })));
    if (made > 0) makers.push(file);
  }

  it('are all literals, which this test finds', () => {
    assert.ok(found.length > 100, `${found.length} found`);
    assert.deepEqual(makers, []);
  });

  it('take at most linear time for any text', () => {
    const problems = found.map(({ file, pattern }) => ({
      file,
      pattern,
      problem: problemOf(pattern),
    }));
    assert.deepEqual(
      problems.filter(({ problem }) => problem !== undefined),
      [],
    );
  });

  it('that take more time are found', () => {
    const slow = [
      / +$/,
      /\s+$/g,
      /(a+)+b/,
      /[ \t]*\n/g,
      /%.*$/,
      /^[ \t]*\t[ \t]*(?=x)/,
      /&n=(.*)(?=&v=)/s,
      /[a-z][a-z0-9+.-]*$/i,
      /^( {0,3})(`{3,}|~{3,})([^\n]*)$/,
    ];
    for (const pattern of slow) assert.ok(problemOf(pattern), `${pattern}`);
    const cheap = [/^ +$/, /\s+/g, /a{1,200}b/, /^\p{L}+$/u, /(?<![. ])[. ]+$/];
    for (const pattern of cheap) assert.equal(problemOf(pattern), undefined, `${pattern}`);
  });
});
