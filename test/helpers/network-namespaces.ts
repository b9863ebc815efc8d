import { execFile } from 'node:child_process';
import { missingNamespaces } from '../../scripts/networks/namespaces';
import { findNft } from '../../scripts/networks/nft';
import { describeUnless } from './it-unless';

/** A suite in networks of its own. Where they can't be built, it is pending, and says why. */
export function describeNetworks(title: string, suite: () => void): void {
  describeUnless(missingNamespaces(), title, () => {
    before('finds or fetches nft', findNft);
    suite();
  });
}

/**
 * A host at 10.77.0.5 and a guest at 10.77.0.7, each with a cable to one switch, `br0`; their own ends are called
 * `lan0`. `host` and `guest` run a command on that computer.
 */
const network = `
set -e
PATH=$PATH:/usr/sbin:/sbin
unshare -n sleep 300 & H=$!
unshare -n sleep 300 & G=$!
here=$(readlink /proc/self/ns/net)
for pid in $H $G; do
  until [ "$(readlink /proc/$pid/ns/net)" != "$here" ]; do sleep 0.05; done
done
host() { nsenter -t $H -n "$@"; }
guest() { nsenter -t $G -n "$@"; }
ip link add name br0 type bridge
ip link set br0 up
ip link add name port-h type veth peer name lan0 netns $H
ip link add name port-g type veth peer name lan0 netns $G
ip link set port-h master br0 up
ip link set port-g master br0 up
host ip addr add 10.77.0.5/24 dev lan0
guest ip addr add 10.77.0.7/24 dev lan0
for side in host guest; do
  $side ip link set lo up
  $side ip link set lan0 up
done
host_rule() {
  host "$NFT" add table inet f
  host "$NFT" 'add chain inet f in { type filter hook input priority 0; }'
  host "$NFT" add rule inet f in "$@"
}
`;

/**
 * Runs a script in such a network; what it has begun ends with it. Resolves with what it printed.
 * @throws {Error} with what it complained about, when it fails
 */
export async function inNetwork(script: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, NFT: await findNft() };
  const command = ['unshare', '-rn', 'bash', '-c', network + script, 'bash', ...args];
  return new Promise((resolve, reject) => {
    const running = execFile('setsid', command, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
    running.once('exit', () => killGroup(running.pid));
  });
}

/**
 * Ends all processes of a group. Only SIGKILL reaches them all: a shell that begins a command just then puts any other
 * signal off, and that command outlives it.
 */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
