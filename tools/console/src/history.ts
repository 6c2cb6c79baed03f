// What an execution did, from its events: one step for each time that a state was entered.
import type { HistoryEvent } from './api';

export type StepStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted';

export interface Step {
  /** Id of the event that entered the state. */
  id: number;
  exitId?: number;
  name: string;
  type: string;
  parent: Step | null;
  /** Of the Map around it. */
  iteration?: number;
  depth: number;
  status: StepStatus;
  enteredAt: number;
  exitedAt?: number;
  /** Tasks that were scheduled: more than one after retries. */
  attempts: number;
  error?: string;
  cause?: string;
  hasFailedInside?: boolean;
  mapRunArn?: string;
  /** It waits for an answer to its token, or for a worker of an activity. */
  waits?: 'token' | 'activity';
  /** Ids of the events between entering and leaving that are about this step itself. */
  events: number[];
}

export interface Counts {
  running: number;
  succeeded: number;
  caught: number;
  failed: number;
  aborted: number;
  retries: number;
}

interface Place {
  step: Step | null;
  iteration?: number;
}

interface Details {
  name?: string;
  index?: number;
  error?: string;
  cause?: string;
  resource?: string;
  mapRunArn?: string;
}

const NO_COUNTS: Counts = { running: 0, succeeded: 0, caught: 0, failed: 0, aborted: 0, retries: 0 };
const STEP_FAILS = /^(Task|LambdaFunction|Activity)(Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$|^MapRunFailed$|^EvaluationFailed$/;
const CONTAINER_FAILS = /^(Map|Parallel)StateFailed$/;
const CONTAINER_STARTS = /^(Map|Parallel)StateStarted$/;
const SCHEDULED = /^(Task|LambdaFunction|Activity)Scheduled$/;
const ENDS_WELL = /^(Task|LambdaFunction|Activity)Succeeded$/;

/** `TaskScheduled` has its details in `taskScheduledEventDetails`; states share two members. */
export function detailsOf(event: HistoryEvent): Details & Record<string, unknown> {
  for (const key in event) if (key.endsWith('EventDetails')) return event[key] as Details & Record<string, unknown>;
  return {};
}

export class History {
  readonly events: HistoryEvent[] = [];
  readonly steps: Step[] = [];
  readonly counts = new Map<string, Counts>();
  private places = new Map<number, Place>();
  private open = new Set<Step>();

  get lastId(): number {
    return this.events.at(-1)?.id ?? 0;
  }

  add(events: HistoryEvent[]) {
    for (const event of events) {
      if (event.id <= this.lastId) continue;
      this.events.push(event);
      this.places.set(event.id, this.placeOf(event));
    }
  }

  /** The step that an event is about. */
  stepOf(id: number): Step | null {
    return this.places.get(id)?.step ?? null;
  }

  private placeOf(event: HistoryEvent): Place {
    const before = this.around(event.previousEventId);
    const details = detailsOf(event);
    if (event.type.endsWith('StateEntered')) return this.enter(event, details, before);
    if (event.type.endsWith('StateExited')) return this.exit(event, details, before);
    if (event.type.startsWith('MapIteration')) return this.iterate(event, details, before);
    if (event.type.startsWith('Execution')) return this.executionChanged(event, details);
    return this.within(event, details, before);
  }

  /** Where the next event is: beside a step that has been left, else inside of the last one. */
  private around(id: number): Place {
    const place = this.places.get(id);
    if (!place?.step) return { step: null };
    if (place.step.exitId === id) return { step: place.step.parent, iteration: place.step.iteration };
    return place;
  }

  private enter(event: HistoryEvent, details: Details, around: Place): Place {
    // A retried or redriven container begins again inside of itself.
    const step: Step = {
      id: event.id,
      name: details.name ?? '',
      type: event.type.replace('StateEntered', ''),
      parent: around.step,
      iteration: around.iteration,
      depth: around.step ? around.step.depth + 1 : 0,
      status: 'running',
      enteredAt: event.timestamp,
      attempts: 0,
      events: [],
    };
    this.steps.push(step);
    this.open.add(step);
    this.count(step.name, 'running', 1);
    return { step };
  }

  private exit(event: HistoryEvent, details: Details, around: Place): Place {
    let step = around.step;
    while (step && step.name !== details.name) step = step.parent;
    if (!step) return around;
    step.exitId = event.id;
    step.exitedAt = event.timestamp;
    step.waits = undefined;
    this.settle(step, step.error === undefined ? 'succeeded' : 'caught');
    return { step };
  }

  private iterate(event: HistoryEvent, details: Details, around: Place): Place {
    let step = around.step;
    while (step && (step.name !== details.name || step.type !== 'Map')) step = step.parent;
    if (!step) return around;
    if (event.type === 'MapIterationFailed' || event.type === 'MapIterationAborted')
      this.closeInside(step, details.index, event.timestamp);
    return { step, iteration: details.index };
  }

  private executionChanged(event: HistoryEvent, details: Details): Place {
    if (event.type === 'ExecutionStarted' || event.type === 'ExecutionRedriven') return { step: null };
    const isGood = event.type === 'ExecutionSucceeded';
    for (const step of [...this.open].reverse()) {
      if (step.type === 'Fail' && step.error === undefined) {
        step.error = details.error ?? '';
        step.cause = details.cause;
      }
      this.close(step, event.timestamp, isGood);
    }
    return { step: null };
  }

  private within(event: HistoryEvent, details: Details, around: Place): Place {
    const step = around.step ?? this.redriven();
    if (!step) return around;
    if (CONTAINER_FAILS.test(event.type)) return this.failContainer(step, event, details);
    step.events.push(event.id);
    if (SCHEDULED.test(event.type)) this.schedule(step, event, details);
    else if (STEP_FAILS.test(event.type)) {
      step.error = details.error ?? '';
      step.cause = details.cause;
      step.waits = undefined;
    } else if (CONTAINER_STARTS.test(event.type)) {
      step.error = step.cause = undefined;
    } else if (ENDS_WELL.test(event.type)) {
      step.error = step.cause = undefined;
      step.waits = undefined;
    } else if (details.mapRunArn) step.mapRunArn = details.mapRunArn;
    return { step, iteration: around.iteration };
  }

  /** The event follows the one inside of the container that made it fail. */
  private failContainer(inner: Step, event: HistoryEvent, details: Details): Place {
    const type = event.type.startsWith('Map') ? 'Map' : 'Parallel';
    let step: Step | null = inner;
    while (step && step.type !== type) step = step.parent;
    if (!step) return { step: inner };
    step.events.push(event.id);
    step.error = details.error ?? inner.error ?? '';
    step.cause = details.cause ?? inner.cause;
    this.closeInside(step, undefined, event.timestamp);
    return { step };
  }

  private schedule(step: Step, event: HistoryEvent, details: Details) {
    if (!this.open.has(step)) {
      this.settle(step, 'running');
      this.open.add(step);
      step.exitedAt = undefined;
    }
    step.attempts += 1;
    if (step.attempts > 1) this.count(step.name, 'retries', 1);
    step.error = step.cause = undefined;
    if (event.type === 'ActivityScheduled') step.waits = 'activity';
    else if (details.resource?.endsWith('waitForTaskToken')) step.waits = 'token';
  }

  /** After a redrive the step that failed goes on without being entered again. */
  private redriven(): Step | null {
    for (let i = this.steps.length - 1; i >= 0; --i)
      if (this.steps[i].exitId === undefined && this.steps[i].status !== 'succeeded') return this.steps[i];
    return null;
  }

  /** A part has failed: what is open inside of it never ends. */
  private closeInside(container: Step, iteration: number | undefined, at: number) {
    for (const step of [...this.open].reverse()) {
      let child: Step | null = step;
      while (child && child.parent !== container) child = child.parent;
      if (child && (iteration === undefined || child.iteration === iteration)) this.close(step, at, false);
    }
  }

  private close(step: Step, at: number, isGood: boolean) {
    const hasFailed = step.error !== undefined || step.hasFailedInside;
    step.exitedAt = at;
    step.waits = undefined;
    this.settle(step, isGood ? 'succeeded' : hasFailed ? 'failed' : 'aborted');
  }

  private settle(step: Step, status: StepStatus) {
    this.count(step.name, step.status, -1);
    step.status = status;
    this.count(step.name, status, 1);
    if (status === 'failed' && step.parent) step.parent.hasFailedInside = true;
    if (status !== 'running') this.open.delete(step);
  }

  private count(name: string, key: keyof Counts, by: number) {
    const counts = this.counts.get(name) ?? { ...NO_COUNTS };
    counts[key] += by;
    this.counts.set(name, counts);
  }
}

/** How the graph shows a state: by what most needs to be seen. */
export function shownStatus(counts: Counts): StepStatus | null {
  for (const status of ['running', 'failed', 'caught', 'aborted', 'succeeded'] as const) if (counts[status] > 0) return status;
  return null;
}
