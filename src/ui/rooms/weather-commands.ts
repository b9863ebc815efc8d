import {
  type Carrier,
  carrierOf,
  fieldsOf,
  type ParsedWeather,
  parseWeather,
  presetsOf,
  presetWeather,
  type Weather,
  type WeatherField,
  type WeatherPreset,
  weatherNumberProblem,
  weatherPresetOf,
} from '../../protocol/weather';
import type { Member } from '../../room/room';
import type { WeatherActions } from '../../room/room-weather';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import {
  numberProblemText,
  presetText,
  weatherName,
  weatherNotice,
  weatherNumbers,
  weatherProblemText,
  weatherQuestion,
} from '../../strings/weather-text';
import type { CommandHandlers } from '../commands';
import { showWarningMessage } from '../window/messages';
import { runSteps, type Step } from '../window/multi-step-input';
import { pickStep, type StepItem, textStep } from '../window/step-input';
import { isMenuContext } from './member-commands';
import { isInRoom } from './room-questions';

export interface WeatherCommandDeps {
  readonly session: Session;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** The command that makes network weather in a lab room that this window hosts. */
export function weatherCommands(deps: WeatherCommandDeps) {
  return {
    'deskmate.setWeather': (weather, member) =>
      weather === undefined || isMenuContext(weather)
        ? chooseWeather(Object(weather).memberId, deps)
        : setWeather(weather, member, deps),
  } satisfies Partial<CommandHandlers>;
}

/** The room that this window hosts, as far as weather concerns it. */
interface HostedWeather {
  readonly actions: WeatherActions;
  readonly carrier: Carrier;
  readonly others: readonly Member[];
}

/** @throws {CodedError} `no-room`, `not-host` */
function hostedOf({ session, t }: WeatherCommandDeps): HostedWeather {
  const { members, room } = session.state;
  const carrier = room && carrierOf(room.kind);
  const actions = session.weather;
  if (actions && carrier) return { actions, carrier, others: members.filter(({ self }) => !self) };
  throw isInRoom(session)
    ? new CodedError('not-host', t('Only the host of a lab room can set network weather.'))
    : new CodedError('no-room', t('You aren’t hosting a room. Host a lab room first.'));
}

/**
 * Sets the network weather for a program.
 * @param value a preset's name, `Weather`, or null for none
 * @param member a member's id; undefined for everyone
 * @throws {CodedError} see {@link hostedOf}; `bad-argument`, `no-member`
 */
function setWeather(value: unknown, member: unknown, deps: WeatherCommandDeps): void {
  const { t } = deps;
  const { actions, carrier, others } = hostedOf(deps);
  const weather = value === null ? undefined : read(value, carrier, t);
  if (member !== undefined && !others.some(({ id }) => id === member)) {
    throw new CodedError('no-member', t('There’s no member “{0}” in the room.', String(member)));
  }
  apply(actions, weather, member as string | undefined, carrier, deps);
}

/** @throws {CodedError} `bad-argument` */
function read(value: unknown, carrier: Carrier, t: Translate): Weather {
  const parsed = parseWeather(presetOrValue(value, carrier), carrier);
  if (parsed.ok) return parsed.weather;
  throw new CodedError('bad-argument', weatherProblemText(parsed.problem, carrier, t));
}

/** A preset's weather; any other value as it is. */
function presetOrValue(value: unknown, carrier: Carrier): unknown {
  const preset = weatherPresetOf(value);
  return preset && presetsOf(carrier).includes(preset) ? presetWeather(preset, carrier) : value;
}

function apply(
  actions: WeatherActions,
  weather: Weather | undefined,
  member: string | undefined,
  carrier: Carrier,
  { language, t }: WeatherCommandDeps,
): void {
  const notice = weatherNotice(weather, member !== undefined, { carrier, language }, t);
  // A member that has left meanwhile has no connection that anything could happen to.
  actions.set({ weather, member, notice });
}

/** What the user chose: no weather, a preset, or their own numbers. */
type Choice = 'off' | 'custom' | WeatherPreset;

/** @param memberId the member whose menu it is; any other value makes it ask */
async function chooseWeather(memberId: unknown, deps: WeatherCommandDeps): Promise<void> {
  const { session, t } = deps;
  const { carrier, others } = hostedOf(deps);
  const chosen = others.find(({ id }) => id === memberId)?.id;
  const answer = await askWeather(carrier, others, chosen, deps);
  // The room may have been closed meanwhile.
  if (!answer || !session.weather) return;
  const { weather, member } = answer;
  if (!weather || weather.ok) apply(session.weather, weather?.weather, member, carrier, deps);
  else void showWarningMessage(weatherProblemText(weather.problem, carrier, t));
}

interface WeatherAnswer {
  /** Undefined for no weather. */
  readonly weather: ParsedWeather | undefined;
  readonly member: string | undefined;
}

/**
 * Asks for whom the weather should be, and which.
 * @param chosen the id of a member who is chosen already
 * @returns undefined if the user cancelled
 */
async function askWeather(
  carrier: Carrier,
  others: readonly Member[],
  chosen: string | undefined,
  deps: WeatherCommandDeps,
): Promise<WeatherAnswer | undefined> {
  const { session, language, t } = deps;
  const title = t('Network Weather');
  const known = session.state.room?.weather;
  const everyone = '';
  let member = chosen ?? everyone;
  let choice: Choice | undefined;
  const present = () => {
    const own = known?.members.find(({ id }) => id === member);
    return own ? own.weather : known?.all;
  };
  const texts = new Map<WeatherField, string>();
  const who: Step = {
    applies: () => chosen === undefined && others.length > 0,
    ask: async (at) => {
      const answer = await pickStep(at, {
        title,
        placeholder: t('Whose connection?'),
        items: [
          { icon: 'organization', label: t('Everyone'), value: everyone },
          ...others.map(({ id, name }) => ({ icon: 'person', label: noticeText(name), value: id })),
        ],
        active: member,
      });
      if (answer.outcome === 'next') member = answer.value;
      return answer.outcome;
    },
  };
  const which: Step = {
    ask: async (at) => {
      const now = present();
      const answer = await pickStep(at, {
        title,
        placeholder: now
          ? t('Now: {0}. Which network?', weatherName(now, carrier, t))
          : t('Which network?'),
        items: weatherItems(carrier, language, t),
        active: choice,
      });
      if (answer.outcome === 'next') choice = answer.value;
      return answer.outcome;
    },
  };
  const fields = fieldsOf(carrier).map(
    (field): Step => ({
      applies: () =>
        choice === 'custom' && (field !== 'stallForMs' || Boolean(texts.get('stallEveryMs'))),
      ask: async (at) => {
        const now = present()?.[field];
        const answer = await textStep(at, {
          title,
          prompt: weatherQuestion(field, language, t),
          value: texts.get(field) ?? (now === undefined ? '' : String(now)),
          problem: (text) => numberProblem(field, text, texts, t),
        });
        if (answer.outcome === 'next') texts.set(field, answer.value.trim());
        return answer.outcome;
      },
    }),
  );
  const steps = [who, which, ...fields];
  if (!(await runSteps(steps, who.applies?.() ? 0 : 1)) || !choice) return undefined;
  return {
    weather: choice === 'off' ? undefined : chosenWeather(choice, texts, carrier),
    member: member === everyone ? undefined : member,
  };
}

function weatherItems(carrier: Carrier, language: string, t: Translate): StepItem<Choice>[] {
  return [
    { icon: 'circle-slash', label: t('Off'), value: 'off' },
    ...presetsOf(carrier).map((preset) => ({
      icon: 'cloud',
      label: presetText(preset, t),
      detail: weatherNumbers(presetWeather(preset, carrier), language, t),
      value: preset,
    })),
    { icon: 'edit', label: t('Custom…'), value: 'custom' },
  ];
}

function chosenWeather(
  choice: 'custom' | WeatherPreset,
  texts: ReadonlyMap<WeatherField, string>,
  carrier: Carrier,
): ParsedWeather {
  if (choice !== 'custom') return parseWeather(presetWeather(choice, carrier), carrier);
  const given = [...texts].filter(([, text]) => text !== '');
  return parseWeather(Object.fromEntries(given.map(([f, text]) => [f, Number(text)])), carrier);
}

function numberProblem(
  field: WeatherField,
  text: string,
  texts: ReadonlyMap<WeatherField, string>,
  t: Translate,
): string | undefined {
  const trimmed = text.trim();
  const every = Number(texts.get('stallEveryMs'));
  if (field === 'stallForMs' && !(trimmed !== '' && Number(trimmed) < every)) {
    return t('A stall must be shorter than the time from one to the next, {0} ms.', every);
  }
  if (trimmed === '') return undefined;
  const number = /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return weatherNumberProblem(field, number) && numberProblemText(field, t);
}
