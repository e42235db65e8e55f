/** The doors. Hono routes; everything a request needs before and after its page or command stands here. */
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { admits } from '../actor.ts';
import { answerAsWitness, LOG_BODY_LIMIT, type LogAnswer, readLog } from '../audit/doors.ts';
import type { City } from '../city.ts';
import { EveryConnectionLent } from '../db/lent.ts';
import { lostSince, noteLoss } from '../db/presence.ts';
import { fingerprint } from '../identity/session.ts';
import { log, logProblem } from '../log.ts';
import { countRequest } from '../metrics.ts';
import { sayRefusal, refuse } from '../outcome.ts';
import { type AnyPage, type Go, isGo, type Route, Stop } from '../page.ts';
import { needsSecondFactor } from '../permissions/permissions.ts';
import type { System } from '../system.ts';
import type { Face } from '../view.ts';
import { incomingOf, isWalk, WALK, whoAsks } from './asking.ts';
import { callCommand, callQuery, type JsonAnswer, jsonProblem, openApi } from './api.ts';
import type { Assets } from './assets.ts';
import { bearerOf, offeredOn } from './faces.ts';
import { expressLane } from './express-lane.ts';
import { DISPLAY_COOKIE, displayKey, displayOf } from './display.ts';
import { arrivesFrom, BadBody, FORM_LIMIT, readBody, TooLargeBody, UPLOAD_LIMIT } from './forms.ts';
import { answerHeaders, Buckets, comesFromHere, headersOf, networkOf, type RateLimit, securityHeaders } from './guard.ts';
import { listen, type RunningServer } from './listen.ts';
import { Readers } from './readers.ts';
import { type Drawing, type PageResult, problemHtml, queryOf, type SendAgain, servePage, type PageServices } from './render.ts';
import { BUSY, fromMemory, noSuchCity, retryAfter, sendHtml, SHUT, unkept, sharedPage, type VisitContext, type WithVisit } from './send.ts';
import { sharedKey, SharedPages } from './shared-pages.ts';
import { Turns } from './turns.ts';
import { findViewer } from './viewer.ts';
import { PublicWalk } from './walk.ts';
import { askerOf, COOKIE, freshRequestId, languageOf, noteRefused, pageContext, readCookies, setCookie, toastCookie, type Visit } from './visit.ts';

export type { RunningServer } from './listen.ts';

export interface ServerOptions {
  /** Picks the city by host name; null: no such city here. A city that nobody has asked for yet may have to be opened first. */
  readonly cityOf: (host: string) => City | null | Promise<City | null>;
  readonly systems: readonly System[];
  readonly faces: readonly Face[];
  /** One for all, or each city's own: colours and icon differ. */
  readonly assets: Assets | ((city: City) => Assets);
  readonly drawing: Drawing;
  readonly port: number;
  readonly host?: string;
  /** Believe X-Forwarded-For and -Proto: only behind one's own balancer. */
  readonly trustProxy?: boolean;
  /** Per network; null lets everything in (benchmarks, tests). */
  readonly rate?: { readonly reads: RateLimit; readonly writes: RateLimit } | null;
  /** Said by /readyz while false. */
  readonly ready?: () => boolean;
  /** Other limits of patience than the usual ones, in milliseconds: for tests. */
  readonly patience?: { readonly headersTimeout: number; readonly requestTimeout: number; readonly connectionsCheckingInterval: number };
  /** Walk the public pages of visited cities, so that they outlive their database. */
  readonly walk?: boolean;
}

