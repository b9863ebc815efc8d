import { guard } from 'lit/directives/guard.js';
import { html, nothing, render } from 'lit/html.js';
import { chime } from './base/chime';
import {
  focusMessageBox,
  isFocusLost,
  moveBetweenRegions,
  type Region,
  regionOf,
} from './base/focus';
import { host } from './base/host';
import { icons } from './base/icons';
import {
  type CodeColors,
  codeColors,
  type PageAction,
  type PanelStatus,
  type PanelStrings,
  type ToPanel,
} from './base/messages';
import { PointedParts } from './code/pointed-parts';
import { Composer } from './composer/composer';
import { composerToolsTemplate } from './composer/composer-view';
import { PrivateScroll, privateLineTemplate } from './composer/private-line';
import { earlyShortcut, TypeAheadBuffer, typesText } from './composer/type-ahead';
import { DropOverlay, watchFiles } from './files/dropped-files';
import { OfferedFiles } from './files/offered-files';
import { FindWidget } from './find/find-widget';
import { MessageList } from './log/message-list';
import { classStripTemplate } from './room/class-strip';
import { Participants } from './room/participants';
import { roomBarTemplate, welcomeTemplate } from './room/room-bar';
import { PanelStore } from './state/panel-store';

/** The most people whose list is open above the messages by default. */
const maxPeopleAbove = 20;

/** The whole page: passes on messages from the extension host, draws the state, and reports what was seen. */
export class Panel {
  private readonly store = new PanelStore();
  private readonly list: MessageList;
  private readonly find: FindWidget;
  private readonly composer: Composer;
  private readonly people: Participants;
  private readonly offered = new OfferedFiles();
  private readonly privateScroll = new PrivateScroll();
  private readonly overlay = new DropOverlay(() => this.store.strings);
  /** Matches when the participants have a column of their own; as in the style sheet. */
  private readonly wide = window.matchMedia('(min-width: 700px)');
  /** Matches when the panel is so low that the messages need all the space. */
  private readonly low = window.matchMedia('(max-height: 360px)');
  private aboutOpen = false;
  /** When the panel got the keyboard, in the time scale of event time stamps. */
  private focusedAt = Number.NEGATIVE_INFINITY;
  private readonly ahead = new TypeAheadBuffer();
  private readonly pointed = new PointedParts();
  /** The end of the log when it was last reported as seen. */
  private lastSeen: number | undefined;
  /** In F6 order. */
  private readonly regions: readonly Region[];

  constructor(private readonly root: HTMLElement) {
    this.list = new MessageList(this.draw);
    this.find = new FindWidget(this.list, this.draw);
    this.composer = new Composer(() => this.list.jumpToNewest(), this.draw);
    this.people = new Participants(this.draw);
    this.regions = [
      regionOf('.room-bar'),
      regionOf('.people'),
      regionOf('.pins'),
      this.list,
      regionOf('.writing', focusMessageBox),
    ];
    this.wide.addEventListener('change', this.draw);
    this.low.addEventListener('change', this.draw);
    document.addEventListener('visibilitychange', this.draw);
    document.addEventListener('keydown', this.keydown);
    this.ahead.takeEarly();
    this.pointed.attach(document);
    watchFiles(document, {
      files: (files) => {
        if (this.takesFiles()) this.offered.offer(files);
      },
      folders: () => {
        const { strings } = this.store;
        if (strings) this.refuse(strings.noFolders);
      },
      addresses: (addresses) => {
        if (this.takesFiles()) host.post({ type: 'dropAddresses', addresses: [...addresses] });
      },
      dragged: (ready) => this.overlay.show(ready, this.store.status?.noFiles),
      dragEnded: () => this.overlay.hide(),
    });
    window.addEventListener('focus', this.focused);
    window.addEventListener('blur', () => host.post({ type: 'focused', focused: false }));
    host.listen((message) => this.apply(message));
    host.post({ type: 'ready' });
    if (document.hasFocus()) host.post({ type: 'focused', focused: true });
  }

  private apply(message: ToPanel): void {
    this.store.apply(message, this.attentive());
    // A report sent just as the window gained or lost the focus may not have counted, so report again.
    if (message.type === 'focus' || message.type === 'snapshot') this.lastSeen = undefined;
    this.composer.apply(message, this.store.snapshots === 1);
    this.offered.apply(message);
    if (message.type === 'colors') setCodeColors(message.colors);
    this.draw();
    if (message.type === 'do') this.act(message.action);
  }

  private act(action: PageAction): void {
    if (typeof action === 'object') this.actOn(action);
    else if (action === 'focusComposer') this.takeKeyboard();
    else if (action === 'chime') chime();
    else if (this.store.showsWelcome) return;
    else if (action === 'find') this.find.open();
    else this.list.act(action);
  }

  /** Runs an action that says what it is about. */
  private actOn(action: Extract<PageAction, object>): void {
    if ('typed' in action) {
      if (!this.composer.field.insertTyped(action.typed)) {
        this.ahead.prepend(action.typed, performance.now());
      }
    } else if ('reveal' in action) this.list.reveal(action.reveal);
    else if ('copy' in action) this.pointed.copy(action.copy);
    else if (this.store.showsWelcome) return;
    else if ('press' in action) {
      // The editor's menu had the focus.
      if (!document.hasFocus()) window.focus();
      this.list.press(action.press, action.messageId);
    } else this.composer.mention(action.mention);
  }

