import * as vscode from 'vscode';
import {
  type CheckStatus,
  checkIds,
  type Finding,
  type Report,
} from '../../protocol/connection-report';
import { type CheckContext, checkTitle, findingText } from '../../strings/check-text';
import { verdictText } from '../../strings/check-verdict-text';
import { createQuickPick, type QuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import { type CheckButton, press } from './check-button';

export interface CheckListEvents {
  /** Called once, when the user closes it or an action does. */
  closed(): void;
  /** Called when an action fails. */
  failed(error: Error): void;
}

interface Row extends PickItem {
  /** What Enter does; nothing if absent. */
  readonly button?: CheckButton;
}

const icons: Readonly<Record<CheckStatus, string>> = {
  ok: 'pass',
  warning: 'warning',
  unknown: 'question',
  bad: 'error',
};

/**
 * The list that shows a check: each finding as it comes, then the verdict with what to do, and below it the findings;
 * those that passed are folded.
 */
export class CheckList {
  private readonly list: QuickPick<Row> = createQuickPick<Row>();
  private readonly found: Finding[] = [];
  private report: Report | undefined;
  private buttons: readonly CheckButton[] = [];
  private isUnfolded = false;

  constructor(
    private readonly context: CheckContext,
    private readonly platform: string,
    private readonly events: CheckListEvents,
  ) {
    const { list } = this;
    const { t } = context;
    list.title = t('Check Connection');
    list.placeholder = t('Checking… this takes up to 10 seconds.');
    // The result must survive a look at the settings or at another window.
    list.ignoreFocusOut = true;
    list.busy = true;
    list.onDidAccept(() => this.accept());
    list.onDidHide(() => {
      list.dispose();
      events.closed();
    });
    list.showWaiting(t('Checking…'), t('Press Escape to stop.'));
    list.show();
  }

  add(finding: Finding): void {
    this.found.push(finding);
    const order = this.found.toSorted(
      (a, b) => checkIds.indexOf(a.check) - checkIds.indexOf(b.check),
    );
    this.list.items = order.map((each) => this.findingRow(each));
  }

  /** @param buttons what the user can do, the likeliest first */
  finish(report: Report, buttons: readonly CheckButton[]): void {
    this.report = report;
    this.buttons = buttons;
    this.list.busy = false;
    this.list.placeholder = this.context.t('Choose an action, or press Escape to close.');
    this.draw();
  }

  close(): void {
    this.list.hide();
  }

  private draw(): void {
    const { context, report } = this;
    if (!report) return;
    const { t } = context;
    const { findings, verdict } = report;
    const { headline, steps } = verdictText(verdict, context, this.platform);
    const fine = findings.filter(({ status }) => status === 'ok');
    const rest = findings.filter(({ status }) => status !== 'ok');
    const fold: CheckButton = {
      label: fine.length === 1 ? t('1 check passed') : t('{0} checks passed', fine.length),
      icon: 'chevron-right',
      stays: true,
      run: () => {
        this.isUnfolded = true;
        this.draw();
      },
    };
    const shown = this.isUnfolded ? findings : rest;
    const rows: readonly Row[] = [
      { icon: icons[verdict.status], label: headline },
      ...steps.map((label) => ({ icon: 'arrow-small-right', label })),
      separator(t('what you can do')),
      ...this.buttons.map(buttonRow),
      separator(t('checks')),
      ...shown.map((finding) => this.findingRow(finding)),
      ...(this.isUnfolded || fine.length === 0 ? [] : [buttonRow(fold)]),
    ];
    this.list.items = rows;
    const found = rows.length - shown.length;
    const first = this.isUnfolded
      ? rows[found]
      : rows.find(({ button }) => button && button === this.buttons[0]);
    if (first) this.list.activeItems = [first];
  }

  private findingRow(finding: Finding): Row {
    const { context } = this;
    return {
      icon: icons[finding.status],
      label: checkTitle(finding.check, context.t),
      detail: findingText(finding, context),
    };
  }

  private accept(): void {
    const button = this.list.activeItems[0]?.button;
    if (!button) return;
    if (!button.stays) this.close();
    void press(button, (error) => this.events.failed(error));
  }
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function buttonRow(button: CheckButton): Row {
  return { icon: button.icon, label: button.label, button };
}
