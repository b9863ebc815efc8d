import { strict as assert } from 'node:assert';
import { MentionList } from '../../../../src/webview/app/composer/mention-list';
import { matchingPeople, mentionQuery } from '../../../../src/webview/app/composer/mention-query';
import type { PanelMember } from '../../../../src/webview/messages';

const person = (name: string, self = false): PanelMember => ({
  id: name,
  name,
  self,
  host: false,
  hue: 0,
});

const people = ['Ann', 'Ann Lee', 'Ben', '小安', '欧阳小明', 'Zoë Adams', 'Joan'].map((name) =>
  person(name),
);

describe('a mention being typed', () => {
  const at = (text: string) => mentionQuery(text, text.length);

  it('starts with @ where a word can start', () => {
    assert.deepEqual(at('@'), { start: 0, typed: '' });
    assert.deepEqual(at('hi @an'), { start: 3, typed: 'an' });
    assert.deepEqual(at('hi\n(@Zoë A'), { start: 4, typed: 'Zoë A' });
    assert.deepEqual(at('你好@小'), { start: 2, typed: '小' });
    assert.deepEqual(at('你好＠小'), { start: 2, typed: '小' }, 'full-width @');
  });

  it('isn’t recognized in an address, after a space, on another line or in code', () => {
    assert.equal(at('ann@example'), undefined);
    assert.equal(at('@ ann'), undefined);
    assert.equal(at('@\nann'), undefined);
    assert.equal(at('`@ann'), undefined);
    assert.equal(at('```\n@app'), undefined);
    assert.equal(at(''), undefined);
    assert.deepEqual(at('`x` @a'), { start: 4, typed: 'a' });
  });

  it('ends at the caret and has a maximum length', () => {
    assert.deepEqual(mentionQuery('@annette', 3), { start: 0, typed: 'an' });
    assert.equal(at(`@${'x'.repeat(500)}`), undefined);
  });
});

describe('the people who match a mention', () => {
  const names = (typed: string) => matchingPeople(typed, people).map(({ name }) => name);

  it('are ordered: names that start with it, then later words, then the rest', () => {
    assert.deepEqual(names('a'), ['Ann', 'Ann Lee', 'Zoë Adams', 'Joan']);
  });

  it('match regardless of case, with names of several words and in any script', () => {
    assert.deepEqual(names('ANN L'), ['Ann Lee']);
    assert.deepEqual(names('zoe\u0308'), ['Zoë Adams'], 'decomposed');
    assert.deepEqual(names('小'), ['小安', '欧阳小明']);
    assert.deepEqual(names('xyz'), []);
  });

  it('are none after a complete name', () => {
    assert.deepEqual(names('ann '), []);
    assert.deepEqual(names('ann l'), ['Ann Lee']);
    assert.deepEqual(names('ann'), ['Ann', 'Ann Lee']);
  });

  it('never include the user, and are at most 50', () => {
    const crowd = Array.from({ length: 500 }, (_, i) => person(`Student ${i}`, i === 0));
    const offered = matchingPeople('', crowd);
    assert.equal(offered.length, 50);
    assert.ok(offered.every(({ self }) => !self));
    assert.equal(matchingPeople('student 499', crowd).length, 1);
  });
});

describe('the list of people', () => {
  const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

  function start() {
    const picked: string[] = [];
    const list = new MentionList((start, { name }) => picked.push(`${start} ${name}`));
    list.offer(people);
    const press = (key: string) => list.key({ key, ...plain });
    const type = (text: string) => list.typed(text, text.length);
    return { list, picked, press, type };
  }

  it('wraps around with the arrow keys and accepts with Enter and Tab', () => {
    for (const key of ['Enter', 'Tab']) {
      const { list, picked, press, type } = start();
      type('hi @');
      press('ArrowUp');
      press('ArrowDown');
      press('ArrowDown');
      assert.equal(list.activeId, 'mention-1');
      assert.equal(press(key), true);
      assert.deepEqual(picked, ['3 Ann Lee']);
      assert.equal(list.open, false);
    }
  });

  it('ignores all other keys, and every key while it is closed', () => {
    const { list, press, type } = start();
    assert.equal(press('Enter'), false);
    type('@');
    assert.equal(press('a'), false);
    assert.equal(press('Home'), false);
    assert.equal(list.key({ key: 'Enter', ...plain, shiftKey: true }), false);
    assert.equal(list.key({ key: 'Tab', ...plain, shiftKey: true }), false);
  });

  it('stays closed after Escape until another @ is typed', () => {
    const { list, press, type } = start();
    type('@');
    assert.equal(press('Escape'), true);
    type('@a');
    assert.equal(list.open, false);
    type('@a @');
    assert.equal(list.open, true);
    press('Escape');
    type('');
    type('@');
    assert.equal(list.open, true);
  });

  it('keeps the selected person while others come and go', () => {
    const { list, picked, press, type } = start();
    type('@');
    press('ArrowDown');
    list.offer([person('Aaron'), person('Cy'), ...people]);
    press('Enter');
    assert.deepEqual(picked, ['0 Ann Lee']);
    type('@');
    list.offer([]);
    assert.equal(list.open, false);
  });

  it('closes when the caret leaves the mention', () => {
    const { list, type } = start();
    type('hi @an');
    list.moved('hi @an', 6);
    assert.equal(list.open, true);
    list.moved('hi @an', 2);
    assert.equal(list.open, false);
  });
});
