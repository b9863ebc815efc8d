import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultLimits } from '../../src/protocol/limits';
import {
  decodeVoterFrame,
  encodeVoterFrame,
  isVoterProbe,
  type VoterFrame,
} from '../../src/protocol/voter-frames';

const listener = { pin: 'p'.repeat(43), addresses: ['10.0.0.2', 'fd00::1'], port: 5000 };

const frames: readonly VoterFrame[] = [
  { type: 'pre-vote', term: 2 },
  { type: 'would-promise', term: 2 },
  { type: 'elect', term: 2 },
  {
    ...{ type: 'promised', term: 2, voters: ['m0', 'm1', 'm2'], votersSeq: 3 },
    last: { term: 1, opening: 1_790_000_412_345, seq: 9 },
  },
  {
    ...{ type: 'promised', term: 2, voters: [], votersSeq: 0 },
    last: { term: 0, opening: 0, seq: 0 },
  },
  { type: 'refused', term: 2, own: 7 },
  { type: 'stand-now', term: 1 },
  { type: 'moved', term: 2, host: 'm1', ...listener },
  { type: 'copy', term: 2, last: 0 },
  {
    ...{ type: 'copy', term: 2, last: 9, epoch: { term: 1, opening: 12 } },
    earlier: [{ term: 1, opening: 5, last: 4 }],
  },
  { type: 'log', term: 2, first: 1, last: 12 },
  { type: 'log', term: 2, first: 1, last: 12, keep: 7 },
  { type: 'epoch', term: 1, opening: 12 },
  { type: 'gap', from: 1, to: 4 },
  { type: 'message', seq: 8, time: 1, author: 'm1', name: 'Bo', id: 'b1', text: 'hello' },
  { type: 'unknown', seq: 9, json: '{"type":"later","seq":9,"what":[1,{"a":2}]}' },
  { type: 'more', term: 2, seq: 9 },
];

describe('the frames between voters', () => {
  it('come through encoding and decoding as they are', () => {
    for (const frame of frames) {
      const line = encodeVoterFrame(frame).toString();
      assert.ok(line.endsWith('}\n') && line.indexOf('\n') === line.length - 1, line);
      assert.deepEqual(decodeVoterFrame(line.trimEnd()), frame);
    }
  });

  it('are decoded without the fields that this version doesn’t know', () => {
    assert.deepEqual(decodeVoterFrame('{"type":"elect","term":3,"later":{}}'), {
      type: 'elect',
      term: 3,
    });
  });

  it('have entries whose names and texts are clean', () => {
    const line =
      '{"type":"message","seq":8,"time":1,"author":"m1","name":"B\\u202eo","id":"b1","text":"a\\u0007"}';
    const frame = decodeVoterFrame(line);
    assert.ok(frame?.type === 'message');
    assert.doesNotMatch(frame.name + frame.text, /[\p{Cc}\u202e]/u);
  });

  it('are short unless they are entries', () => {
    const epoch = { term: Number.MAX_SAFE_INTEGER, opening: Number.MAX_SAFE_INTEGER };
    const earlier = Array.from({ length: 64 }, () => ({ ...epoch, last: Number.MAX_SAFE_INTEGER }));
    const { term } = epoch;
    const longest = { type: 'copy', term, last: term, epoch, earlier } as const;
    const line = encodeVoterFrame(longest);
    assert.ok(decodeVoterFrame(line.toString()));
    assert.ok(line.length < defaultLimits.shortLineBytes);
  });

  it('are nothing else: no other frame of deskmate/1, nothing deep, nothing with wrong fields', () => {
    for (const line of [
      '{"type":"welcome"}',
      '{"type":"say","id":"b1","text":"hello"}',
      '{"type":"people","members":[]}',
      '{"type":"bye","code":"removed"}',
      '{"type":"constructor"}',
      '{"type":"elect"}',
      '{"type":"elect","term":0}',
      '{"type":"elect","term":1.5}',
      '{"type":"elect","term":"2"}',
      '{"type":"moved","term":2,"host":"m1","pin":"short","addresses":["10.0.0.2"],"port":5000}',
      `{"type":"promised","term":2,"voters":${JSON.stringify(Array(6).fill('m1'))},"votersSeq":1,"last":{"term":1,"opening":1,"seq":1}}`,
      `{"type":"later","seq":1,"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      '[]',
      'null',
      '',
      '{',
    ]) {
      assert.equal(decodeVoterFrame(line), undefined, line.slice(0, 100));
    }
  });

  it('are decoded without throwing, whatever comes', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .tuple(fc.constantFrom(...frames), fc.string(), fc.jsonValue())
        .map(([frame, field, value]) => JSON.stringify({ ...frame, [field]: value })),
      fc
        .tuple(fc.constantFrom(...frames), fc.jsonValue())
        .chain(([frame, value]) =>
          fc
            .constantFrom(...Object.keys(frame))
            .map((field) => JSON.stringify({ ...frame, [field]: value })),
        ),
    );
    fc.assert(
      fc.property(anything, (line) => {
        const frame = decodeVoterFrame(line);
        if (!frame || isVoterProbe(frame)) return;
        // What was decoded goes on the wire again as the same.
        assert.deepEqual(decodeVoterFrame(encodeVoterFrame(frame).toString().trimEnd()), frame);
      }),
      { numRuns: 3000 },
    );
  });
});
