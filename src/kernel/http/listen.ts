/** The socket itself: patience, limits, and closing without dropping what was begun. */
import { getRequestListener } from '@hono/node-server';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface RunningServer {
  readonly port: number;
  /** Says at /readyz that nobody new should be sent here; everybody is still served. */
  drain(): void;
  /** Takes nobody new, finishes what was begun, and closes. */
  stop(): Promise<void>;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly patience: { readonly headersTimeout: number; readonly requestTimeout: number; readonly connectionsCheckingInterval: number } | null;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  /** True: answered already. */
  readonly express: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly drain: () => void;
  readonly stop: () => Promise<void>;
}

/** How long the doors wait for somebody who speaks slowly; looked after every two seconds. */
const PATIENCE = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 } as const;
/** Sockets of one process; more are turned away by the operating system's queue. */
const MAX_CONNECTIONS = 8_000;

/** How long a request that was begun may take to end when the doors close. */
const CLOSING_MILLISECONDS = 15_000;

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Opens the socket and resolves when it is open. */
export function listen(it: Listening): Promise<RunningServer> {
  const long = getRequestListener(it.fetch, { hostname: it.host });
  const server = createServer({ ...PATIENCE, ...it.patience }, (request, response) => {
    if (!it.express(request, response)) void long(request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(it.port, it.host, () => done({
      port: portOf(server),
      drain: it.drain,
      async stop() {
        it.drain();
        const closed = new Promise<void>((ended) => server.close(() => ended()));
        server.closeIdleConnections();
        const late = setTimeout(() => server.closeAllConnections(), CLOSING_MILLISECONDS);
        await Promise.all([closed, it.stop()]);
        clearTimeout(late);
      },
    }));
  });
}
