import assert from 'node:assert/strict';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { english } from '../../../src/strings/translate';
import { lastChoice, listenChoices } from '../../../src/ui/rooms/listen-choices';

function adapter(name: string, address: string, internal = false): AdapterAddress {
  return { name, address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal };
}

const loopback = adapter('lo', '127.0.0.1', true);
const loopback6 = adapter('lo', '::1', true);
const vpn = adapter('utun4', '10.8.0.2');
const wifi = adapter('Wi-Fi', '192.168.1.5');
const wifi6 = adapter('Wi-Fi', '2001:db8::5');

describe('the places a host can choose', () => {
  it('are offered by adapter, with the two fixed ones around them', () => {
    const choices = listenChoices([loopback, vpn, wifi, loopback6, wifi6], false, english);
    assert.deepEqual(
      choices.map(({ label, address, reach }) => [label, address, reach]),
      [
        ['This computer only', '127.0.0.1', 'this-computer'],
        ['utun4', '10.8.0.2', 'others'],
        ['Wi-Fi', '192.168.1.5', 'others'],
        ['Wi-Fi', '2001:db8::5', 'others'],
        ['All networks', '::', 'others'],
      ],
    );
  });

  it('begin with all networks for a room by invite: the invite decides who comes in', () => {
    const choices = listenChoices([loopback, vpn, wifi, loopback6, wifi6], true, english);
    assert.deepEqual(
      choices.map(({ label }) => label),
      ['All networks', 'utun4', 'Wi-Fi', 'Wi-Fi', 'This computer only'],
    );
    assert.equal(lastChoice(choices, { address: '10.0.0.1', adapter: 'gone' }), choices[0]);
  });

  it('stand for all networks by IPv4 where there is no IPv6', () => {
    assert.equal(listenChoices([loopback, wifi], false, english).at(-1)?.address, '0.0.0.0');
  });

  it('remember the last one, also when its adapter got another address', () => {
    const choices = listenChoices([loopback, vpn, wifi, wifi6], false, english);
    const chosen = (address: string, name?: string) =>
      lastChoice(choices, { address, ...(name === undefined ? {} : { adapter: name }) })?.address;
    assert.equal(chosen('::'), '::');
    assert.equal(chosen('192.168.1.5', 'Wi-Fi'), '192.168.1.5');
    assert.equal(chosen('192.168.77.9', 'Wi-Fi'), '192.168.1.5');
    assert.equal(chosen('2001:db8::99', 'Wi-Fi'), '2001:db8::5');
    assert.equal(chosen('192.168.1.5', 'gone'), '192.168.1.5');
    assert.equal(chosen('10.0.0.1', 'gone'), '127.0.0.1');
    assert.equal(chosen('0.0.0.0'), '::', 'all networks are all networks');
  });
});
