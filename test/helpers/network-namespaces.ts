import { execFile, spawnSync } from 'node:child_process';

/** The tools that build networks on this computer, with arguments that do nothing. */
const needs: readonly (readonly [command: string, ...args: string[]])[] = [
  ['ip', '-V'],
  ['bridge', '-V'],
  ['nft', '--version'],
];

/** Why networks can't be built here; undefined if they can. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has network namespaces';
  const absent = needs.find(([command, ...args]) => spawnSync(command, args).status !== 0);
  if (absent) return `${absent[0]} isn’t installed`;
  // Some systems keep users from making namespaces, others from using firewalls in them.
  const rules = spawnSync('unshare', ['-rn', 'nft', 'list', 'ruleset']);
  return rules.status === 0 ? undefined : 'this system doesn’t let users make network namespaces';
}

/**
 * A suite in networks of its own. Where they can't be built, it is one pending test that says why.
 */
export function describeNetworks(title: string, suite: () => void): void {
  const reason = whyNot();
  if (reason === undefined) describe(title, suite);
  else it.skip(`${title}: not tried, because ${reason}`);
}

/**
 * A host at 10.77.0.5 and a guest at 10.77.0.7, each with a cable to one switch, `br0`; their own ends are called
 * `lan0`. `host` and `guest` run a command on that computer; all end with the script.
 */
const network = `
set -e
trap 'kill $(jobs -p) 2>/dev/null' EXIT
unshare -n sleep 120 & H=$!
unshare -n sleep 120 & G=$!
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
  host nft add table inet f
  host nft 'add chain inet f in { type filter hook input priority 0; }'
  host nft add rule inet f in "$@"
}
`;

/**
 * Runs a script in such a network. Resolves with what it printed.
 * @throws {Error} with what it complained about, when it fails
 */
export function inNetwork(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = ['-rn', 'bash', '-c', network + script, 'bash', ...args];
    execFile('unshare', command, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
