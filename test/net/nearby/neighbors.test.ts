import assert from 'node:assert/strict';
import { readArpOutput, readLinuxTable } from '../../../src/net/nearby/neighbors';

const linux = `IP address       HW type     Flags       HW address            Mask     Device
10.0.0.1         0x1         0x2         02:42:0a:00:00:01     *        eth0
10.0.0.9         0x1         0x0         00:00:00:00:00:00     *        eth0
10.0.0.12        0x1         0x6         02:42:0a:00:00:0c     *        eth0
`;

// As Windows prints it, in Chinese.
const windows = `
接口: 192.168.1.5 --- 0xb
  Internet 地址         物理地址              类型
  192.168.1.1           a4-2b-b0-11-22-33     动态
  192.168.1.255         ff-ff-ff-ff-ff-ff     静态
  224.0.0.251           01-00-5e-00-00-fb     静态
  255.255.255.255       ff-ff-ff-ff-ff-ff     静态
`;

const macos = `? (10.0.0.1) at 2:42:a:0:0:1 on en0 ifscope [ethernet]
? (10.0.0.9) at (incomplete) on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
? (10.0.0.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
`;

describe('the neighbors', () => {
  it('are read from the table of Linux', () => {
    assert.deepEqual(readLinuxTable(linux), ['10.0.0.1', '10.0.0.12']);
  });

  it('are read from what arp prints on Windows and macOS', () => {
    assert.deepEqual(readArpOutput(windows), ['192.168.1.1']);
    assert.deepEqual(readArpOutput(macos), ['10.0.0.1']);
  });

  it('are none in anything else', () => {
    for (const text of ['', 'arp: not found', '\0'.repeat(100), '999.1.1.1 a4-2b-b0-11-22-33']) {
      assert.deepEqual(readArpOutput(text), []);
      assert.deepEqual(readLinuxTable(text), []);
    }
  });

  it('are bounded in number', () => {
    const line = (at: number) => `10.0.${at >> 8}.${at & 255} a4-2b-b0-11-22-33\n`;
    const table = Array.from({ length: 1000 }, (_, at) => line(at)).join('');
    assert.equal(readArpOutput(table).length, 256);
  });
});
