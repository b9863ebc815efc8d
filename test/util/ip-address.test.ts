import assert from 'node:assert/strict';
import { BlockList, isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { isHostAddress } from '../../src/util/ip-address';

/** Addresses that don't belong to a single computer. */
const nobodys = new BlockList();
nobodys.addSubnet('0.0.0.0', 8);
nobodys.addSubnet('224.0.0.0', 3);
nobodys.addSubnet('ff00::', 8, 'ipv6');

const hex = fc.integer({ min: 0, max: 0xffff }).map((group) => group.toString(16));
const groups = fc.array(fc.oneof(hex, fc.constantFrom('', '0', '1.2.3.4', '00001', 'g')), {
  minLength: 1,
  maxLength: 9,
});

describe('isHostAddress', () => {
  it('accepts addresses that one computer can have', () => {
    const addresses = ['192.168.1.5', '127.0.0.1', '10.0.0.1', '223.255.255.254', '::1', 'fd00::1'];
    addresses.push('2001:db8:0:0:0:0:0:1', 'FE80::1', '64:ff9b::1.2.3.4', '1::', '1:2:3:4:5:6:7::');
    for (const address of addresses) assert.ok(isHostAddress(address), address);
  });

  it('rejects names, other spellings, zones, and unspecified and multicast addresses', () => {
    const texts = ['', 'localhost', 'lab-pc.example.edu', '1', '127.1', '0x7f.0.0.1', '0177.0.0.1'];
    texts.push(
      '2130706433',
      '192.168.1.05',
      '256.1.1.1',
      '1.2.3.4.',
      '1.2.3',
      ' 1.2.3.4',
      '１.2.3.4',
    );
    texts.push('0.0.0.0', '0.1.2.3', '224.0.0.1', '240.0.0.1', '255.255.255.255');
    texts.push('::', '::ffff:1.2.3.4', '::ffff:102:304', '0:0:0:0:0:ffff:1.2.3.4', '::1.2.3.4');
    texts.push(
      'ff02::1',
      'fe80::1%eth0',
      '[::1]',
      '1::2::3',
      ':1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
    );
    texts.push('::12345', ':::', '1:2:3:4:5:6:7', '::1/64', '1.2.3.4:9000');
    for (const text of texts) assert.ok(!isHostAddress(text), text);
  });

  it('agrees with the operating system on what is an IP address', () => {
    const any = fc.oneof(
      fc.ipV4(),
      fc.ipV4Extended(),
      fc.ipV6(),
      fc.domain(),
      fc.string(),
      groups.map((parts) => parts.join(':')),
    );
    fc.assert(
      fc.property(any, (text) => {
        const taken = isHostAddress(text);
        if (isIP(text) === 0) assert.ok(!taken, text);
        else if (isIPv6(text) && /^[0:]*(?:ffff:.*|[^:]*:?[^:]*)$/i.test(text)) return;
        else
          assert.equal(
            taken,
            !text.includes('%') && !nobodys.check(text, isIPv6(text) ? 'ipv6' : 'ipv4'),
            text,
          );
      }),
      { numRuns: 2000 },
    );
  });
});
