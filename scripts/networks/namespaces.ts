import { spawnSync } from 'node:child_process';

/** Why this computer can't have networks of a test's own; undefined if it can. */
export function missingNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  const tried = spawnSync('unshare', ['-rn', 'ip', 'link', 'add', 'br0', 'type', 'bridge']);
  return tried.status === 0
    ? undefined
    : '“unshare -rn ip link add br0 type bridge” fails here: it needs unshare, ip, the bridge module and unprivileged user namespaces';
}
