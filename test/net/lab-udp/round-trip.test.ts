import assert from 'node:assert/strict';
import { RoundTrip } from '../../../src/net/lab-udp/round-trip';

describe('RoundTrip', () => {
  it('waits 1 s before anything is measured', () => {
    assert.equal(new RoundTrip().timeoutMs(), 1000);
  });

  it('follows RFC 6298 within 200 ms and 2 s', () => {
    const trip = new RoundTrip();
    // SRTT = 100, RTTVAR = 50, RTO = SRTT + 4 × RTTVAR.
    trip.measured(100);
    assert.equal(trip.timeoutMs(), 300);
    // RTTVAR = ¾ × 50 + ¼ × |100 − 180| = 57.5, SRTT = ⅞ × 100 + ⅛ × 180 = 110.
    trip.measured(180);
    assert.equal(trip.timeoutMs(), 340);
    for (let count = 0; count < 50; count += 1) trip.measured(1);
    assert.equal(trip.timeoutMs(), 200);
    for (let count = 0; count < 50; count += 1) trip.measured(5000);
    assert.equal(trip.timeoutMs(), 2000);
  });

  it('doubles with each repeat, up to 2 s', () => {
    const trip = new RoundTrip();
    trip.measured(10);
    const waits = [0, 1, 2, 3, 4, 15].map((repeats) => trip.timeoutMs(repeats));
    assert.deepEqual(waits, [200, 400, 800, 1600, 2000, 2000]);
  });
});
