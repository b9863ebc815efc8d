import * as vscode from 'vscode';
import type { WideServerAccess } from '../../protocol/wide';
import { parseServerLink, type ServerProblem } from '../../protocol/wide-server-file';
import { linkName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { serverProblemText } from '../../strings/wide-server-text';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import { pickFile, showErrorMessage } from '../window/messages';
import type { StepPosition } from '../window/multi-step-input';
import { pickStep, type StepAnswer, textStep } from '../window/step-input';
import { type ServerChoice, serverItems, type WideServers } from './wide-servers';

const helpPage = 'https://github.com/deskmate/deskmate/blob/main/docs/WIDE-SERVER.md';

/** Longest name of a room that can be typed, in UTF-16 units. */
const maxName = 64;

interface WideQuestion {
  readonly title: string;
  /** Keeps the last input open until the next one. */
  readonly answered: KeyboardHandoff;
  readonly t: Translate;
}

/** Asks on which server the room is to be; a new one is remembered. */
export async function serverStep(
  at: StepPosition,
  question: WideQuestion & {
    readonly servers: WideServers;
    readonly active: WideServerAccess | undefined;
  },
): Promise<StepAnswer<WideServerAccess>> {
  const { active, answered, servers, title, t } = question;
  // Ends when a server is chosen, or the user goes back or cancels.
  for (;;) {
    const listed = await servers.list();
    const items = serverItems(listed, t);
    const placeholder =
      listed.length > 0
        ? t('On which server?')
        : t('A wide room needs a server that your university or course runs. Which one?');
    const isActive = ({ value }: (typeof items)[number]) =>
      value?.type === 'server' && value.server.name === active?.name;
    const picked = await pickStep<ServerChoice>(at, {
      ...{ title, answered, placeholder, items, active: items.find(isActive)?.value },
    });
    if (picked.outcome !== 'next') return picked;
    const { value: choice } = picked;
    if (choice.type === 'server') return { outcome: 'next', value: choice.server };
    // The next thing isn't a step, or replaces this one.
    answered.close();
    if (choice.type === 'settings') {
      await vscode.commands.executeCommand(
        'workbench.action.openSettings',
        'deskmate.wide.servers',
      );
      return { outcome: 'cancel' };
    }
    if (choice.type === 'help') {
      await vscode.env.openExternal(vscode.Uri.parse(helpPage));
      return { outcome: 'cancel' };
    }
    const added = await (choice.type === 'choose-file' ? addFile(question) : addLink(at, question));
    if (added) return added;
  }
}

/** Undefined if the user cancelled, or the file isn't a server. */
async function addFile({
  servers,
  t,
}: Parameters<typeof serverStep>[1]): Promise<StepAnswer<WideServerAccess> | undefined> {
  const [choose, title] = [t('Choose'), t('Choose Server File')];
  const file = await pickFile(choose, title, { [t('Server file')]: ['json', 'deskmate'] });
  if (!file) return undefined;
  const added = await servers.add(file.fsPath);
  if (added.ok) return { outcome: 'next', value: added.server };
  await showErrorMessage(serverProblemText(added.problem, t), { modal: true });
  return undefined;
}

/** Undefined if the user went back to the list. */
async function addLink(
  at: StepPosition,
  { answered, servers, title, t }: Parameters<typeof serverStep>[1],
): Promise<StepAnswer<WideServerAccess> | undefined> {
  const problemOf = (text: string): ServerProblem | undefined => {
    const parsed = parseServerLink(text);
    if (!parsed) return { code: 'not-server' };
    return parsed.ok ? undefined : parsed.problem;
  };
  const typed = await textStep(
    { ...at, canGoBack: true },
    {
      ...{ title, answered },
      prompt: t('Paste the link that you got from whoever runs the server.'),
      placeholder: 'vscode://deskmate.deskmate/server?…',
      value: '',
      problem: (text) => {
        const problem = problemOf(text);
        return problem && serverProblemText(problem, t);
      },
    },
  );
  if (typed.outcome !== 'next') return typed.outcome === 'back' ? undefined : { outcome: 'cancel' };
  const added = await servers.add(typed.value.trim());
  return added.ok ? { outcome: 'next', value: added.server } : undefined;
}

/** Asks for the room's name. @param proposal used if the user types none */
export function roomNameStep(
  at: StepPosition,
  {
    answered,
    proposal,
    server,
    title,
    t,
  }: WideQuestion & { readonly proposal: string; readonly server: WideServerAccess | undefined },
): Promise<StepAnswer<string>> {
  return textStep(at, {
    ...{ title, answered, value: proposal },
    prompt: server
      ? t(
          'What is the room called? It will be on {0}, and stays there when you leave.',
          linkName(server.name),
        )
      : t('What is the room called?'),
    problem: (text) =>
      text.trim() === '' || text.length > maxName
        ? t('A room’s name has 1 to {0} characters.', maxName)
        : undefined,
  });
}
