import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import attach from '@vscode/codicons/src/icons/attach.svg';
import nudge from '@vscode/codicons/src/icons/bell.svg';
import request from '@vscode/codicons/src/icons/bell-dot.svg';
import muted from '@vscode/codicons/src/icons/bell-slash.svg';
import bookmark from '@vscode/codicons/src/icons/bookmark.svg';
import hosting from '@vscode/codicons/src/icons/broadcast.svg';
import matchCase from '@vscode/codicons/src/icons/case-sensitive.svg';
import tick from '@vscode/codicons/src/icons/check.svg';
import ticks from '@vscode/codicons/src/icons/check-all.svg';
import chevron from '@vscode/codicons/src/icons/chevron-right.svg';
import offline from '@vscode/codicons/src/icons/circle-slash.svg';
import clock from '@vscode/codicons/src/icons/clockface.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import weather from '@vscode/codicons/src/icons/cloud.svg';
import selection from '@vscode/codicons/src/icons/code.svg';
import message from '@vscode/codicons/src/icons/comment.svg';
import joined from '@vscode/codicons/src/icons/comment-discussion.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import paused from '@vscode/codicons/src/icons/debug-pause.svg';
import rejoin from '@vscode/codicons/src/icons/debug-restart.svg';
import added from '@vscode/codicons/src/icons/diff-added.svg';
import changed from '@vscode/codicons/src/icons/diff-modified.svg';
import patch from '@vscode/codicons/src/icons/diff-multiple.svg';
import deleted from '@vscode/codicons/src/icons/diff-removed.svg';
import edit from '@vscode/codicons/src/icons/edit.svg';
import more from '@vscode/codicons/src/icons/ellipsis.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import anyFile from '@vscode/codicons/src/icons/file.svg';
import file from '@vscode/codicons/src/icons/file-code.svg';
import picture from '@vscode/codicons/src/icons/file-media.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import insert from '@vscode/codicons/src/icons/insert.svg';
import spinner from '@vscode/codicons/src/icons/loading.svg';
import lock from '@vscode/codicons/src/icons/lock.svg';
import announcement from '@vscode/codicons/src/icons/megaphone.svg';
import people from '@vscode/codicons/src/icons/organization.svg';
import log from '@vscode/codicons/src/icons/output.svg';
import pin from '@vscode/codicons/src/icons/pinned.svg';
import help from '@vscode/codicons/src/icons/question.svg';
import reply from '@vscode/codicons/src/icons/reply.svg';
import continueRoom from '@vscode/codicons/src/icons/repo-forked.svg';
import save from '@vscode/codicons/src/icons/save-as.svg';
import send from '@vscode/codicons/src/icons/send.svg';
import leave from '@vscode/codicons/src/icons/sign-out.svg';
import react from '@vscode/codicons/src/icons/smiley.svg';
import terminal from '@vscode/codicons/src/icons/terminal.svg';
import remove from '@vscode/codicons/src/icons/trash.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { icon } from './icon';

/**
 * The editor's own icons, in the color of the surrounding text and hidden from screen readers. They are
 * inline SVG instead of the icon font, so the page's policy needs no exception for fonts and only the icons
 * in use are shipped.
 */
export const icons = {
  send: icon(send),
  continueRoom: icon(continueRoom),
  request: icon(request),
  terminal: icon(terminal),
  arrowDown: icon(arrowDown),
  arrowUp: icon(arrowUp),
  chevron: icon(chevron),
  close: icon(close),
  matchCase: icon(matchCase),
  warning: icon(warning),
  error: icon(error),
  info: icon(info),
  clock: icon(clock),
  tick: icon(tick),
  ticks: icon(ticks),
  lock: icon(lock),
  offline: icon(offline),
  joined: icon(joined),
  message: icon(message),
  hosting: icon(hosting),
  spinner: icon(spinner, 'icon spins'),
  leave: icon(leave),
  copy: icon(copy),
  insert: icon(insert),
  log: icon(log),
  rejoin: icon(rejoin),
  reply: icon(reply),
  react: icon(react),
  edit: icon(edit),
  remove: icon(remove),
  selection: icon(selection),
  file: icon(file),
  changed: icon(changed),
  added: icon(added),
  deleted: icon(deleted),
  patch: icon(patch),
  people: icon(people),
  weather: icon(weather),
  pin: icon(pin),
  bookmark: icon(bookmark),
  more: icon(more),
  muted: icon(muted),
  nudge: icon(nudge),
  attach: icon(attach),
  anyFile: icon(anyFile),
  picture: icon(picture),
  save: icon(save),
  paused: icon(paused),
  help: icon(help),
  announcement: icon(announcement),
};
