// Announces a room with dnssd-advertise, another implementation of DNS-SD, until it is killed. (Version 1.1.6 sends
// no goodbye.)
import { advertise } from 'dnssd-advertise';

advertise({
  ...{
    name: 'dm-00112233445566aa',
    hostname: 'other',
    type: 'deskmate',
    protocol: 'tcp',
    port: 5000,
  },
  txt: { v: '1', id: '00112233445566aa', k: 'group', n: 'Lab 3', h: 'Ann' },
});
process.stdout.write('{"ready":true}\n');
// Its own timers don't keep the process alive.
process.stdin.resume();
