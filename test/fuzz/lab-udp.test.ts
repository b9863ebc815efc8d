import { fuzzHub } from '../helpers/lab-udp/fuzzed-hub';

describe('a lab hub over UDP that gets arbitrary datagrams', () => {
  // test/long sends a million.
  it('keeps nothing for strangers, sends them no more than came, and keeps its member', () => {
    fuzzHub(100_000, 1);
  });
});
