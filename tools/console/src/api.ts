// Calls of the server's API and of the console's own queries.
import { signed } from './signature';
import { session } from './session';

/** An answer with an error: its code and message are those of the API. */
export class ApiError extends Error {
  constructor(readonly code: string, message: string) {
    super(message || code);
  }
}

/** Whether the same call may work later: the server is away, or has too much to do. */
export function isPassing(problem: unknown): boolean {
  return problem instanceof ApiError && ['Unreachable', 'Unreadable', 'ServiceUnavailable', 'ThrottlingException'].includes(problem.code);
}

const JSON_TYPE = 'application/x-amz-json-1.0';

async function post<T>(path: string, headers: Record<string, string>, request: object, signal?: AbortSignal): Promise<T> {
  const body = JSON.stringify(request);
  const plain = { 'content-type': JSON_TYPE, ...headers };
  const login = session.login();
  const all = login ? await signed(login, path, plain, body) : plain;
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers: all, body, signal });
  } catch (problem) {
    if (signal?.aborted) throw problem;
    throw new ApiError('Unreachable', 'the server does not answer');
  }
  const text = await response.text();
  let answer: { __type?: string; message?: string; Message?: string } = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    throw new ApiError('Unreadable', `the server answered with status ${response.status} and no JSON`);
  }
  if (response.ok) return answer as T;
  const code = (answer.__type ?? String(response.status)).replace(/^.*#/, '');
  if (code === 'MissingAuthenticationTokenException' || code === 'UnrecognizedClientException') session.refused(code);
  throw new ApiError(code, answer.message ?? answer.Message ?? '');
}

/** Calls an operation of the Step Functions API. */
export function call<T>(operation: string, request: object, signal?: AbortSignal): Promise<T> {
  return post<T>('/', { 'x-amz-target': `AWSStepFunctions.${operation}` }, request, signal);
}

/** Asks what the API has no operation for: `check`, `report`, `events`, `totals`. */
export function query<T>(name: string, request: object, signal?: AbortSignal): Promise<T> {
  return post<T>(`/console/${name}`, {}, request, signal);
}

/** All pages of a list, at most `most` items. */
export async function all<T>(operation: string, key: string, request: object, most = 1000): Promise<T[]> {
  const items: T[] = [];
  let nextToken: string | undefined;
  do {
    const page: Record<string, unknown> = await call(operation, { ...request, maxResults: 1000, nextToken });
    items.push(...((page[key] as T[] | undefined) ?? []));
    nextToken = page.nextToken as string | undefined;
  } while (nextToken && items.length < most);
  return items;
}

export interface MachineEntry {
  stateMachineArn: string;
  name: string;
  type: 'STANDARD' | 'EXPRESS';
  creationDate: number;
}

export interface Machine extends MachineEntry {
  definition: string;
  roleArn: string;
  status: string;
  revisionId?: string;
}

export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  startDate: number;
  stopDate?: number;
  redriveCount?: number;
  redriveStatus?: string;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  mapRunArn?: string;
}

export interface Finding {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: 'error' | 'warning' | 'note';
  kind: string;
  message: string;
  hint: string | null;
}

export interface Check {
  findings: Finding[];
  svg?: string;
}

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: string]: unknown;
}

export interface Events {
  status: string;
  lastEvent: number;
  events: HistoryEvent[];
}
