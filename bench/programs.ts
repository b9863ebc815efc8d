import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { buildHub } from '../scripts/build';
import { createCertificate } from '../src/net/deskmate/certificate';

const programs = [
  'load/loader',
  'wide/clients/clients',
  'hubs/minimal-hub',
  'hubs/node-batch-hub',
  'hubs/ws-hub',
  'hubs/socket-io-hub',
];

/** The programs that a benchmark starts, bundled in a temporary folder: none of them runs from source. */
export class Programs {
  private constructor(readonly folder: string) {}

  /** Bundles the programs and makes a certificate. */
  static async build(): Promise<Programs> {
    const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-bench-'));
    const own: esbuild.BuildOptions = {
      absWorkingDir: path.join(__dirname, '..'),
      entryPoints: programs.map((name) => `bench/${name}.ts`),
      entryNames: '[name]',
      outdir: folder,
      bundle: true,
      platform: 'node',
      target: 'node20',
      // Optional parts of ws, which aren't installed.
      external: ['bufferutil', 'utf-8-validate'],
      logLevel: 'warning',
    };
    await Promise.all([esbuild.build(own), buildHub({ outdir: folder, production: true })]);
    const { certificate, privateKey } = await createCertificate();
    const built = new Programs(folder);
    await writeFile(built.certificate, certificate);
    await writeFile(built.privateKey, privateKey);
    return built;
  }

  get certificate(): string {
    return path.join(this.folder, 'certificate.pem');
  }

  get privateKey(): string {
    return path.join(this.folder, 'private-key.pem');
  }

  get loader(): string {
    return path.join(this.folder, 'loader.js');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
