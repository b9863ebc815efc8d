import assert from 'node:assert/strict';
import { presetWeather, weatherFieldNames } from '../../src/protocol/weather';
import type { RoomInfo } from '../../src/room/room';
import type { RoomWeather } from '../../src/room/room-weather';
import { english } from '../../src/strings/translate';
import {
  roomWeatherText,
  weatherName,
  weatherNotice,
  weatherNumbers,
  weatherProblemText,
  weatherQuestion,
} from '../../src/strings/weather-text';

const train = presetWeather('train', 'stream');
const stream = { carrier: 'stream', language: 'en' } as const;

function wordsOf(weather: RoomWeather | undefined, kind: RoomInfo['kind'] = 'lab-hub') {
  const room = { kind, name: 'x', address: '127.0.0.1', port: 9000, ...(weather && { weather }) };
  return roomWeatherText(room, 'en', english);
}

describe('network weather in words', () => {
  it('has its preset’s name, whatever its seed, or is custom', () => {
    assert.equal(weatherName({ ...train, seed: 7 }, 'stream', english), 'Train');
    assert.equal(weatherName({ loss: 5 }, 'stream', english), 'Custom');
  });

  it('lists its numbers in the display language', () => {
    assert.equal(
      weatherNumbers(train, 'en', english),
      '5% loss, 80 ms delay, up to 200 ms jitter, 50,000 B/s, stalls every 20 s for 3 s',
    );
    assert.equal(weatherNumbers({ bytesPerSecond: 1234 }, 'de', english), '1.234 B/s');
    assert.equal(weatherNumbers({ chunkBytes: 1 }, 'en', english), '1 byte per read');
    assert.equal(
      weatherNumbers({ chunkBytes: 3, joinMs: 200, resetEveryMs: 90_000, seed: 4 }, 'en', english),
      '3 bytes per read, writes combined for 200 ms, reset about every 90 s, seed 4',
    );
  });

  it('tells people what concerns them', () => {
    const notice = (weather: typeof train | undefined, own: boolean) =>
      weatherNotice(weather, own, stream, english);
    assert.match(notice(train, false), /^Network weather is on for everyone: Train \(5% loss/);
    assert.match(notice(train, true), /for your connection only: Train \(/);
    assert.equal(notice(undefined, false), 'Network weather is off.');
    assert.equal(notice(undefined, true), 'Network weather is off for your connection.');
  });

  it('is short in the header and full in its tooltip', () => {
    const own = (id: string, weather?: typeof train) => ({
      id,
      name: id,
      ...(weather && { weather }),
    });
    assert.equal(wordsOf(undefined), undefined);
    assert.equal(wordsOf({ all: train, members: [] }, 'pair'), undefined);
    const all = wordsOf({ all: train, members: [] });
    assert.equal(all?.short, 'Train');
    assert.match(all?.detail[0] ?? '', /^Network weather for everyone: Train \(5% loss, .*\)\.$/);
    assert.equal(wordsOf({ members: [own('Ben', train)] })?.short, 'Train for 1 member');
    assert.equal(
      wordsOf({ members: [own('Ben', train), own('Zoë', { loss: 1 })] })?.short,
      'Weather for 2 members',
    );
    const mixed = wordsOf({ all: train, members: [own('Ben')] });
    assert.equal(mixed?.short, 'Train and others');
    assert.equal(mixed?.detail[1], 'No network weather for Ben.');
    const many = wordsOf({ members: Array.from({ length: 500 }, (_, i) => own(`m${i}`, train)) });
    assert.equal(many?.detail.length, 6);
    assert.equal(many?.detail[5], '495 more members have their own.');
  });

  it('asks for each field with its limits', () => {
    for (const field of weatherFieldNames) {
      assert.match(
        weatherQuestion(field, 'en', english),
        /From [\d.,]+ to [\d,]+, or leave it empty\.$/,
      );
    }
    assert.equal(
      weatherQuestion('chunkBytes', 'en', english),
      'What’s the most bytes per read? From 1 to 1,024, or leave it empty.',
    );
  });

  it('says what is wrong and what to write instead', () => {
    const problem = (
      value: Parameters<typeof weatherProblemText>[0],
      carrier: 'stream' | 'datagram' = 'stream',
    ) => weatherProblemText(value, carrier, english);
    assert.match(
      problem({ code: 'not-weather' }),
      /campus-wifi, train, lossy, byte-by-byte, nagle/,
    );
    assert.doesNotMatch(problem({ code: 'not-weather' }, 'datagram'), /nagle|chunkBytes/);
    assert.match(
      problem({ code: 'unknown-field', field: 'rain' }),
      /“rain” isn’t a field.*loss, delayMs/,
    );
    assert.match(
      problem({ code: 'out-of-range', field: 'loss' }),
      /“loss”.*a number from 0\.1 to 90/,
    );
    assert.match(
      problem({ code: 'out-of-range', field: 'delayMs' }),
      /whole number from 1 to 5000/,
    );
    assert.match(problem({ code: 'wrong-carrier', field: 'reordering' }), /over TCP/);
    assert.match(problem({ code: 'wrong-carrier', field: 'joinMs' }, 'datagram'), /over UDP/);
    assert.match(problem({ code: 'bad-stall' }), /stallForMs/);
    assert.match(problem({ code: 'no-effect' }), /changes nothing/);
  });
});
