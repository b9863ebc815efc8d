import { strict as assert } from 'node:assert';
import {
  CommandSource,
  matchingCommands,
} from '../../../../src/webview/app/composer/command-source';
import { CompletionList } from '../../../../src/webview/app/composer/completion-list';
import { matchingPeople, mentionQuery } from '../../../../src/webview/app/composer/mention-query';
import { PeopleSource } from '../../../../src/webview/app/composer/people-source';
import type { PanelMember } from '../../../../src/webview/status-messages';

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

const slash = [
  { name: 'lock', label: 'Lock Room' },
  { name: 'leave', label: 'Leave Room' },
  { name: 'name', argument: 'new name', label: '修改昵称' },
];

describe('the commands that match', () => {
  const names = (typed: string) => matchingCommands(typed, slash).map(({ name }) => name);

  it('start with the typed text, or say it in their description', () => {
    assert.deepEqual(names(''), ['lock', 'leave', 'name']);
    assert.deepEqual(names('L'), ['lock', 'leave']);
    assert.deepEqual(names('room'), ['lock', 'leave']);
    assert.deepEqual(names('昵称'), ['name']);
  });

  it('are none once a name is complete, so that Enter runs it', () => {
    assert.deepEqual(names('lock'), []);
  });
});

describe('the completion list', () => {
  const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

  function start() {
    const picked: string[] = [];
    const source = new PeopleSource();
    source.people = people;
    const commands = new CommandSource();
    commands.commands = slash;
    const list = new CompletionList([commands, source], (start, text) =>
      picked.push(`${start} ${text}`),
    );
    const offer = (members: readonly PanelMember[]) => {
      source.people = members;
      list.refresh();
    };
    const press = (key: string) => list.key({ key, ...plain });
    const type = (text: string) => list.typed(text, text.length);
    return { list, picked, press, type, offer };
  }

  it('wraps around with the arrow keys and accepts with Enter and Tab', () => {
    for (const key of ['Enter', 'Tab']) {
      const { list, picked, press, type } = start();
      type('hi @');
      press('ArrowUp');
      press('ArrowDown');
      press('ArrowDown');
      assert.equal(list.activeId, 'completion-1');
      assert.equal(press(key), true);
      assert.deepEqual(picked, ['3 @Ann Lee']);
      assert.equal(list.open, false);
    }
  });

  it('leaves Enter alone when the name is complete and could become no other', () => {
    const bo = [person('Bo'), person('Joan'), person('欧阳小明')];
    const cases: [typed: string, takes: string | undefined][] = [
      ['/nudge @Joan', undefined],
      ['hi ＠joan', undefined],
      ['@ＢＯ', undefined],
      ['@欧阳小明', undefined],
      ['@joa', '@Joan'],
      ['@阳小明', '@欧阳小明'],
    ];
    for (const [typed, takes] of cases) {
      const { list, picked, press, type, offer } = start();
      offer(bo);
      type(typed);
      assert.ok(list.open, typed);
      assert.equal(press('Enter'), takes !== undefined, typed);
      assert.deepEqual(
        picked.map((each) => each.split(' ').at(-1)),
        takes === undefined ? [] : [takes],
      );
    }
    // It could become Ann Lee; and what the user selected or asks for with Tab is taken.
    const { picked, press, type, offer } = start();
    offer(people);
    type('@ann');
    assert.equal(press('Enter'), true);
    offer(bo);
    type('x @bo');
    assert.equal(press('Tab'), true);
    type('so @bo');
    press('ArrowDown');
    assert.equal(press('Enter'), true);
    assert.deepEqual(picked, ['0 @Ann', '2 @Bo', '3 @Bo']);
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
    const { list, picked, press, type, offer } = start();
    type('@');
    press('ArrowDown');
    offer([person('Aaron'), person('Cy'), ...people]);
    press('Enter');
    assert.deepEqual(picked, ['0 @Ann Lee']);
    type('@');
    offer([]);
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

  it('offers commands at the start of a message only, also as Chinese input methods type the key', () => {
    for (const sign of ['/', '／', '、']) {
      const { list, picked, press, type } = start();
      type(`${sign}le`);
      press('Enter');
      assert.deepEqual(picked, ['0 /leave']);
      for (const other of [
        ` ${sign}le`,
        `a${sign}le`,
        `${sign}le `,
        `x\n${sign}le`,
        `${sign}usr/`,
      ]) {
        type(other);
        assert.equal(list.open, false, other);
      }
    }
  });

  it('lets one source follow another in the same message', () => {
    const { list, picked, press, type } = start();
    type('/na');
    assert.equal(list.open, true);
    type('/name @be');
    press('Tab');
    assert.deepEqual(picked, ['6 @Ben']);
  });
});
