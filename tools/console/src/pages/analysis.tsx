// What the verifier knows of a machine: bounds, and the permissions that its role needs.
import { type Machine, query } from '../api';
import { Payload, Problem, useLoaded } from '../parts/basics';

interface Report {
  boundsText?: string;
  policy?: string;
  calls?: string;
}

export function Analysis({ machine }: { machine: Machine }) {
  const { definition, type, name } = machine;
  const { value, problem } = useLoaded(() => query<Report>('report', { definition, type, name }), [definition]);
  if (!value) return <Problem of={problem} />;
  return (
    <div class="columns">
      <section>
        <h2>Best and worst case</h2>
        <pre class="wide" tabIndex={0} role="region" aria-label="Best and worst case">
          {value.boundsText}
        </pre>
      </section>
      <section>
        <h2>Permissions of the role</h2>
        <Payload label="Calls" text={value.calls || 'It calls nothing.'} />
        <Payload label="Policy" text={value.policy} />
      </section>
    </div>
  );
}
