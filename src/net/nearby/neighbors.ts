import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isHostAddress } from '../../util/ip-address';

/** Limits of the program that prints the ARP table: time in ms, output in bytes. */
const programLimits = { timeout: 3000, maxBuffer: 64 * 1024 };

/** Maximum number of addresses read. */
const maxNeighbors = 256;

/** IPv4 addresses of the computers that this one exchanged packets with recently; empty if they can't be read. */
export async function listNeighbors(platform: NodeJS.Platform): Promise<readonly string[]> {
  try {
    return platform === 'linux'
      ? readLinuxTable(await readFile('/proc/net/arp', 'utf8'))
      : readArpOutput(await runArp(platform));
  } catch {
    return [];
  }
}

/** Reads /proc/net/arp: address, type, flags (2: complete), hardware address, … */
export function readLinuxTable(table: string): readonly string[] {
  return neighborsIn(
    table.split('\n').filter((line) => /^\S+\s+0x\w+\s+0x[0-9a-f]*[2367abef]\s/.test(line)),
  );
}

/** Reads what `arp` prints on Windows and macOS; the words differ by language, the addresses don't. */
export function readArpOutput(output: string): readonly string[] {
  return neighborsIn(output.split('\n').filter((line) => hardwareAddress.test(line)));
}

/** A hardware address that a computer can have: not a broadcast or multicast address. */
const hardwareAddress =
  /(?<![0-9a-f:-])(?!ff[:-]ff[:-]ff)[0-9a-f]?[02468ace][:-](?:[0-9a-f]{1,2}[:-]){4}[0-9a-f]{1,2}(?![0-9a-f:-])/i;

function neighborsIn(lines: readonly string[]): readonly string[] {
  const found = lines.flatMap(
    (line) => line.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/) ?? [],
  );
  return [...new Set(found.filter(isHostAddress))].slice(0, maxNeighbors);
}

function runArp(platform: NodeJS.Platform): Promise<string> {
  const [program, args] =
    platform === 'win32'
      ? [join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'ARP.EXE'), ['-a']]
      : ['/usr/sbin/arp', ['-an']];
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...programLimits, windowsHide: true }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}
