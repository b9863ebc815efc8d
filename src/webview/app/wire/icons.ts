import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import received from '@vscode/codicons/src/icons/arrow-left.svg';
import sent from '@vscode/codicons/src/icons/arrow-right.svg';
import order from '@vscode/codicons/src/icons/arrow-swap.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import acknowledged from '@vscode/codicons/src/icons/check.svg';
import lost from '@vscode/codicons/src/icons/circle-slash.svg';
import wait from '@vscode/codicons/src/icons/clockface.svg';
import join from '@vscode/codicons/src/icons/combine.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import end from '@vscode/codicons/src/icons/debug-disconnect.svg';
import pause from '@vscode/codicons/src/icons/debug-pause.svg';
import repeat from '@vscode/codicons/src/icons/debug-restart.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import resume from '@vscode/codicons/src/icons/play.svg';
import continued from '@vscode/codicons/src/icons/reply.svg';
import save from '@vscode/codicons/src/icons/save.svg';
import cut from '@vscode/codicons/src/icons/split-horizontal.svg';
import type { SVGTemplateResult } from 'lit/html.js';
import { icon } from '../base/icon';
import type { WireIcon } from '../base/wire-messages';

export const icons = {
  arrowDown: icon(arrowDown),
  arrowUp: icon(arrowUp),
  received: icon(received),
  sent: icon(sent),
  copy: icon(copy),
  save: icon(save),
  pause: icon(pause),
  resume: icon(resume),
};

export const markIcons: Readonly<Record<WireIcon, SVGTemplateResult>> = {
  cut: icon(cut),
  join: icon(join),
  continue: icon(continued),
  file: icon(file),
  lost: icon(lost),
  repeat: icon(repeat),
  order: icon(order),
  wait: icon(wait),
  ack: icon(acknowledged),
  end: icon(end),
};
