import { fuzzHub } from '../helpers/lab-udp/fuzzed-hub';

describe('a lab hub over UDP that gets a million arbitrary datagrams', () => {
  it('keeps nothing for strangers, sends them no more than came, and keeps its member', () => {
    fuzzHub(1_000_000, 2);
  });
});
