import { maxTopicLength, maxTriedLength } from '../../protocol/class-frames';
import { cleanTopic } from '../../protocol/clean-frame';
import type { ClassResult, Classroom } from '../../room/classroom';
import { classRefusalText, ownRequestText } from '../../strings/class-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { WorkspaceFiles } from '../code/workspace-files';
import type { CommandHandlers } from '../commands';
import {
  setStatusBarMessage,
  showInformationMessage,
  showWarningMessage,
} from '../window/messages';
import { runSteps } from '../window/multi-step-input';
import { textStep } from '../window/step-input';
import { makeQuestion } from './ask-question';
import type { CurrentClass } from './current-class';
import { type QuestionHere, questionHere } from './question-here';

export interface StudentCommandDeps {
  readonly current: CurrentClass;
  readonly files: WorkspaceFiles;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** The commands with which students ask for help. */
export function studentCommands(deps: StudentCommandDeps) {
  const onOwn = (what: 'pause' | 'resume' | 'withdraw') => async () => {
    const room = deps.current.asStudent;
    if (room) report(await room[what](), deps);
    else void showInformationMessage(noClassText(deps));
  };
  return {
    'deskmate.imStuck': (question) =>
      question === undefined ? askHere(deps) : askAs(question, deps),
    'deskmate.pauseRequest': onOwn('pause'),
    'deskmate.resumeRequest': onOwn('resume'),
    'deskmate.withdrawRequest': onOwn('withdraw'),
  } satisfies Partial<CommandHandlers>;
}

/** Asks for help for a program. @throws {CodedError} `no-class`, `bad-argument`, `not-done` */
async function askAs(question: unknown, deps: StudentCommandDeps): Promise<void> {
  const { current, files, t } = deps;
  const { topic, tried = '' } = Object(question) as Record<string, unknown>;
  const room = current.asStudent;
  if (!room) throw new CodedError('no-class', noClassText(deps));
  if (typeof topic !== 'string' || cleanTopic(topic) === '' || typeof tried !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('I’m Stuck expects an object with topic and optional tried.'),
    );
  }
  const result = await ask(room, await questionHere(files), topic, tried);
  if (!result.ok) throw new CodedError('not-done', refusal(result.code, deps));
}

async function askHere(deps: StudentCommandDeps): Promise<void> {
  const { current, files, t } = deps;
  const room = current.asStudent;
  if (!room) {
    void showInformationMessage(noClassText(deps));
    return;
  }
  const early = refusedNow(room, deps);
  if (early !== undefined) {
    void showInformationMessage(early);
    return;
  }
  // Before the question is asked, which takes the focus from the editor.
  const here = await questionHere(files);
  if (here.card && !makeQuestion(here, '?', '')) {
    void showWarningMessage(refusal('too-large', deps));
    return;
  }
  const answer = await askTopic(here, t);
  if (!answer) return;
  const result = await ask(room, here, answer.topic, answer.tried);
  if (result.ok) setStatusBarMessage(t('You asked for help.'));
  else report(result, deps);
}

/** Why the user can't ask now, which needn't be asked at the host. */
function refusedNow(room: Classroom, deps: StudentCommandDeps): string | undefined {
  const { language, t } = deps;
  const { own, rules } = room;
  if (own.state !== 'none') return refusal('request-open', deps);
  if (!rules.open) return refusal('queue-closed', deps);
  const wait = ownRequestText(own, { helper: undefined, now: Date.now(), language }, t);
  return wait === undefined ? undefined : t('{0}.', wait);
}

async function ask(
  room: Classroom,
  here: QuestionHere,
  topic: string,
  tried: string,
): Promise<ClassResult> {
  const question = makeQuestion(here, cleanTopic(topic), tried);
  return question ? room.ask(question) : { ok: false, code: 'too-large' };
}

async function askTopic(
  here: QuestionHere,
  t: Translate,
): Promise<{ readonly topic: string; readonly tried: string } | undefined> {
  const title = t('I’m Stuck');
  const { place, card } = here;
  const at = place ? `${place.path}:${place.line}` : '';
  let topic = cleanTopic(here.topic);
  let tried = '';
  const done = await runSteps([
    {
      ask: async (step) => {
        const answer = await textStep(step, {
          title,
          prompt: card
            ? t('What do you need help with? Helpers also see {0} with its code.', at)
            : place
              ? t('What do you need help with? Helpers also see where you are: {0}', at)
              : t('What do you need help with?'),
          placeholder: t('In a few words'),
          value: topic,
          problem: (text) => topicProblem(text, t),
        });
        if (answer.outcome === 'next') topic = answer.value;
        return answer.outcome;
      },
    },
    {
      ask: async (step) => {
        const answer = await textStep(step, {
          title,
          prompt: t('What have you tried? You can leave this empty.'),
          value: tried,
          problem: (text) =>
            text.length > maxTriedLength
              ? t('This can have at most {0} characters. Shorten it.', maxTriedLength)
              : undefined,
        });
        if (answer.outcome === 'next') tried = answer.value;
        return answer.outcome;
      },
    },
  ]);
  return done ? { topic, tried } : undefined;
}

function topicProblem(text: string, t: Translate): string | undefined {
  if (cleanTopic(text) === '') return t('Say in a few words what you need help with.');
  return text.trim().length > maxTopicLength
    ? t('This can have at most {0} characters. Shorten it.', maxTopicLength)
    : undefined;
}

function noClassText({ current, t }: StudentCommandDeps): string {
  return current.room
    ? t('You’re a helper here. Students ask for help with this command.')
    : t('Join a class room first. There, I’m Stuck asks the helpers for help.');
}

function refusal(code: string, { t }: StudentCommandDeps): string {
  return classRefusalText(code, { isHelper: false }, t);
}

function report(result: ClassResult, deps: StudentCommandDeps): void {
  if (!result.ok) void showWarningMessage(refusal(result.code, deps));
}