class House {
  readonly #options: ServerOptions;
  readonly #services = new WeakMap<City, PageServices>();
  readonly #shared = new SharedPages();
  readonly #reads: Buckets | null;
  readonly #writes: Buckets | null;
  readonly #walk: PublicWalk | null;
  readonly #turns = new Turns();
  readonly #readers: Readers;
  readonly app = new Hono<WithVisit>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#readers = new Readers(options.systems);
    this.#reads = options.rate ? new Buckets(options.rate.reads) : null;
    this.#writes = options.rate ? new Buckets(options.rate.writes) : null;
    this.#walk = options.walk ? new PublicWalk({ room: (city) => this.#shared.roomFor(city), walked: (city, paths) => this.#shared.sweep(city, paths), fetch: (_, host, path) => this.#walkTo(host, path) }) : null;
    this.#mount();
  }

  /** A visit of the house to itself: no limits, nobody signed in; tells the page's text when it is kept for visitors. */
  async #walkTo(host: string, path: string): Promise<{ html: string | null }> {
    const answer = await this.app.fetch(new Request(`http://${host}${path}`, { headers: { host } }), { [WALK]: true });
    const text = await answer.text();
    return { html: answer.status === 200 && answer.headers.has('etag') && (answer.headers.get('content-type') ?? '').startsWith('text/html') ? text : null };
  }

  #draining = false;

  /** From here on the balancer is told to send people elsewhere, and whoever still comes is answered and shown out. */
  drain(): void {
    this.#draining = true;
  }

  async stop(): Promise<void> {
    await this.#walk?.stop();
  }

  /** Whoever may go the short way out goes it; everybody else is left to the routes. */
  express(): (request: IncomingMessage, response: ServerResponse) => boolean {
    const { cityOf, trustProxy = false } = this.#options;
    const lane = expressLane({ cityOf, shared: this.#shared, reads: this.#reads, trustProxy, visited: (city, host, now) => this.#walk?.visited(city, host, now), seen: (city, url, agent) => this.#readers.tell(city, url, agent) });
    return (request, response) => !this.#draining && lane(request, response);
  }

  #assetsOf(city: City): Assets {
    const { assets } = this.#options;
    return typeof assets === 'function' ? assets(city) : assets;
  }

  #servicesOf(city: City): PageServices {
    const known = this.#services.get(city);
    if (known) return known;
    const { systems, drawing } = this.#options;
    const made: PageServices = { systems, drawing, findViewer, asset: (name) => this.#assetsOf(city).address(name), assetText: (name) => this.#assetsOf(city).text(name) };
    this.#services.set(city, made);
    return made;
  }

  #mount(): void {
    const { app } = this;
    // What is set before an answer is made costs less than what is added to one that is made.
    const plain = (c: Pick<VisitContext, 'text'>, text: string, status: 200 | 503 = 200) => c.text(text, status, { ...securityHeaders });
    app.get('/healthz', (c) => plain(c, 'ok'));
    app.get('/readyz', (c) => (this.#draining ? plain(c, 'closing', 503) : this.#options.ready?.() === false ? plain(c, 'not ready', 503) : plain(c, 'ok')));
    app.get('/assets/:file', (c) => this.#asset(c));
    // Asked by other town halls and not by browsers; what is signed there is its own ticket.
    app.post('/log/add-checkpoint', (c) => this.#witness(c));
    app.use('*', (c, next) => this.#enter(c, next));
    app.get('/log/*', async (c) => this.#logAnswer(c, await readLog(c.var.visit.city, c.var.visit.path.slice('/log/'.length), c.var.visit.url.searchParams, this.#options.faces.includes('staff'))));
    const offered = this.#options.systems.map((system) => offeredOn(system, this.#options.faces));
    const described = openApi(offered, 'Yakuba');
    app.get('/api/openapi.json', (c) => c.json(described as Record<string, unknown>, 200, answerHeaders(c.var.visit)));
    for (const system of offered) this.#mountSystem(system);
    app.all('*', (c) => this.#problem(c, 404, 'not-found', ''));
    app.onError((error, c) => this.#failed(c, error));
  }

  #mountSystem(system: System): void {
    const { app } = this;
    const opens = (face: Face) => this.#options.faces.includes(face);
    for (const command of system.commands) {
      app.post(`/api/${command.name}`, async (c) => {
        const { visit } = c.var;
        const body = await this.#json(c);
        if (body instanceof Response) return body;
        const key = c.req.header('idempotency-key') ?? '';
        if (key !== '' && !/^[\x21-\x7e]{8,100}$/.test(key)) return this.#jsonAnswer(c, jsonProblem(422, 'InvalidInput', 'Idempotency-Key は8〜100文字の英数字です。'));
        return this.#jsonAnswer(c, await callCommand(askerOf(visit), command, body, key || visit.requestId));
      });
    }
    for (const query of system.queries) {
      app.get(`/api/${query.name}`, async (c) => this.#jsonAnswer(c, await callQuery(askerOf(c.var.visit), query, c.var.visit.url.searchParams)));
    }
    for (const page of system.pages.filter((one) => opens(one.face))) {
      for (const path of page.face === 'citizen' ? [page.path, page.path === '/' ? '/en' : `/en${page.path}`] : [page.path]) {
        app.get(path, (c) => this.#page(c, system, page));
        if (page.actions) app.post(path, (c) => this.#page(c, system, page));
      }
    }
    for (const route of system.routes ?? []) {
      const staff = route.path.startsWith('/staff/');
      if (!opens(staff ? 'staff' : 'citizen')) continue;
      for (const path of staff ? [route.path] : [route.path, `/en${route.path}`]) app.get(path, (c) => this.#route(c, system, route));
    }
  }

  async #enter(c: VisitContext, next: () => Promise<void>): Promise<Response | undefined> {
    const url = new URL(c.req.url);
    const started = performance.now();
    const city = await this.#options.cityOf(c.req.header('host') ?? '');
    if (!city) return noSuchCity(c);
    const { lang, path } = languageOf(url.pathname);
    const face: Face = path === '/staff' || path.startsWith('/staff/') ? 'staff' : 'citizen';
    const address = this.#address(c);
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    const incoming = incomingOf(c);
    if (changes && incoming) arrivesFrom(c.req.raw, incoming);
    const bucket = isWalk(c) ? null : changes ? this.#writes : this.#reads;
    const wait = bucket ? bucket.take(networkOf(city, address), started) : 0;
    const requestId = freshRequestId(city);
    const cookies = readCookies(city, c.req.header('cookie') ?? null);
    const bearer = bearerOf(c.req.header('authorization'), this.#options.faces);
    const isApi = path.startsWith('/api/');
    const device = fingerprint(city, (c.req.header('user-agent') ?? '').slice(0, 300), address);
    const citizenToken = cookies.get(COOKIE.citizen);
    const staffToken = this.#options.faces.includes('staff') ? cookies.get(COOKIE.staff) : undefined;
    const nobody = !bearer && !(face === 'staff' || isApi ? staffToken : undefined) && !citizenToken;
    const actor = nobody || wait > 0 ? ({ kind: 'visitor', device } as const)
      : await whoAsks(city, { ...(citizenToken ? { citizenToken } : {}), ...(staffToken ? { staffToken } : {}), ...(bearer && isApi ? { bearer } : {}), device }, isApi ? 'api' : face);
    c.set('visit', { city, actor: actor ?? { kind: 'visitor', device }, lang: face === 'staff' ? 'ja' : lang, face, path, url, headers: c.req.raw.headers, cookies, requestId, blind: actor === null, closing: this.#draining });
    if (actor === null && isApi) return this.#shut(c, null);
    if (!changes && face === 'citizen' && !isApi) this.#walk?.visited(city, c.req.header('host') ?? '', started);
    if (wait > 0) {
      countRequest(face, '(too many)', 429, 0);
      c.header('retry-after', String(wait));
      return isApi ? this.#jsonAnswer(c, jsonProblem(429, 'TooMany', sayRefusal(refuse('TooMany', { seconds: wait }), {}, lang).message)) : this.#problem(c, 429, 'too-many', sayRefusal(refuse('TooMany', { seconds: wait }), {}, lang).message);
    }
    if (changes && !(isApi && bearer) && !comesFromHere(c.req.raw.headers, c.req.header('host') ?? '')) {
      log('not from here', { face, method: c.req.method, request: requestId });
      const message = lang === 'ja' ? 'この送信は、この市役所のページから行われたものと確かめられませんでした。ページを開き直してから、もう一度送ってください。' : 'We could not confirm that this came from our own page. Please reload the page and send it again.';
      return isApi ? this.#jsonAnswer(c, jsonProblem(403, 'NotFromHere', message)) : this.#problem(c, 403, 'refused', message);
    }
    await this.#turns.within(city, next);
    const took = performance.now() - started;
    countRequest(face, c.req.routePath, c.res.status, took / 1000);
    if (took > 1000) log('slow', { path: c.req.routePath, status: c.res.status, milliseconds: Math.round(took), request: requestId });
    return undefined;
  }

  #address(c: VisitContext): string {
    if (isWalk(c)) return '127.0.0.1';
    if (this.#options.trustProxy) {
      const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
      if (forwarded) return forwarded;
    }
    return getConnInfo(c).remote.address ?? '';
  }

  async #json(c: VisitContext): Promise<unknown> {
    if (!(c.req.header('content-type') ?? '').startsWith('application/json')) return this.#jsonAnswer(c, jsonProblem(415, 'NotJson', 'Content-Type: application/json で送ってください。'));
    const bytes = await readBody(c.req.raw, FORM_LIMIT * 2);
    try {
      const value: unknown = bytes.byteLength === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      return value;
    } catch {
      return this.#jsonAnswer(c, jsonProblem(400, 'NotJson', 'JSON として読み取れません。UTF-8 の JSON を送ってください。'));
    }
  }

  #jsonAnswer(c: VisitContext, answer: JsonAnswer): Response {
    return c.body(JSON.stringify(answer.body), answer.status as 200, { ...answerHeaders(c.var.visit), ...retryAfter(answer.status), 'content-type': answer.problem ? 'application/problem+json' : 'application/json', 'cache-control': 'no-store' });
  }

  /** Another log asks this city to bear witness (kernel/audit). */
  async #witness(c: VisitContext): Promise<Response> {
    const city = await this.#options.cityOf(c.req.header('host') ?? '');
    if (!city || !this.#options.faces.includes('staff')) return noSuchCity(c);
    const wait = this.#writes?.take(networkOf(city, this.#address(c)), performance.now()) ?? 0;
    if (wait > 0) return c.text('too many\n', 429, { ...securityHeaders, 'retry-after': String(wait) });
    const body = await readBody(c.req.raw, LOG_BODY_LIMIT).catch(() => null); // too large, or cut off
    return body ? this.#logAnswer(c, await answerAsWitness(city, new TextDecoder().decode(body))) : c.text('too large\n', 413, { ...securityHeaders });
  }

  #logAnswer(c: VisitContext, { status, type, body, cache, filename }: LogAnswer): Response {
    return c.body(body as string, status as 200, { ...securityHeaders, 'content-type': type, 'cache-control': cache, ...(filename ? { 'content-disposition': `attachment; filename="${filename}"` } : {}) });
  }

  async #asset(c: VisitContext): Promise<Response> {
    const city = await this.#options.cityOf(c.req.header('host') ?? '');
    if (!city) return noSuchCity(c);
    const asset = this.#assetsOf(city).find(c.req.param('file') ?? '');
    if (!asset) return c.text('not found', 404, { ...headersOf(city) });
    const accepts = c.req.header('accept-encoding') ?? '';
    const [body, encoding] = accepts.includes('br') ? [asset.brotli, 'br'] : accepts.includes('gzip') ? [asset.gzip, 'gzip'] : [asset.body, ''];
    return c.body(body as Uint8Array<ArrayBuffer>, 200, {
      ...headersOf(city), 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding', ...(encoding ? { 'content-encoding': encoding } : {}),
    });
  }

  async #page(c: VisitContext, system: System, page: AnyPage): Promise<Response> {
    const { visit } = c.var;
    if (page.shared && visit.actor.kind === 'visitor' && c.req.method !== 'POST' && !visit.cookies.has(COOKIE.toast)) {
      const plain = sharedKey(visit.city, `${visit.url.pathname}${visit.url.search}`);
      const wish = displayKey(displayOf(visit.cookies.get(DISPLAY_COOKIE)));
      let other: Response | null = null;
      const shared = await this.#shared.get({ city: visit.city, system: system.name, key: `${plain}${wish}`, plain, freshness: page.shared, walked: isWalk(c) }, async () => {
        const result = await this.#serve(c, page);
        if (result.kind === 'html' && result.status === 200) return sharedPage(result.html, 'text/html; charset=utf-8');
        other = await this.#answer(c, result);
        return null;
      });
      if (shared) return this.#readers.read(c, fromMemory(c, shared));
      if (other) return other;
    }
    // What a signed-in person sees cannot be shown to somebody who may be another one.
    if (visit.blind && !page.shared) return this.#shut(c, null);
    const answer = await this.#answer(c, await this.#serve(c, page));
    return page.shared ? this.#readers.read(c, answer) : page.unkept ? unkept(answer) : answer;
  }

  #serve(c: VisitContext, page: AnyPage): Promise<PageResult> {
    const { visit } = c.var;
    return servePage(page, visit, c.req.raw, c.req.param(), this.#servicesOf(visit.city));
  }

  #answer(c: VisitContext, result: PageResult): Response | Promise<Response> {
    switch (result.kind) {
      case 'html': return sendHtml(c, result.html, result.status);
      case 'go': return this.#go(c, result.go);
      case 'shut': return this.#shut(c, result.again, result.message);
    }
  }

  /** The database is away or asked more than it answers in time, or the city takes no changes: said in a sentence, with everything that was typed to send again. */
  async #shut(c: VisitContext, again: SendAgain | null, said?: string): Promise<Response> {
    const { visit } = c.var;
    const since = lostSince(visit.city.citizenDb) ?? lostSince(visit.city.staffDb);
    const busy = said === undefined && !since;
    const message = said ?? sayRefusal(busy ? refuse('Busy') : refuse('Unreachable', { since: String(since) }), {}, visit.lang).message;
    if (visit.path.startsWith('/api/')) return this.#jsonAnswer(c, jsonProblem(busy ? BUSY : SHUT, busy ? 'Busy' : 'Unreachable', message));
    return sendHtml(c, await problemHtml(visit, this.#servicesOf(visit.city), busy ? 'busy' : 'shut', message, '', again), busy ? BUSY : SHUT);
  }

  async #route(c: VisitContext, system: System, route: Route): Promise<Response> {
    const { visit } = c.var;
    const gate = admits(route.allow, visit.actor, needsSecondFactor);
    if (gate === 'sign-in') return this.#go(c, { go: 'sign-in' });
    if (gate !== 'yes') {
      noteRefused(visit, route.path);
      return this.#go(c, { go: 'not-found' });
    }
    const run = () => route.run(pageContext(visit, visit.requestId, this.#servicesOf(visit.city).assetText), { params: c.req.param(), search: queryOf(visit.url) });
    try {
      if (route.shared && visit.actor.kind === 'visitor') {
        let go: Go | null = null;
        const shared = await this.#shared.get({ city: visit.city, system: system.name, key: sharedKey(visit.city, `${visit.url.pathname}${visit.url.search}`), freshness: route.shared, walked: isWalk(c) }, async () => {
          const made = await run();
          if (!isGo(made)) return sharedPage(made.body, made.type);
          go = made;
          return null;
        });
        if (shared) return this.#readers.read(c, fromMemory(c, shared));
        if (go) return await this.#go(c, go);
      }
      const made = await run();
      if (isGo(made)) return await this.#go(c, made);
      return c.body(made.body as string, 200, {
        ...answerHeaders(visit), 'content-type': made.type, 'cache-control': made.cacheSeconds ? `public, max-age=${made.cacheSeconds}` : 'private, no-store',
        ...(made.filename ? { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(made.filename)}` } : {}),
      });
    } catch (error) {
      if (error instanceof Stop) return error.go.go === 'refused' && error.go.status === SHUT ? this.#shut(c, null, error.go.message) : this.#go(c, error.go);
      throw error;
    }
  }

  async #go(c: VisitContext, go: Go): Promise<Response> {
    const { visit } = c.var;
    switch (go.go) {
      case 'to': {
        const path = visit.lang === 'en' && go.path.startsWith('/') && !go.path.startsWith('/en/') ? `/en${go.path}` : go.path;
        const response = c.body(null, 303, { ...answerHeaders(visit), location: path, 'cache-control': 'no-store' });
        if (go.toast) response.headers.append('set-cookie', setCookie(visit.city, COOKIE.toast, toastCookie(go.toast), 60));
        // Signed out: what this browser kept of the person goes as well.
        if (go.cookies?.some(({ name, maxAgeSeconds }) => maxAgeSeconds === 0 && name !== DISPLAY_COOKIE)) response.headers.set('clear-site-data', '"storage"');
        for (const cookie of go.cookies ?? []) response.headers.append('set-cookie', setCookie(visit.city, cookie.name, cookie.value, cookie.maxAgeSeconds));
        return response;
      }
      case 'moved':
        return c.body(null, 301, { ...answerHeaders(visit), location: visit.lang === 'en' && go.path.startsWith('/') ? `/en${go.path}` : go.path, 'cache-control': 'public, max-age=300' });
      case 'elsewhere':
        return c.body(null, 302, { ...answerHeaders(visit), location: go.path, 'cache-control': `public, max-age=${go.cacheSeconds}` });
      case 'sign-in': {
        const next = c.req.method === 'GET' ? `${visit.path}${visit.url.search}` : visit.path;
        const at = visit.face === 'staff' ? '/staff/sign-in' : `${visit.lang === 'en' ? '/en' : ''}/sign-in`;
        return c.body(null, 303, { ...answerHeaders(visit), location: `${at}?next=${encodeURIComponent(next)}`, 'cache-control': 'no-store' });
      }
      case 'not-found':
        return this.#problem(c, 404, 'not-found', '');
      case 'refused':
        return this.#problem(c, go.status, 'refused', go.message);
    }
  }

  async #problem(c: VisitContext, status: number, kind: Parameters<Drawing['problemPage']>[0], message: string): Promise<Response> {
    const { visit } = c.var;
    if (visit.path.startsWith('/api/')) return this.#jsonAnswer(c, jsonProblem(status, status === 404 ? 'NotFound' : 'Refused', message || (visit.lang === 'ja' ? 'お探しのものは見つかりませんでした。' : 'Not found.')));
    return sendHtml(c, await problemHtml(visit, this.#servicesOf(visit.city), kind, message, visit.requestId), status);
  }

  async #failed(c: VisitContext, error: unknown): Promise<Response> {
    const visit: Visit | undefined = c.get('visit');
    if (error instanceof TooLargeBody && visit) {
      const limit = error.limit >= UPLOAD_LIMIT ? '12MB' : error.limit > FORM_LIMIT ? '1MB' : '512KB';
      const said = sayRefusal(refuse('TooLarge', { limit }), {}, visit.lang);
      return visit.path.startsWith('/api/') ? this.#jsonAnswer(c, jsonProblem(413, 'TooLarge', said.message)) : this.#problem(c, 413, 'refused', said.message);
    }
    if (error instanceof BadBody && visit) return this.#problem(c, 400, 'refused', visit.lang === 'ja' ? '送られた内容を読み取れませんでした。ページを開き直してから、もう一度送ってください。' : 'We could not read what was sent. Please reload the page and try again.');
    if (visit && (error instanceof EveryConnectionLent || [visit.city.citizenDb, visit.city.staffDb].some((database) => noteLoss(database, error, visit.city.clock.now())))) return this.#shut(c, null);
    const incident = visit?.requestId.slice(-12) ?? '';
    logProblem('defect', error, { path: c.req.routePath, incident });
    if (!visit) return c.text('エラーが起きました。', 500, { ...securityHeaders });
    if (visit.path.startsWith('/api/')) return this.#jsonAnswer(c, jsonProblem(500, 'Defect', `思わぬ不具合が起きました。受付番号 ${incident} を添えてお知らせください。`));
    try {
      return sendHtml(c, await problemHtml(visit, this.#servicesOf(visit.city), 'broken', '', incident), 500);
    } catch {
      return c.text(`思わぬ不具合が起きました。受付番号 ${incident}`, 500, answerHeaders(visit));
    }
  }
}

/** Opens the doors and resolves when they are open. */
export function startServer(options: ServerOptions): Promise<RunningServer> {
  const house = new House(options);
  return listen({ host: options.host ?? '127.0.0.1', port: options.port, patience: options.patience ?? null, fetch: house.app.fetch, express: house.express(), drain: () => house.drain(), stop: () => house.stop() });
}
