/**
 * What an operator's monitoring asks: Prometheus text, on a listener of its own that is never the public one.
 * Labels are names of routes, commands and outcomes; nothing here tells of a person or a city's contents.
 */
import { createServer } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const registry = new Registry();
let started = false;

const requests = new Histogram({ name: 'yakuba_http_request_seconds', help: 'HTTP requests by route pattern and status', labelNames: ['face', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5], registers: [registry] });
const commands = new Counter({ name: 'yakuba_commands_total', help: 'Commands by name and outcome', labelNames: ['command', 'outcome'], registers: [registry] });
const lost = new Counter({ name: 'yakuba_database_lost_total', help: 'Times a database could no longer be reached', registers: [registry] });

/** Counting costs a microsecond or two; nothing is counted until somebody listens. */
export function countRequest(face: string, route: string, status: number, seconds: number): void {
  if (started) requests.observe({ face, route, status: `${Math.floor(status / 100)}xx` }, seconds);
}

export function countCommand(command: string, outcome: string): void {
  if (started) commands.inc({ command, outcome });
}

export function countLoss(): void {
  if (started) lost.inc();
}

/** A number that is asked for when somebody looks, e.g. connections in use. */
export function watch(name: string, help: string, ask: () => number): void {
  registry.removeSingleMetric(name);
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(ask()) });
}

export interface RunningMetrics {
  readonly port: number;
  stop(): Promise<void>;
}

/** Opens the listener: `GET /metrics` and nothing else. */
export async function startMetrics(host: string, port: number): Promise<RunningMetrics> {
  if (!started) collectDefaultMetrics({ register: registry });
  started = true;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text), () => response.writeHead(500).end());
  });
  await new Promise<void>((open, fail) => {
    server.once('error', fail);
    server.listen(port, host, open);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () => new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}
