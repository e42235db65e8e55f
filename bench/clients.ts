/** Clients of a town hall that may die under them: what they send they insist upon under one key, and what was acknowledged is kept in a ledger. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Reply {
  readonly status: number;
  readonly value: Record<string, unknown>;
}

export class Crowd {
  readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  port = 0;
  readonly statuses: Record<string, number> = {};
  /** Acknowledged bookings by id: what the client last knows of each. */
  readonly ledger = new Map<string, { state: 'active' | 'gone' | 'unknown'; patron: string; request: string }>();
  readonly bookingsOf = new Map<string, string[]>();
  acknowledged = 0;
  attempts = 0;

  send(path: string, cookie: string, body: unknown, key: string): Promise<Reply | null> {
    const text = JSON.stringify(body);
    return new Promise((done) => {
      const call = request({ port: this.port, host: '127.0.0.1', method: 'POST', path, agent: this.agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'sec-fetch-site': 'same-origin', 'idempotency-key': key, cookie } }, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk)).on('error', () => done(null)).on('end', () => done({ status: answer.statusCode ?? 0, value: valueOf(said) }));
      });
      call.setTimeout(30_000, () => call.destroy());
      call.on('error', () => done(null));
      call.end(text);
    });
  }

  /** Asks until there is an answer: a lost reply is asked again under the same key, as a browser or a phone would. */
  async insist(path: string, cookie: string, body: unknown): Promise<Reply & { readonly key: string; readonly sentAt: number }> {
    const key = crypto.randomUUID();
    for (;;) {
      const sentAt = performance.now();
      const reply = await this.send(path, cookie, body, key);
      // Shut (423, while there is no database) says to send again, and so does everybody.
      if (reply && reply.status !== 503 && reply.status !== 423) {
        this.statuses[reply.status] = (this.statuses[reply.status] ?? 0) + 1;
        return { ...reply, key, sentAt };
      }
      await pause(50);
    }
  }

  /** A booking was acknowledged. */
  booked(reply: Reply & { readonly key: string }, patron: string): void {
    this.acknowledged++;
    const id = reply.value['reservation'];
    if (typeof id !== 'string') return;
    this.ledger.set(id, { state: 'active', patron, request: reply.key });
    this.bookingsOf.set(patron, [...(this.bookingsOf.get(patron) ?? []).slice(-30), id]);
  }
}

function valueOf(said: string): Record<string, unknown> {
  try {
    const parsed: { value?: Record<string, unknown> } = JSON.parse(said);
    return parsed.value ?? {};
  } catch {
    return {};
  }
}
