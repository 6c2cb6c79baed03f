// The events of an execution, any number of them.
import { detailsOf, type History } from '../history';
import { VirtualTable } from './virtual';

function wordsOf(details: Record<string, unknown>): string {
  const { name, index, resourceType, resource, error, cause, length, mapRunArn } = details;
  const words = [name, index !== undefined && `[${index}]`, resourceType && `${resourceType}: ${resource}`, length !== undefined && `${length} items`, mapRunArn, error, cause];
  return words.filter((word) => typeof word === 'string').join(' ');
}

interface Props {
  history: History;
  selected: number | null;
  isLive: boolean;
  onSelect: (id: number) => void;
}

export function EventTable({ history, selected, isLive, onSelect }: Props) {
  const { events } = history;
  const start = events[0]?.timestamp ?? 0;
  return (
    <VirtualTable
      label="Events"
      className="events"
      head={['Id', 'Type', 'About', 'After']}
      count={events.length}
      follow={isLive}
      selected={selected === null ? undefined : selected - 1}
      row={(i) => {
        const event = events[i];
        const step = history.stepOf(event.id);
        return [
          String(event.id),
          <button type="button" class="link" onClick={() => onSelect(event.id)} disabled={!step}>
            {event.type}
          </button>,
          <bdi>{wordsOf(detailsOf(event)) || (step?.name ?? '')}</bdi>,
          `${(event.timestamp - start).toFixed(3)} s`,
        ];
      }}
    />
  );
}
