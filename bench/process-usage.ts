import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface ProcessUsage {
  /** User and system time, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory, in bytes. */
  readonly residentBytes: number;
}

/** Kernel ticks per second in /proc: 100 on every Linux that Node runs on (USER_HZ, proc(5)). */
const TICKS = 100;

/** Asks the operating system for another process's usage: /proc on Linux, PowerShell on Windows, ps elsewhere. */
export function processUsage(pid: number): ProcessUsage {
  if (process.platform === 'linux') return fromProc(pid);
  return process.platform === 'win32' ? fromPowerShell(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The program's name, in parentheses, may contain spaces, so skip it; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
  };
}

function fromPs(pid: number): ProcessUsage {
  const args = ['-o', 'rss=,time=', '-p', String(pid)];
  const [rss = '', time = ''] = execFileSync('ps', args, { encoding: 'utf8' }).trim().split(/\s+/);
  // [[days-]hours:]minutes:seconds[.hundredths]
  const cpuSeconds = time.split(/[-:]/).reduceRight(
    ({ sum, unit }, part, index, parts) => ({
      sum: sum + Number(part) * unit,
      unit: unit * (parts.length - index === 3 ? 24 : 60),
    }),
    { sum: 0, unit: 1 },
  ).sum;
  return { cpuSeconds, residentBytes: Number(rss) * 1024 };
}

function fromPowerShell(pid: number): ProcessUsage {
  const script = `$p = Get-Process -Id ${pid}; "$($p.TotalProcessorTime.Ticks) $($p.WorkingSet64)"`;
  const out = execFileSync('powershell', ['-NoProfile', '-Command', script], { encoding: 'utf8' });
  const [ticks, bytes] = out.trim().split(' ').map(Number);
  return { cpuSeconds: (ticks ?? 0) / 1e7, residentBytes: bytes ?? 0 };
}
