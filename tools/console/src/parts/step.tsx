// What went into a step, what came out, and what happened in between.
import { type HistoryEvent, query, type Events } from '../api';
import { detailsOf, type History, type Step } from '../history';
import { link } from '../router';
import { AnswerForm } from './answer';
import { duration, Failure, Payload, Problem, Status, useLoaded } from './basics';

const MOST_EVENTS = 40;
/** Texts of 64 characters of base64url are task tokens. */
const TOKEN = /(?<![\w-])[\w-]{64}(?![\w-])/;

/** The state of that name in a definition, with its JSON text. */
function stateText(definition: string, name: string): string | undefined {
  const find = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return undefined;
    const states = (value as { States?: Record<string, unknown> }).States;
    if (states && Object.hasOwn(states, name)) return states[name];
    for (const inner of Object.values(value)) {
      const found = find(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  try {
    const found = find(JSON.parse(definition));
    return found === undefined ? undefined : JSON.stringify(found);
  } catch {
    return undefined;
  }
}

interface Props {
  arn: string;
  step: Step;
  history: History;
  definition: string;
  version: number;
  onSelect: (id: number) => void;
}

export function StepDetails({ arn, step, history, definition, onSelect }: Props) {
  const ids = [step.id, ...step.events.slice(-MOST_EVENTS), ...(step.exitId ? [step.exitId] : [])];
  const { value, problem } = useLoaded(() => query<Events>('events', { executionArn: arn, ids }), [ids.join()]);
  const events = value?.events ?? [];
  const entered = events.find((event) => event.id === step.id);
  const exited = events.find((event) => event.id === step.exitId);
  const others = events.filter((event) => event !== entered && event !== exited);
  return (
    <>
      <h2>
        <bdi>{step.name}</bdi> {step.iteration !== undefined && <span class="soft">[{step.iteration}]</span>}
      </h2>
      <p>
        <Status of={step.waits ? 'waiting' : step.status} /> <span class="soft">{step.type}</span>
        {step.exitedAt !== undefined && <span class="soft">, took {duration(step.exitedAt - step.enteredAt)}</span>}
        {step.attempts > 1 && <span class="soft">, {step.attempts} attempts</span>}
      </p>
      <Siblings step={step} history={history} onSelect={onSelect} />
      {step.error !== undefined && <Failure error={step.error} cause={step.cause} />}
      {step.mapRunArn && (
        <p>
          <a href={link('maprun', step.mapRunArn)}>Map run and its children</a>
        </p>
      )}
      <Problem of={problem} />
      {step.waits && <Waiting kind={step.waits} events={others} />}
      {entered && <Payload label="Input" text={detailsOf(entered).input as string | undefined} />}
      {exited && <Payload label="Output" text={detailsOf(exited).output as string | undefined} />}
      {exited && <Variables event={exited} />}
      {others.map((event) => (
        <Between key={event.id} event={event} />
      ))}
      <Payload label="Definition of the state" text={stateText(definition, step.name)} />
    </>
  );
}

/** Leads to the other times that the same state was entered. */
function Siblings({ step, history, onSelect }: { step: Step; history: History; onSelect: (id: number) => void }) {
  const all = history.steps.filter((each) => each.name === step.name);
  if (all.length < 2) return null;
  const at = all.indexOf(step);
  const button = (label: string, to: Step | undefined) => (
    <button type="button" disabled={!to} onClick={() => to && onSelect(to.id)}>
      {label}
    </button>
  );
  return (
    <p class="siblings">
      {button('Previous', all[at - 1])} visit {at + 1} of {all.length} {button('Next', all[at + 1])}
    </p>
  );
}

function Variables({ event }: { event: HistoryEvent }) {
  const assigned = detailsOf(event).assignedVariables as Record<string, string> | undefined;
  if (!assigned) return null;
  return (
    <>
      {Object.entries(assigned).map(([name, text]) => (
        <Payload key={name} label={`Variable ${name}`} text={text} />
      ))}
    </>
  );
}

/** An event inside of the step: a request, a result, an error. */
function Between({ event }: { event: HistoryEvent }) {
  const details = detailsOf(event);
  return (
    <section class="between">
      <h3>
        {event.type} <span class="soft">{event.id}</span>
      </h3>
      {details.error !== undefined && <Failure error={details.error} cause={details.cause} />}
      {(['parameters', 'input', 'output'] as const).map((key) => (
        <Payload key={key} label={{ parameters: 'Request', input: 'Input', output: 'Result' }[key]} text={details[key] as string | undefined} />
      ))}
    </section>
  );
}

function Waiting({ kind, events }: { kind: 'token' | 'activity'; events: HistoryEvent[] }) {
  if (kind === 'activity')
    return (
      <p>
        It waits for a worker of its activity: <a href={link('activities')}>take the task</a>.
      </p>
    );
  const scheduled = events.findLast((event) => event.type.endsWith('Scheduled'));
  if (!scheduled) return null;
  const details = detailsOf(scheduled);
  const token = TOKEN.exec(String(details.parameters ?? details.input ?? ''))?.[0] ?? '';
  return (
    <section class="between">
      <h3>It waits for an answer</h3>
      <AnswerForm token={token} />
    </section>
  );
}
