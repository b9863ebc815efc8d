import assert from 'node:assert/strict';
import { hostedRoom } from '../../helpers/hosted';

describe('a hosted room that nobody looks at', () => {
  for (const kind of ['group', 'lab-hub'] as const) {
    it(`shows no entry, and tells its guests everything: ${kind}`, () => {
      const scenes = [true, false].map((hasViewer) => {
        const { room, server, lines } = hostedRoom({ kind, hasViewer, maxClients: 3 });
        const [bo, cy] = [server.connect('Bo'), server.connect('Cy')];
        bo.say('hello');
        if (kind === 'group') {
          bo.request({ type: 'edit', target: 3, text: 'hello!' });
          cy.request({ type: 'react', target: 3, emoji: '👍', on: true });
          cy.ask({ type: 'received', seq: 5 });
        }
        room.say('hi');
        cy.end();
        return { lines, told: kind === 'group' ? bo.entries : bo.heard };
      });
      const [seen, unseen] = scenes;
      assert.ok(seen && unseen);
      assert.ok(seen.lines().some((line) => line.includes('> hello')));
      assert.deepEqual(unseen.lines(), ['opened']);
      assert.ok(unseen.told.length > 3);
      assert.deepEqual(unseen.told, seen.told);
    });
  }

  it('still says who was turned away', () => {
    const { lines, server } = hostedRoom({
      kind: 'pair',
      hasViewer: false,
      maxClients: 1,
      waitingLine: 0,
    });
    server.connect('Bo');
    server.connect('Cy');
    assert.deepEqual(lines(), ['opened', 'Cy turned-away']);
  });

  it('gives newcomers the whole log', () => {
    const first = hostedRoom({ kind: 'group', hasViewer: false });
    const bo = first.server.connect('Bo');
    bo.say('one');
    first.room.say('two');
    assert.deepEqual(
      first.server.connect('Cy').entries.map(({ type }) => type),
      ['joined', 'message', 'message', 'joined'],
    );
  });
});
