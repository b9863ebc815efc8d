import assert from 'node:assert/strict';
import {
  type AdapterAddress,
  adapterKind,
  isVirtual,
  reachableAddresses,
} from '../../../src/net/socket/adapters';

describe('reachableAddresses', () => {
  const adapter = (address: string, internal = false): AdapterAddress => ({
    name: 'eth0',
    address,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    internal,
  });
  const lan = [
    adapter('127.0.0.1', true),
    adapter('::1', true),
    adapter('2001:db8::5'),
    adapter('192.168.1.5'),
    adapter('169.254.3.4'),
    adapter('fe80::5'),
    adapter('192.168.1.5'),
  ];

  it('are those of all networks when listening on all, IPv4 first, each once', () => {
    assert.deepEqual(reachableAddresses('::', lan), ['192.168.1.5', '2001:db8::5']);
    assert.deepEqual(reachableAddresses('0.0.0.0', lan), ['192.168.1.5']);
  });

  it('is the one that the server listens on, even loopback', () => {
    assert.deepEqual(reachableAddresses('10.0.0.7', lan), ['10.0.0.7']);
    assert.deepEqual(reachableAddresses('127.0.0.1', lan), ['127.0.0.1']);
  });

  it('are loopback if there are no others', () => {
    const alone = lan.filter(({ internal, address }) => internal || address.startsWith('fe80'));
    assert.deepEqual(reachableAddresses('::', alone), ['127.0.0.1', '::1']);
  });

  it('are those of VPNs and virtual machines last', () => {
    const named = (name: string, address: string) => ({ ...adapter(address), name });
    const all = [
      named('docker0', '172.17.0.1'),
      named('tun0', '10.8.0.2'),
      named('vEthernet (WSL)', '172.28.0.1'),
      named('Wi-Fi', '192.168.1.5'),
      named('Wi-Fi', '2001:db8::5'),
      named('VirtualBox Host-Only Network', '192.168.56.1'),
    ];
    assert.deepEqual(reachableAddresses('::', all), [
      ...['192.168.1.5', '2001:db8::5'],
      ...['172.17.0.1', '10.8.0.2', '172.28.0.1', '192.168.56.1'],
    ]);
  });

  it('are at most 16', () => {
    const many = Array.from({ length: 40 }, (_, index) => adapter(`10.0.0.${index}`));
    assert.equal(reachableAddresses('::', many).length, 16);
  });
});

describe('adapterKind', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    physical: [
      'eth0',
      'en0',
      'wlp3s0',
      'enp0s31f6',
      'Wi-Fi',
      'WLAN',
      'Ethernet 2',
      '以太网',
      'Tapio',
    ],
    docker: ['docker0', 'br-0a1b2c3d4e5f', 'veth1a2b3c4'],
    wsl: ['vEthernet (WSL)', 'vEthernet (WSL (Hyper-V firewall))'],
    'hyper-v': ['vEthernet (Default Switch)'],
    virtualbox: ['vboxnet0', 'VirtualBox Host-Only Network #2'],
    vmware: ['vmnet8', 'VMware Network Adapter VMnet1'],
    vpn: [
      'utun3',
      'tun0',
      'tap0',
      'wg0',
      'ppp0',
      'tailscale0',
      'ztabcdef12',
      'OpenVPN TAP-Windows6',
    ],
    virtual: ['virbr0', 'bridge100', 'awdl0', 'llw0'],
  };
  for (const [kind, list] of Object.entries(names)) {
    it(`knows what is ${kind} by its name`, () => {
      for (const name of list) assert.equal(adapterKind(name), kind, name);
    });
  }

  it('knows adapters by the maker’s hardware address where the name says nothing', () => {
    assert.equal(adapterKind('Ethernet 3', '0a:00:27:00:00:0b'), 'virtualbox');
    assert.equal(adapterKind('Ethernet 4', '00:50:56:c0:00:08'), 'vmware');
    assert.equal(adapterKind('LAN-Verbindung', '00:ff:1a:2b:3c:4d'), 'vpn');
    assert.equal(adapterKind('Ethernet', '3c:97:0e:11:22:33'), 'physical');
    assert.ok(isVirtual({ name: 'Ethernet 3', kind: 'virtualbox' }));
    assert.ok(!isVirtual({ name: 'Ethernet 3' }));
  });
});
