// The steps of an execution as bars over time.
import type { Execution } from '../api';
import type { History, Step } from '../history';
import { duration, Status } from './basics';
import { VirtualTable } from './virtual';

interface Props {
  history: History;
  execution: Execution;
  selected: Step | null;
  onSelect: (id: number) => void;
}

export function Timeline({ history, execution, selected, onSelect }: Props) {
  const { steps } = history;
  const start = history.events[0]?.timestamp ?? execution.startDate;
  const last = history.events.at(-1)?.timestamp ?? start;
  const end = execution.status === 'RUNNING' ? Math.max(last, Date.now() / 1000) : last;
  const whole = Math.max(0.001, end - start);
  return (
    <VirtualTable
      label="Steps"
      className="timeline"
      head={['State', 'Status', 'Took', 'Timeline']}
      count={steps.length}
      selected={selected ? steps.indexOf(selected) : undefined}
      row={(i) => {
        const step = steps[i];
        const left = ((step.enteredAt - start) / whole) * 100;
        const width = (((step.exitedAt ?? end) - step.enteredAt) / whole) * 100;
        return [
          <button type="button" class="link" style={{ paddingInlineStart: `${Math.min(step.depth, 8) * 12}px` }} onClick={() => onSelect(step.id)}>
            <bdi>{step.name}</bdi>
            {step.iteration !== undefined && <span class="soft"> [{step.iteration}]</span>}
          </button>,
          <Status of={step.waits ? 'waiting' : step.status} />,
          step.exitedAt === undefined ? '' : duration(step.exitedAt - step.enteredAt),
          <span class="track">
            <span class={`bar ${step.status}`} style={{ left: `min(${left}%, 100% - 3px)`, width: `max(3px, ${width}%)` }} />
          </span>,
        ];
      }}
    />
  );
}
