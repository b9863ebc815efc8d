import assert from 'node:assert/strict';
import type { Applied } from '../../../src/protocol/frames';
import { MessageError } from '../../../src/room/message-error';
import { CardNotes } from '../../../src/ui/code/card-notes';
import { AppliedReporter } from '../../../src/ui/patch/applied-reporter';
import { Emitter } from '../../../src/util/event';

describe('reports of how much of a patch is applied', () => {
  const setUp = () => {
    const notes = new CardNotes();
    const states = new Emitter<void>();
    const room = { problem: undefined as Error | undefined };
    const told: [messageId: string, applied: Applied | undefined][] = [];
    const reporter = new AppliedReporter({
      notes,
      reportApplied: (...report) => {
        if (room.problem) throw room.problem;
        told.push(report);
      },
      onDidChangeState: states.event,
    });
    return { notes, states, room, told, reporter };
  };

  it('go to the author at once, and the card needs no word of its own', () => {
    const { notes, told, reporter } = setUp();
    reporter.report('m1', { files: 1, of: 2 });
    reporter.report('m1', undefined);
    assert.deepEqual(told, [
      ['m1', { files: 1, of: 2 }],
      ['m1', undefined],
    ]);
    assert.equal(notes.appliedOf('m1'), undefined);
  });

  it('wait on the card while the room is away, the latest of each patch', () => {
    const { notes, states, room, told, reporter } = setUp();
    room.problem = new MessageError('offline');
    reporter.report('m1', { files: 1, of: 2 });
    reporter.report('m2', { files: 1, of: 1 });
    reporter.report('m1', undefined);
    assert.deepEqual(
      [notes.appliedOf('m1'), notes.appliedOf('m2')],
      ['nothing', { files: 1, of: 1 }],
    );
    states.fire();
    assert.deepEqual(told, []);
    room.problem = undefined;
    states.fire();
    assert.deepEqual(
      new Map(told),
      new Map([
        ['m1', undefined],
        ['m2', { files: 1, of: 1 }],
      ]),
    );
    assert.equal(notes.unreported.size, 0);
    states.fire();
    assert.equal(told.length, 2, 'told once');
  });

  it('end with the window’s part, and hide no fault of the program', () => {
    const { notes, states, room, told, reporter } = setUp();
    room.problem = new TypeError('a fault');
    assert.throws(() => reporter.report('m1', undefined), TypeError);
    room.problem = new MessageError('offline');
    reporter.report('m1', { files: 1, of: 1 });
    reporter.dispose();
    room.problem = undefined;
    states.fire();
    assert.deepEqual(told, []);
    assert.deepEqual(notes.appliedOf('m1'), { files: 1, of: 1 });
  });
});
