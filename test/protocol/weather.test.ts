import assert from 'node:assert/strict';
import {
  type Carrier,
  carrierOf,
  fieldsOf,
  parseWeather,
  presetOf,
  presetsOf,
  presetWeather,
  weatherFieldNames,
  weatherFields,
  weatherNumberProblem,
  weatherPresetNames,
  weatherPresetOf,
} from '../../src/protocol/weather';

const carriers: readonly Carrier[] = ['stream', 'datagram'];

function problemOf(value: unknown, carrier: Carrier) {
  const parsed = parseWeather(value, carrier);
  return parsed.ok ? undefined : parsed.problem;
}

describe('network weather', () => {
  it('is for lab rooms', () => {
    assert.equal(carrierOf('lab-hub'), 'stream');
    assert.equal(carrierOf('lab-p2p'), 'stream');
    assert.equal(carrierOf('lab-udp'), 'datagram');
    assert.equal(carrierOf('pair'), undefined);
    assert.equal(carrierOf('group'), undefined);
  });

  it('accepts every preset where it has an effect, and knows it again', () => {
    for (const carrier of carriers) {
      for (const preset of presetsOf(carrier)) {
        const weather = presetWeather(preset, carrier);
        assert.deepEqual(parseWeather(weather, carrier), { ok: true, weather });
        assert.equal(presetOf(weather, carrier), preset);
        assert.equal(presetOf({ ...weather, seed: 7 }, carrier), preset, 'whatever the seed');
      }
    }
    assert.deepEqual(presetsOf('stream'), weatherPresetNames);
    assert.deepEqual(presetsOf('datagram'), ['campus-wifi', 'train', 'lossy']);
    assert.equal(presetOf({ loss: 12 }, 'stream'), undefined);
  });

  it('accepts the limits of each field and nothing beyond', () => {
    for (const field of weatherFieldNames) {
      const { min, max } = weatherFields[field];
      for (const value of [min, max]) assert.equal(weatherNumberProblem(field, value), undefined);
      for (const value of [min - 1, max + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.equal(weatherNumberProblem(field, value), 'out-of-range', `${field} ${value}`);
        assert.deepEqual(problemOf({ [field]: value }, 'stream'), { code: 'out-of-range', field });
      }
    }
    assert.equal(weatherNumberProblem('loss', 0.5), undefined, 'a percentage can be a fraction');
    assert.equal(weatherNumberProblem('delayMs', 0.5), 'out-of-range');
  });

  it('says which field can’t happen on the carrier', () => {
    assert.deepEqual(problemOf({ reordering: 5 }, 'stream'), {
      code: 'wrong-carrier',
      field: 'reordering',
    });
    assert.deepEqual(problemOf({ loss: 5, chunkBytes: 3 }, 'datagram'), {
      code: 'wrong-carrier',
      field: 'chunkBytes',
    });
    for (const carrier of carriers) {
      for (const field of weatherFieldNames) {
        const problem = problemOf({ [field]: weatherFields[field].max }, carrier);
        assert.equal(problem?.code === 'wrong-carrier', !fieldsOf(carrier).includes(field));
      }
    }
  });

  it('refuses what isn’t weather', () => {
    for (const value of [null, undefined, 5, 'train', true]) {
      assert.deepEqual(problemOf(value, 'stream'), { code: 'not-weather' });
    }
    assert.deepEqual(problemOf({ rain: 5 }, 'stream'), { code: 'unknown-field', field: 'rain' });
    assert.deepEqual(problemOf({ loss: '5' }, 'stream'), { code: 'out-of-range', field: 'loss' });
    assert.deepEqual(problemOf({}, 'stream'), { code: 'no-effect' });
    assert.deepEqual(problemOf({ seed: 3 }, 'stream'), { code: 'no-effect' });
  });

  it('refuses a stall that never ends or never comes', () => {
    assert.deepEqual(problemOf({ stallForMs: 100 }, 'stream'), { code: 'bad-stall' });
    assert.deepEqual(problemOf({ stallEveryMs: 1000 }, 'stream'), { code: 'bad-stall' });
    const endless = { stallEveryMs: 1000, stallForMs: 1000 };
    assert.deepEqual(problemOf(endless, 'stream'), { code: 'bad-stall' });
    assert.equal(problemOf({ stallEveryMs: 1000, stallForMs: 999 }, 'stream'), undefined);
  });

  it('finds presets by their exact name only', () => {
    assert.equal(weatherPresetOf('train'), 'train');
    for (const name of ['Train', 'constructor', '', undefined, {}]) {
      assert.equal(weatherPresetOf(name), undefined);
    }
  });
});