  /** Focuses the composer. Before there is a message box, the page collects what the user types. */
  private takeKeyboard(): void {
    if (!this.composer.field.focus() && !document.hasFocus()) window.focus();
  }

  private readonly draw = (): void => {
    const { store, list, find, composer, people } = this;
    const { status, strings } = store;
    if (!status || !strings) return;
    const { documentElement: page } = document;
    // Even the same language again would make the browser compute the style of the whole page.
    if (page.lang !== store.language) page.lang = store.language;
    if (store.showsWelcome) {
      list.detach();
      composer.afterRender(false);
      render(welcomeTemplate(status, strings), this.root);
      return;
    }
    list.beforeRender(store);
    composer.beforeRender(store);
    people.beforeRender(status);
    render(this.roomTemplate(status, strings), this.root);
    list.afterRender();
    find.afterRender(store);
    people.afterRender();
    composer.afterRender(status.canSend);
    this.privateScroll.afterRender(status.classroom?.line);
    if (status.canSend) composer.press(this.ahead.take(performance.now()));
    this.reportSeen();
  };

  private roomTemplate(status: PanelStatus, strings: PanelStrings): unknown {
    const { aboutOpen } = this;
    const open = this.peopleOpen(status);
    const { current } = this.people;
    // Each message from the extension host has a list of its own, even if no one waits.
    const waiting = status.waiting.length > 0 && status.waiting;
    const bar = () =>
      roomBarTemplate({
        status,
        strings,
        people: { open, toggle: this.togglePeople },
        about: { open: aboutOpen, toggle: this.toggleAbout },
      });
    return html`<main class="room">
      ${guard([status, strings, open, aboutOpen], bar)}
      ${guard([status.members, waiting, status.invited, strings, open, current], () =>
        this.people.template(status, strings, open),
      )}
      ${this.list.template(this.store, strings, this.find.template(strings))}
      <div class="writing">
        <div class="nudge" role="status">${status.nudge === undefined ? nothing : html`<p>${icons.nudge}<bdi>${status.nudge}</bdi></p>`}</div>
        ${guard([status.classroom], () => classStripTemplate(status.classroom, this.openLine))}
        ${privateLineTemplate(status.classroom?.line, this.composer.to, strings)}
        ${guard([status, strings], () => composerToolsTemplate(status, strings))}
        ${this.composer.template(status, strings)}
      </div>
    </main>`;
  }

  private readonly togglePeople = (): void => {
    const { status } = this.store;
    if (status) host.remember({ participantsOpen: !this.peopleOpen(status) });
    this.draw();
  };

  private readonly openLine = (line: string): void => this.composer.address(line);

  private readonly toggleAbout = (): void => {
    this.aboutOpen = !this.aboutOpen;
    this.draw();
  };

  /**
   * By default, the list is open for more than two people; with two, the messages show all there is to know. Where it
   * takes space from the messages, it isn't for so many that it would show only the first few.
   */
  private peopleOpen({ members, waiting }: PanelStatus): boolean {
    const count = members.length + waiting.length;
    const fits = this.wide.matches || (!this.low.matches && count <= maxPeopleAbove);
    return host.remembered().participantsOpen ?? (count > 2 && fits);
  }

  /** Whether the user is looking at the newest message. */
  private attentive(): boolean {
    const inSight = document.visibilityState === 'visible' && this.list.atBottom;
    return this.store.windowFocused && inSight;
  }

  private reportSeen(): void {
    const { newest, end } = this.store.log;
    // The end also moves when a message is inserted before the newest one.
    if (newest === undefined || end === this.lastSeen || !this.attentive()) return;
    this.lastSeen = end;
    host.post({ type: 'seen', messageId: newest.id });
  }

  /**
   * Handles a key. The editor handles every key event that reaches the window, even if its default was
   * prevented, so a used key must not propagate.
   */
  private readonly keydown = (event: KeyboardEvent): void => {
    const early = this.store.showsWelcome ? undefined : earlyShortcut(event, this.focusedAt);
    if (early) this.act(early);
    else if (
      !moveBetweenRegions(event, this.regions) &&
      !this.find.use(event) &&
      !this.keepKey(event)
    ) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** Whether files can be attached now; if not, says why. */
  private takesFiles(): boolean {
    const { status } = this.store;
    this.refuse(status?.noFiles);
    return status !== undefined && status.noFiles === undefined;
  }

  private refuse(reason: string | undefined): void {
    if (reason !== undefined) this.composer.refuse(reason);
  }

  /** Directs a key with no focused element to the message box; until there is one, the key is collected. */
  private keepKey(event: KeyboardEvent): boolean {
    if (!isFocusLost()) return false;
    // The character arrives after its key press, in the element that has the focus by then.
    const isCharacter = typesText(event) && event.key.length <= 2;
    return isCharacter && focusMessageBox() ? false : this.ahead.use(event);
  }

  /** A user who comes to the panel wants to write, unless they clicked on something else. */
  private readonly focused = (): void => {
    this.focusedAt = performance.now();
    host.post({ type: 'focused', focused: true });
    if (!isFocusLost() || this.people.restoreFocus() || this.list.restoreFocus()) return;
    this.composer.field.focus();
  };
}

/** Provides the theme's colors of code to the style sheets: `--code-keyword` and so on. */
function setCodeColors(colors: CodeColors): void {
  const { style } = document.documentElement;
  for (const name of codeColors) {
    const color = colors[name];
    if (color) style.setProperty(`--code-${name}`, color);
    else style.removeProperty(`--code-${name}`);
  }
}
