import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubIn } from '../../helpers/cli/hub-in';
import { describeNetworks, inNetwork } from '../../helpers/network-namespaces';

/** What a case does to the network before the guest checks it, and what the check must say. */
interface Case {
  readonly title: string;
  /** `$INVITE`, `$PORT` and `$HUB`, the hub's process, are set. It may change the invite. */
  readonly script: string;
  readonly verdict: string;
  readonly network?: string;
  readonly port?: string;
}

/** Those in which the check waits for an answer in vain come first: they wait together. */
const cases: readonly Case[] = [
  {
    title: 'a host whose firewall drops',
    script: 'host_rule tcp dport $PORT drop',
    verdict: 'host-firewall',
    network: 'network-same',
    port: 'port-silent',
  },
  {
    title: 'a host whose firewall drops IPv6',
    script: `
      host ip addr add fd77::5/64 dev lan0 nodad
      guest ip addr add fd77::7/64 dev lan0 nodad
      host_rule tcp dport $PORT drop
      INVITE=$(echo "$INVITE" | sed 's/a=10.77.0.5/a=fd77::5/')`,
    verdict: 'host-firewall',
    network: 'network-same',
    port: 'port-silent',
  },
  {
    title: 'a host that isn’t there, over IPv6',
    script: `
      guest ip addr add fd77::7/64 dev lan0 nodad
      INVITE=$(echo "$INVITE" | sed 's/a=10.77.0.5/a=fd77::5/')`,
    verdict: 'isolated-or-off',
    network: 'network-missing',
  },
  {
    title: 'a switch that keeps its ports apart',
    script: 'bridge link set dev port-h isolated on; bridge link set dev port-g isolated on',
    verdict: 'isolated-or-off',
    network: 'network-missing',
    port: 'port-unreachable',
  },
  {
    title: 'a host whose cable is out',
    script: 'host ip link set lan0 down',
    verdict: 'isolated-or-off',
    network: 'network-missing',
  },
  {
    title: 'a guest on another subnet, whose router drops',
    script: `
      guest ip addr flush dev lan0
      guest ip addr add 10.78.0.7/24 dev lan0
      ip addr add 10.78.0.1/24 dev br0
      guest ip route add default via 10.78.0.1`,
    verdict: 'other-network',
    network: 'network-other',
    port: 'port-silent',
  },
  {
    title: 'a guest whose VPN takes the route',
    script: `
      guest ip link add name tun0 type veth peer name far0
      guest ip link set far0 up
      guest ip addr add 10.99.0.2/32 dev tun0
      guest ip link set tun0 arp off up
      guest ip route add 10.77.0.5/32 dev tun0 src 10.99.0.2`,
    verdict: 'vpn',
    network: 'network-vpn',
    port: 'port-silent',
  },
  {
    title: 'an invite that names Docker’s address, which the guest has as well',
    script: `
      guest ip link add name docker0 type bridge
      guest ip addr add 172.17.0.1/16 dev docker0
      guest ip link set docker0 up
      host_rule tcp dport $PORT drop
      INVITE=$(echo "$INVITE" | sed 's/a=10.77.0.5/a=172.17.0.1,10.77.0.5/')`,
    verdict: 'host-firewall',
    port: 'port-silent',
  },
  {
    title: 'a network where nothing is in the way',
    script: '',
    verdict: 'can-join',
    network: 'network-same',
    port: 'port-answers',
  },
  {
    title: 'a host whose firewall rejects',
    script: 'host_rule tcp dport $PORT reject with icmpx type admin-prohibited',
    verdict: 'host-firewall',
    network: 'network-same',
    port: 'port-unreachable',
  },
  {
    title: 'a host whose firewall resets connections',
    script: 'host_rule tcp dport $PORT reject with tcp reset',
    verdict: 'nothing-listens',
    port: 'port-refused',
  },
  {
    title: 'a room that isn’t open any more',
    script: 'kill -9 $HUB; wait $HUB || true',
    verdict: 'nothing-listens',
    network: 'network-same',
    port: 'port-refused',
  },
  {
    title: 'a guest on another subnet, without a way',
    script: 'guest ip addr flush dev lan0; guest ip addr add 10.78.0.7/24 dev lan0',
    verdict: 'other-network',
    network: 'network-other',
    port: 'port-unreachable',
  },
  {
    title: 'a guest that forbids itself the connection',
    script: 'guest ip route add prohibit 10.77.0.5/32',
    verdict: 'blocked-here',
    port: 'port-blocked-here',
  },
  {
    title: 'a guest without a network',
    script: 'guest ip link set lan0 down; guest ip addr flush dev lan0',
    verdict: 'no-network',
  },
  {
    title: 'another computer at the host’s address',
    script: `INVITE=$(echo "$INVITE" | sed -E 's/([?&]c=)[^&]{43}/\\1${'A'.repeat(43)}/')`,
    verdict: 'other-computer',
    port: 'port-answers',
  },
  {
    title: 'an invite that isn’t valid any more',
    script: `INVITE=$(echo "$INVITE" | sed -E 's/([?&]t=)[^&]{22}/\\1${'A'.repeat(22)}/')`,
    verdict: 'old-invite',
    port: 'port-answers',
  },
  {
    title: 'another program at the host’s port',
    script: `
      kill -9 $HUB; wait $HUB || true
      host python3 -m http.server --bind 10.77.0.5 $PORT >/dev/null 2>&1 &
      until host bash -c "echo > /dev/tcp/10.77.0.5/$PORT" 2>/dev/null; do sleep 0.1; done`,
    verdict: 'other-program',
    port: 'port-answers',
  },
];

/** Opens a room at the host, changes the network, and lets the guest check the way there. */
const check = (change: string) => `
out=$(mktemp)
nsenter -t $H -n "$1" "$2" --kind group --address :: > "$out" & HUB=$!
until [ -s "$out" ]; do sleep 0.05; done
INVITE=$("$1" -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).invite' "$out")
PORT=$("$1" -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).port' "$out")
rm "$out"
${change}
guest "$1" "$3" doctor --json "$INVITE" || [ $? = 1 ]
`;

/** How many cases run at a time. */
const together = 4;

interface Printed {
  readonly verdict: { readonly code: string };
  readonly checks: readonly { readonly check: string; readonly code: string }[];
}

describeNetworks('checking the connection', () => {
  let folder: string;
  let programs: readonly string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    const hub = await hubIn(folder);
    programs = [process.execPath, hub, join(folder, 'deskmate.js')];
  });

  /** What each case prints, by index; each has networks of its own. */
  const running = new Map<number, Promise<string>>();

  after(async () => {
    await Promise.allSettled(running.values());
    rmSync(folder, { recursive: true, force: true });
  });

  /** Begins a case and those that come next. */
  function runFrom(first: number): Promise<string> | undefined {
    for (const [at, { script }] of cases.slice(first, first + together).entries()) {
      if (running.has(first + at)) continue;
      const run = inNetwork(check(script), programs);
      // Its own test reports it.
      run.catch(() => {});
      running.set(first + at, run);
    }
    return running.get(first);
  }

  for (const [index, { title, verdict, script: _, ...lines }] of cases.entries()) {
    it(`names ${title}`, async () => {
      const printed = (await runFrom(index)) ?? '';
      const { verdict: found, checks } = JSON.parse(printed) as Printed;
      assert.equal(found.code, verdict, printed);
      for (const [id, code] of Object.entries(lines)) {
        assert.equal(checks.find((each) => each.check === id)?.code, code, printed);
      }
    });
  }
});
