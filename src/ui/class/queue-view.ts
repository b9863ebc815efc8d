import * as vscode from 'vscode';
import type { OpenRequest } from '../../room/classroom';
import { durationText, requestRow, waitingText } from '../../strings/class-text';
import { noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { viewIds } from '../../webview/view-ids';
import { dimRows, type TooltipPart, TreeView, treeItem } from '../window/tree-items';
import type { CurrentClass } from './current-class';
import { type QueueNode, queueTree, waitingCount } from './queue-tree';

export interface QueueViewDeps {
  readonly current: CurrentClass;
  readonly clock: Clock;
  readonly t: Translate;
}

/** How often the rows say anew how long someone has waited, in ms. */
const minuteMs = 60_000;

/** The requests of a class as a view of its own, which only helpers have. */
export class QueueView implements vscode.TreeDataProvider<QueueNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: TreeView<QueueNode>;
  private timer: Disposable | undefined;
  /** What the rows show, as JSON. */
  private shown = '';

  constructor(private readonly deps: QueueViewDeps) {
    this.store.add(dimRows());
    this.view = this.store.add(new TreeView(viewIds.queue, this));
    this.store.add(deps.current.onDidChange(() => this.update()));
    this.store.add(this.view.onDidChangeVisibility(() => this.renew()));
    this.update();
  }

  /** Whether the user sees it. */
  get isVisible(): boolean {
    return this.view.visible;
  }

  /** The request that is selected. */
  get selected(): OpenRequest | undefined {
    const [node] = this.view.selection;
    return node?.kind === 'request' ? node.request : undefined;
  }

  getChildren(node?: QueueNode): readonly QueueNode[] & QueueNode[] {
    const { current } = this.deps;
    if (!node) return [...queueTree(current.asHelper?.queue ?? [], current.selfId)];
    if (node.kind === 'request') return [];
    const { requests, isMine } = node;
    return requests.map((request) => ({ kind: 'request', request, isMine }));
  }

  getTreeItem(node: QueueNode): vscode.TreeItem {
    return node.kind === 'request' ? this.requestItem(node) : this.helperItem(node);
  }

  dispose(): void {
    this.timer?.dispose();
    this.store.dispose();
  }

  private requestItem({
    request,
    isMine,
  }: Extract<QueueNode, { kind: 'request' }>): vscode.TreeItem {
    const { current, clock, t } = this.deps;
    const { state, member, id } = request;
    // The host can end and give back what others have taken.
    const mayEnd = isMine || current.hostActions !== undefined;
    const item = treeItem(
      {
        ...requestRow(request, clock.now(), t),
        icon: icons[state],
        tooltip: tooltipOf(request, clock.now(), t),
        isDimmed: state === 'paused',
        context: state === 'taken' && mayEnd ? 'taken mayEnd' : state,
      },
      vscode.TreeItemCollapsibleState.None,
    );
    item.id = `${member}/${id}`;
    item.command = {
      command: 'deskmate.openRequest',
      title: t('Open Code of Request'),
      arguments: [{ kind: 'request', request, isMine } satisfies QueueNode],
    };
    return item;
  }

  private helperItem({
    helper,
    requests,
    isMine,
  }: Extract<QueueNode, { kind: 'helper' }>): vscode.TreeItem {
    const { current, t } = this.deps;
    const name = current.nameOf(helper) ?? t('A helper');
    const item = treeItem(
      {
        label: isMine ? t('Taken by you') : t('Taken by {0}', noticeText(name)),
        description: String(requests.length),
        icon: 'person',
        context: 'helper',
      },
      vscode.TreeItemCollapsibleState.Expanded,
    );
    item.id = `helper/${helper}`;
    return item;
  }

  private update(): void {
    const { current, clock, t } = this.deps;
    const { asHelper } = current;
    this.timer?.dispose();
    this.timer = undefined;
    const queue = asHelper?.queue ?? [];
    this.view.message = asHelper && !asHelper.rules.open ? t('The queue is closed.') : undefined;
    const waiting = waitingCount(queue);
    this.view.setBadge(waiting, waitingText(waiting, t));
    const helpers = queue.map(({ helper }) => helper && current.nameOf(helper));
    const shown = JSON.stringify([queue, helpers, current.selfId]);
    // While the editor builds rows anew, clicks on them are lost.
    if (shown !== this.shown) this.changes.fire();
    this.shown = shown;
    // Without anyone to see the rows, nothing needs to be said anew.
    if (this.view.visible && queue.length > 0) {
      this.timer = clock.after(minuteMs, () => this.renew());
    }
  }

  /** Says anew how long everyone has waited. */
  private renew(): void {
    this.shown = '';
    this.update();
  }
}

const icons = { waiting: 'question', paused: 'debug-pause', taken: 'comment-discussion' } as const;

function tooltipOf(request: OpenRequest, now: number, t: Translate): readonly TooltipPart[] {
  const { name, topic, place, tried, card, asked, helped } = request;
  return [
    `${name}: ${topic}`,
    ...(place ? [`${place.path}:${place.line}`] : []),
    t('Waiting for {0}', durationText(now - asked, t)),
    helped === undefined ? t('Not helped yet') : t('Helped {0} ago', durationText(now - helped, t)),
    ...(tried ? [t('Tried: {0}', tried)] : []),
    ...(card ? [{ code: card.text, language: card.language }] : []),
    ...(card && 'message' in card ? [card.message] : []),
  ];
}
