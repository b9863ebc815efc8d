import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../../../src/protocol/endpoint';
import {
  type LabClientLanguage,
  labClientLanguages,
  labClients,
  type Transport,
  templateName,
  withAddress,
} from '../../../src/ui/rooms/lab-client';
import { itUnless } from '../it-unless';
import { startPython } from '../python';
import { TestProgram } from '../test-program';

interface Toolchain {
  /** Programs that have to be installed, with arguments that make each print its version. */
  readonly needs: readonly (readonly [command: string, ...args: string[]])[];
  /** Why it doesn't work on this platform even if it is installed. */
  readonly unfit?: string | undefined;
  /** Builds the program at `file`, if the language needs that. @returns the command that runs it */
  build(file: string): readonly [command: string, ...args: string[]];
}

/** How the clients of media/lab-clients are run, except Python's, which the tests need anyway. */
const toolchains: Readonly<Record<Exclude<LabClientLanguage, 'python'>, Toolchain>> = {
  c: {
    needs: [['cc', '--version']],
    unfit: process.platform === 'win32' ? 'it uses POSIX sockets' : undefined,
    build(file) {
      const flags = ['-std=gnu11', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];
      must('cc', [...flags, file, '-o', `${file}.exe`]);
      return [`${file}.exe`];
    },
  },
  java: {
    needs: [['java', '--version']],
    // On a console, Java knows the encoding by itself.
    build: (file) => [
      'java',
      ...['file', 'stdout', 'sun.stdout'].map((name) => `-D${name}.encoding=UTF-8`),
      file,
    ],
  },
  go: {
    needs: [['go', 'version']],
    build(file) {
      must('go', ['vet', file]);
      must('go', ['build', '-o', `${file}.exe`, file]);
      return [`${file}.exe`];
    },
  },
};

/** Why clients in this language can't run on this computer; undefined if they can. */
function missingToolchain(language: LabClientLanguage): string | undefined {
  if (language === 'python') return undefined;
  const { needs, unfit } = toolchains[language];
  const absent = needs.find(([command, ...args]) => spawnSync(command, args).status !== 0);
  return unfit ?? (absent && `${absent[0]} isn’t installed`);
}

/** Opens a client as New Lab Client does, then saves, builds and starts it in this folder. */
export function startNewClient(
  language: LabClientLanguage,
  transport: Transport,
  folder: string,
  room: Endpoint,
): TestProgram {
  const { fileName } = labClients[language];
  const template = readFileSync(`media/lab-clients/${templateName(language, transport)}`, 'utf8');
  const file = join(folder, fileName);
  writeFileSync(file, withAddress(template, room));
  if (language === 'python') return startPython(file, []);
  const [command, ...args] = toolchains[language].build(file);
  return new TestProgram(fileName, spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] }));
}

type DefineTest = (what: string, test: () => Promise<void>) => void;

/**
 * Defines tests for each language whose toolchain is installed; the others are pending, and say why.
 * @param tests defines them: with `always` in each run, with `inDepth` for Python only, unless
 * `DESKMATE_CLIENTS` is `all`, because building and starting a program takes seconds
 */
export function describeClients(
  tests: (language: LabClientLanguage, always: DefineTest, inDepth: DefineTest) => void,
): void {
  for (const language of labClientLanguages) {
    const missing = missingToolchain(language);
    const define: DefineTest = (what, test) => itUnless(missing, what, test);
    const isInDepth = language === 'python' || process.env.DESKMATE_CLIENTS === 'all';
    describe(labClients[language].label, () => {
      tests(language, define, isInDepth ? define : () => {});
    });
  }
}

function must(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`);
}
