import assert from 'node:assert/strict';
import type { ClassHostActions } from '../../src/room/classroom';
import { ClassMember, ClassScene } from '../helpers/class-scene';
import { waitFor } from '../helpers/wait-for';

describe('a class with a roster, over the network', () => {
  let scene: ClassScene;

  beforeEach(async () => {
    scene = await ClassScene.open();
    assert.ok(host().setRoster(['Bo', 'Cy']));
  });

  afterEach(() => scene.close());

  const host = () => scene.ann.room.hostActions as ClassHostActions;

  /** Someone who has to wait for the host. */
  async function wait(name: string): Promise<ClassMember> {
    const member = new ClassMember(name);
    scene.members.push(member);
    await member.session.joinByInvite(scene.actions.invite, name);
    return member;
  }

  const connection = ({ session }: ClassMember) => session.state.connection;
  const idOf = (name: string) =>
    scene.ann.session.state.waiting.find((each) => each.name === name)?.applicant ?? -1;

  it('tells whoever isn’t on it why they wait, and what became of it', async () => {
    const bo = await scene.join('Bo');
    const [twin, di] = [await wait('bo'), await wait('Di')];
    const waiting = { kind: 'waiting', position: 1, approval: 'name-taken' };
    await twin.becomes(() => connection(twin), waiting);
    await di.becomes(() => connection(di), { ...waiting, position: 2, approval: 'not-listed' });
    di.session.messages.say('early');
    host().turnAway(idOf('bo'));
    await twin.becomes(() => connection(twin), { kind: 'offline', error: 'turned-away' });
    assert.deepEqual(twin.session.entries, [], 'it never was in the room');
    assert.ok(host().admit(idOf('Di')));
    await di.becomes(() => connection(di), { kind: 'joined' });
    await bo.becomes(() => bo.said, ['Di: early']);
    assert.deepEqual(
      host().roster.map(({ member }) => member),
      [bo.id, undefined],
    );
  });

  it('has those who waited again after a restart of its host', async () => {
    const di = await wait('Di');
    await scene.ann.reload();
    await waitFor(() => idOf('Di') > 0, 'Di waits again');
    await di.becomes(() => connection(di), {
      kind: 'waiting',
      position: 1,
      approval: 'not-listed',
    });
    assert.deepEqual(
      host().roster.map(({ name }) => name),
      ['Bo', 'Cy'],
    );
    assert.ok(host().setRoster(['Di']));
    await di.becomes(() => connection(di), { kind: 'joined' });
    await scene.actions.resetInvite();
    await di.reload();
    await di.becomes(() => connection(di), { kind: 'joined' });
  });
});
