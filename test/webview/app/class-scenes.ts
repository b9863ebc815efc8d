import type { PanelClass } from '../../../src/webview/class-messages';
import type { PanelSnapshot } from '../../../src/webview/messages';
import type { PanelStatus } from '../../../src/webview/status-messages';
import { pair, people } from './invited-scenes';
import { fromAnn, own, room } from './room-scene';

/** States of the panel in a class, as the extension host posts them. */

const [cai, ...others] = people;

/** Ann hosts, Ben helps; the user, Cai, is a student. */
export const studentStatus: PanelStatus = {
  ...pair,
  connection: 'joined',
  headline: 'Class room “Lab 3” · 4 people',
  actions: [{ command: 'leave', label: 'Leave Room' }],
  typing: '',
  members: [
    ...(cai ? [{ ...cai, host: false }] : []),
    ...others.map((member) => ({
      ...member,
      host: member.id === 'm1',
      ...(member.id === 'm2' && { helper: true as const }),
    })),
  ],
};

export const helpersOnly = { id: 'm0', label: 'Helpers only (private)' };
export const withoutName = { id: 'm0~', label: 'Helpers – publish without my name' };

/** A student who hasn't asked for anything. */
export const studentClass: PanelClass = {
  actions: [{ command: 'imStuck', label: 'I’m Stuck' }],
  toEveryone: true,
  recipients: [helpersOnly, withoutName],
  unseen: [],
};

/** What was said on the line of a student. */
const line: NonNullable<PanelClass['line']> = {
  ...{ id: 'm0', student: 'm0' },
  title: 'Private: only you and the helpers see this',
  messages: [
    {
      id: '1',
      author: 'm0',
      authorName: 'Cai',
      own: true,
      time: '12:01',
      text: 'Is my\n  loop wrong?',
    },
    {
      id: '1',
      author: 'm2',
      authorName: 'Ben',
      own: false,
      time: '12:02',
      text: 'Yes: <b>i</b> starts at 1',
      card: 'src/list.c, line 42',
    },
    {
      id: '2',
      author: 'm0',
      authorName: 'Cai',
      own: true,
      time: '12:03',
      text: 'Thanks',
      queued: true,
    },
  ],
};

/** A question on the line of a student, Zoe, as a helper sees it. */
const asked: NonNullable<PanelClass['line']> = {
  ...{ id: 'm3', student: 'm3', title: 'Private: only Zoe and the helpers see this' },
  messages: [
    {
      ...{ id: '7', author: 'm3', authorName: 'Zoe', own: false, time: '12:00', text: 'Why?' },
      note: 'Asks to stay anonymous to other students',
      canPublish: true,
      preview: {
        title: 'Everyone will see this as from an anonymous student, published by you:',
        text: 'Why?',
        card: 'type: code\npath: src/list.c\ntext:\n  <b>while</b>',
      },
    },
  ],
};

function inClass(classroom: PanelClass, change: Partial<PanelSnapshot> = {}): PanelSnapshot {
  return room([fromAnn('1', 'Start with exercise 2.', { announcement: true }), own('2', 'ok')], {
    status: { ...studentStatus, classroom },
    ...change,
  });
}

export const classScenes = {
  classIdle: inClass(studentClass),
  classWaiting: inClass({
    ...studentClass,
    request: {
      text: '2 before you',
      topic: 'Segmentation fault in list_insert, only with -O2',
      look: 'waiting',
    },
    actions: [
      { command: 'pauseRequest', label: 'Pause' },
      { command: 'withdrawRequest', label: 'Withdraw' },
    ],
    unseen: [{ id: 'm0', label: 'Private message from Ben' }],
  }),
  classTaken: inClass({
    ...studentClass,
    request: { text: 'Ben is coming', topic: 'Segmentation fault', look: 'taken' },
    actions: [{ command: 'withdrawRequest', label: 'Withdraw' }],
  }),
  classPrivate: inClass({ ...studentClass, line }, { draft: 'psst', draftTo: 'm0' }),
  /** The host, with newcomers about whom it decides. */
  classApplicants: inClass(studentClass, {
    status: {
      ...studentStatus,
      connection: 'hosting',
      waiting: [
        { name: 'Di', applicant: 1, note: 'not on the roster' },
        { name: 'Zoë from the third row by the window', applicant: 2, note: 'name already used' },
        { name: 'Ed' },
      ],
    },
  }),
  classLecture: inClass(
    {
      ...studentClass,
      note: 'Only helpers write to everyone now. You can write to the helpers, or ask for help.',
      toEveryone: false,
      line: { ...line, messages: [] },
    },
    { draftTo: 'm0' },
  ),
  /** A private line without messages yet, beside news on another one. */
  classUnseen: inClass(
    {
      ...studentClass,
      line: { ...line, messages: [] },
      unseen: [{ id: 'm3', label: 'Private message from Zoe' }],
    },
    { draftTo: 'm0' },
  ),
  /** A helper decides about a question whose student asks to stay anonymous; another one is published. */
  classPublish: {
    ...inClass(
      {
        ...studentClass,
        actions: [],
        recipients: [{ id: 'm3', label: 'Zoe (private)' }],
        line: asked,
      },
      { draftTo: 'm3' },
    ),
    messages: [
      fromAnn('1', 'Is UDP reliable?', {
        authorName: 'Anonymous student',
        anonymous: 'published by Ann',
      }),
      own('2', 'Is TCP quick?', {
        authorName: 'Anonymous student',
        anonymous: 'published by you',
      }),
      own('3', 'It depends.'),
    ],
  },
} as const;
