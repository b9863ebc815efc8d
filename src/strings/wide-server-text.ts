import type { WideServerAccess } from '../protocol/wide';
import type { ServerProblem } from '../protocol/wide-server-file';
import { exhaustive } from '../util/exhaustive';
import { linkName } from './inline-text';
import type { Translate } from './translate';
import { nodesText } from './wide-text';

/** Why a file or link isn't a server for wide rooms, and what to do. */
export function serverProblemText(problem: ServerProblem, t: Translate): string {
  switch (problem.code) {
    case 'too-large':
      return t(
        'This file is too large to be a server file. Choose the one that you got from whoever runs the server.',
      );
    case 'not-server':
      return t(
        'This isn’t a server for wide rooms, or part of it is missing or was changed. Ask whoever runs the server for its file or link again.',
      );
    case 'newer':
      return t('This server needs a newer version of Deskmate. Update Deskmate, then try again.');
    case 'unreadable':
      return t('This file isn’t there, or can’t be read. Choose another one.');
    case 'bad-field':
      return t(
        '“{0}” in the server file is missing or wrong. Ask whoever runs the server for its file again.',
        problem.field,
      );
    default:
      return exhaustive(problem);
  }
}

/** Asks whether to add a server that a link names, and says where it is. */
export function serverQuestion(server: WideServerAccess, t: Translate) {
  return {
    message: t('Add the server “{0}” for wide rooms?', linkName(server.name)),
    detail: [
      t('Wide rooms that you open will be on {0}.', nodesText(server)),
      t(
        'Add it only if you know who sent the link. A server can’t read what is said in a room, but it sees who is connected and when, and can stop the room.',
      ),
    ].join('\n\n'),
    confirm: t('Add Server'),
  };
}

/** Says that a server was added. */
export function serverAddedText({ name }: WideServerAccess, t: Translate): string {
  return t('“{0}” was added. To open a room there: Host Room, then Wide room.', linkName(name));
}
