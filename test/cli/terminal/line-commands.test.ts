import assert from 'node:assert/strict';
import { commandNamesIn, readLine, wrongLineText } from '../../../src/cli/terminal/line-commands';
import { english } from '../../../src/strings/translate';

describe('line commands', () => {
  it('are read with their words, and nothing else is a command', () => {
    assert.deepEqual(readLine('/reply 2 two  words'), {
      ...{ type: 'command', name: 'reply', args: ['2', 'two  words'] },
    });
    for (const [text, name] of [
      ['/reply 2', 'reply'],
      ['/who extra', 'who'],
      ['/? x', '?'],
      ['/constructor', 'constructor'],
    ] as const) {
      const line = readLine(text);
      assert.equal(line.type === 'wrong' && line.name, name);
    }
    for (const text of ['/home/ann/x', '/me waves', '//who', '/ who', '/?!', 'who'])
      assert.equal(readLine(text).type, 'message', text);
  });

  it('are found in other words, if the room has them', () => {
    const told = (name: string, isClass: boolean) =>
      wrongLineText({ type: 'wrong', name, usage: undefined }, english, isClass);
    assert.match(told('exit', false), /mean “\/leave”/);
    assert.match(told('msg', true), /mean “\/private”/);
    assert.doesNotMatch(told('msg', false), /mean/);
    assert.match(told('stuk', true), /mean “\/stuck”/);
    assert.doesNotMatch(told('stuk', false), /mean/);
    assert.doesNotMatch(told('constructor', true), /mean/);
    assert.ok(!commandNamesIn(false, true).includes('stuck'));
  });

  it('are listed only for those who can use them', () => {
    const moderation = ['lock', 'unlock', 'remove', 'reset'] as const;
    for (const name of moderation) {
      assert.ok(commandNamesIn(false, true).includes(name), name);
      assert.ok(!commandNamesIn(true, false).includes(name), name);
    }
    const told = wrongLineText({ type: 'wrong', name: 'kick', usage: undefined }, english, false);
    assert.match(told, /mean “\/remove”/);
  });
});
