/** The JSON face of every command and query, and its description as OpenAPI 3.1. */
import type { Command, Query } from '../act.ts';
import type { Allow } from '../actor.ts';
import { inputSchema } from '../fields.ts';
import type { Answer } from '../outcome.ts';
import { ask, type Asker, execute } from '../run.ts';
import type { System } from '../system.ts';
import { isRecord } from '../text/json.ts';

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly problem: boolean;
}

export function jsonProblem(status: number, code: string, title: string): JsonAnswer {
  return { status, problem: true, body: { type: `/problems/${code}`, code, title, status } };
}

/** RFC 9457 problem details for a refusal. */
export function problemOf(answer: Extract<Answer<unknown>, { ok: false }>): JsonAnswer {
  const { field: _, ...details } = answer.details;
  return { status: answer.status, problem: true, body: { type: `/problems/${answer.refused}`, code: answer.refused, title: answer.message, status: answer.status, ...(answer.errors.length > 0 ? { errors: answer.errors } : {}), ...(Object.keys(details).length > 0 ? { details } : {}) } };
}

export async function callCommand(asker: Asker, command: Command<never, unknown, string>, body: unknown, requestId: string): Promise<JsonAnswer> {
  const answer = await execute(asker, command, body, requestId);
  return answer.ok ? { status: answer.repeated ? 200 : 201, problem: false, body: { value: answer.value ?? null } } : problemOf(answer);
}

export async function callQuery(asker: Asker, query: Query<never, unknown>, search: URLSearchParams): Promise<JsonAnswer> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(search.keys())) {
    const all = search.getAll(name);
    input[name] = all.length === 1 ? all[0] : all;
  }
  const answer = await ask(asker, query, input);
  return answer.ok ? { status: 200, problem: false, body: { value: answer.value } } : problemOf(answer);
}

function allowText(allow: readonly Allow[]): string[] {
  return allow.map((line) => (line.who === 'staff' ? `staff:${line.permission}` : line.who === 'anyone' ? `anyone (${line.why})` : line.who));
}

const problemSchema = {
  type: 'object', required: ['type', 'code', 'title', 'status'],
  properties: {
    type: { type: 'string' }, code: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' },
    errors: { type: 'array', items: { type: 'object', required: ['path', 'message'], properties: { path: { type: 'string' }, message: { type: 'string' } } } }, details: { type: 'object' },
  },
};

function parametersOf(schema: Record<string, unknown>): unknown[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, inner]) => ({ name, in: 'query', required: required.includes(name) && !(isRecord(inner) && Array.isArray(inner['type'])), schema: inner }));
}

/** OpenAPI 3.1 of everything the systems offer. */
export function openApi(systems: readonly System[], title: string): unknown {
  const paths: Record<string, unknown> = {};
  const answer = (description: string) => ({ description, content: { 'application/json': { schema: { type: 'object', required: ['value'], properties: { value: {} } } } } });
  const refusal = { description: 'Refused: the code is stable, the title is for people', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  for (const system of systems) {
    for (const command of system.commands) {
      paths[`/api/${command.name}`] = { post: {
        operationId: command.name, tags: [system.name], summary: command.title.en, description: `${command.title.ja}\n\nAllowed: ${allowText(command.allow).join(', ') || 'nobody'}`,
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 8, maxLength: 100 }, description: 'The same key happens once and gets the first answer again.' }],
        requestBody: { required: true, content: { 'application/json': { schema: inputSchema(command.input) } } },
        responses: { 200: answer('Done before; the first answer'), 201: answer('Done'), 401: refusal, 403: refusal, 404: refusal, 409: refusal, 422: refusal, 429: refusal },
        'x-refusals': Object.keys(command.refusals), 'x-title-ja': command.title.ja,
      } };
    }
    for (const query of system.queries) {
      paths[`/api/${query.name}`] = { get: {
        operationId: query.name, tags: [system.name], summary: query.title.en, description: `${query.title.ja}\n\nAllowed: ${allowText(query.allow).join(', ') || 'nobody'}${query.personal ? '\n\nShows personal data; every look is recorded.' : ''}`,
        parameters: parametersOf(inputSchema(query.input)), responses: { 200: answer('Found'), 401: refusal, 403: refusal, 404: refusal, 422: refusal }, 'x-title-ja': query.title.ja,
      } };
    }
  }
  return {
    openapi: '3.1.0', info: { title, version: '0.1.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    components: { schemas: { Problem: problemSchema }, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } }, security: [{ bearer: [] }, {}], paths,
  };
}
