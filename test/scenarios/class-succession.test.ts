import assert from 'node:assert/strict';
import { ClassScene } from '../helpers/class-scene';
import { waitFor } from '../helpers/wait-for';

describe('a class whose host hands it over to a helper', () => {
  let scene: ClassScene;

  beforeEach(async () => {
    scene = await ClassScene.open();
  });
  afterEach(() => scene.close());

  it('gets its queue back from its students, in order, and keeps its helpers and private lines', async () => {
    const { ann } = scene;
    const hal = await scene.helper('Hal');
    hal.session.invited?.setMayTakeOver?.(true);
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    cy.session.invited?.setMayTakeOver?.(true);
    await bo.room.ask({ topic: 'Bo is stuck' });
    // The next host knows when they asked only as exactly as what they say on coming back takes the same time.
    const asked = performance.now();
    await waitFor(() => performance.now() - asked > 1000, 'a second passes');
    await cy.room.ask({ topic: 'Cy is stuck' });
    bo.room.tell('psst');
    await ann.becomes(() => ann.lines, ['Bo: psst']);
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    ann.room.hostActions?.configure({ cooldown: 5 });
    const ready = () => scene.actions.successors.map(({ name }) => name);
    await waitFor(() => ready().includes('Hal'), 'Hal can take over');
    assert.deepEqual(ready(), ['Hal'], 'a student can’t, though it would');
    const result = await scene.actions.handOver(hal.id, true);
    assert.ok(result.ok, JSON.stringify(result));
    await hal.becomes(() => hal.session.state.connection.kind, 'hosting');
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    assert.deepEqual(hal.lines, ['Bo: psst']);
    await ann.becomes(() => ann.session.state.connection.kind, 'joined');
    await ann.becomes(() => ann.room.isHelper, true);
    await ann.becomes(() => ann.queue, 'Bo waiting, Cy waiting');
    await ann.becomes(() => ann.lines, ['Bo: psst']);
    assert.equal(hal.room.rules.cooldown, 5);
    await bo.becomes(() => bo.own, 'waiting 0');
    await cy.becomes(() => cy.own, 'waiting 1');
    const [first] = ann.room.queue;
    assert.ok(first);
    assert.deepEqual(await ann.room.serve('take', first), { ok: true });
    await bo.becomes(() => bo.own, 'taken');
  });
});
