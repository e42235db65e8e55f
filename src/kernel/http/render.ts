/** Turns a page into an answer: loads, shows, acts; and makes what stands around it (menus, viewer, toast). */
import { DISPLAY_COOKIE, displayOf } from './display.ts';
import type { VNode } from 'preact';
import { admits } from '../actor.ts';
import type { City } from '../city.ts';
import { type AnyPage, type Fields, type Go, isGo, notFound, Stop } from '../page.ts';
import { needsSecondFactor } from '../permissions/permissions.ts';
import { ask } from '../run.ts';
import type { System } from '../system.ts';
import type { FormState, MenuGroup, Text, UiContext, Viewer } from '../view.ts';
import { echoed, readForm } from './forms.ts';
import { SHUT } from './send.ts';
import { freshRequestId, noteRefused, pageContext, toastFrom, type Visit } from './visit.ts';

/** What `ui/` lends the kernel: the kernel itself draws nothing. */
export interface Drawing {
  renderPage(view: VNode, ui: UiContext): string;
  /** The pages for "not found", "refused" and "something broke". */
  problemPage(kind: 'not-found' | 'refused' | 'broken' | 'busy' | 'too-many' | 'shut', message: string, incident: string, again?: SendAgain): VNode;
}

/** A form that could not be taken just now: sent again from the page that says so, it is the same request. */
export interface SendAgain {
  readonly path: string;
  readonly values: readonly (readonly [name: string, value: string])[];
}

export interface Rendered {
  readonly status: number;
  readonly html: string;
}

const PILLARS: readonly { readonly pillar: System['pillar']; readonly title: Text }[] = [
  { pillar: 'citizen-services', title: { ja: '市民サービス', en: 'City services' } },
  { pillar: 'safety', title: { ja: '安全・安心', en: 'Safety' } },
  { pillar: 'administration', title: { ja: '行政運営', en: 'Administration' } },
  { pillar: 'registers', title: { ja: '基幹・国等との連携', en: 'Registers' } },
];

async function menuFor(visit: Visit, systems: readonly System[]): Promise<MenuGroup[]> {
  const groups: MenuGroup[] = [];
  const here = placeInMenu(visit.path, systems.flatMap((system) => system.menu.map((entry) => entry.to)));
  for (const { pillar, title } of PILLARS) {
    const entries = systems.filter((system) => system.pillar === pillar).flatMap((system) => system.menu).filter((entry) => entry.for === visit.face && (!entry.needs || [entry.needs].flat().some((needed) => mayUse(visit, needed))));
    const items = await Promise.all(entries.map(async (entry) => {
      const count = entry.count && visit.actor.kind === 'staff' ? await ask({ city: visit.city, actor: visit.actor, lang: visit.lang }, entry.count, {}) : null;
      return {
        href: entry.to, label: entry.label[visit.lang], ...(entry.icon ? { icon: entry.icon } : {}), ...(count?.ok && count.value > 0 ? { count: count.value } : {}),
        current: entry.to === here,
      };
    }));
    if (items.length > 0) groups.push({ title: title[visit.lang], items });
  }
  return groups;
}

const lastStrips = new WeakMap<City, Map<Visit['lang'], UiContext['strip']>>();

/**
 * What stands above every page in these hours. A page is shown without it rather than not at all; while nothing can be asked,
 * with what stood there last.
 */
async function stripFor(visit: Visit, systems: readonly System[]): Promise<UiContext['strip']> {
  const last = lastStrips.get(visit.city) ?? new Map<Visit['lang'], UiContext['strip']>();
  lastStrips.set(visit.city, last);
  if (visit.blind) return last.get(visit.lang) ?? [];
  const asked = await Promise.all(systems.flatMap((system) => (system.strip ? [ask({ city: visit.city, actor: visit.actor, lang: visit.lang }, system.strip, {}).catch(() => null)] : [])));
  const strip = asked.flatMap((answer) => (answer?.ok ? answer.value : []));
  if (!asked.every((answer) => answer?.ok)) return last.get(visit.lang) ?? strip;
  last.set(visit.lang, strip);
  return strip;
}

/** The entry a page belongs to: its own, or of those above it the nearest. A face's first page is above everything and therefore above nothing. */
function placeInMenu(path: string, entries: readonly string[]): string | undefined {
  return entries.filter((to) => path === to || (to !== '/' && to !== '/staff' && path.startsWith(`${to}/`))).toSorted((a, b) => b.length - a.length)[0];
}

function mayUse(visit: Visit, permission: string): boolean {
  return visit.actor.kind === 'staff' && visit.actor.grants.some((grant) => grant.permission === permission);
}

export type FindViewer = (visit: Visit) => Promise<Viewer | null>;

export async function uiFor(visit: Visit, systems: readonly System[], asset: (name: string) => string, findViewer: FindViewer, form: FormState | null, returnable: boolean): Promise<UiContext> {
  const { facts, sample } = visit.city;
  const [menu, viewer, strip] = await Promise.all([visit.face === 'staff' && visit.actor.kind !== 'staff' ? [] : menuFor(visit, systems), findViewer(visit), visit.face === 'citizen' ? stripFor(visit, systems) : []]);
  return {
    lang: visit.lang, face: visit.face, city: { ...facts, sample }, path: `${visit.path}${visit.url.search}`, returnable, display: displayOf(visit.cookies.get(DISPLAY_COOKIE)), viewer, menu,
    toast: toastFrom(visit.cookies), strip, now: visit.city.clock.now(), newRequestId: () => freshRequestId(visit.city),
    href: (path) => (visit.lang === 'en' && path.startsWith('/') ? `/en${path}` : path), asset, form,
  };
}

/** What happened when a page was asked for. */
export type PageResult =
  | { readonly kind: 'html'; readonly status: number; readonly html: string }
  | { readonly kind: 'go'; readonly go: Go }
  /** Nothing can be changed or read just now. */
  | { readonly kind: 'shut'; readonly message: string; readonly again: SendAgain | null };

export interface PageServices {
  readonly systems: readonly System[];
  readonly asset: (name: string) => string;
  readonly assetText: (name: string) => string | null;
  readonly drawing: Drawing;
  readonly findViewer: FindViewer;
}

export async function servePage(page: AnyPage, visit: Visit, request: Request, rawParams: Record<string, string>, services: PageServices): Promise<PageResult> {
  const gate = admits(page.allow, visit.actor, needsSecondFactor);
  if (gate === 'sign-in') return { kind: 'go', go: { go: 'sign-in' } };
  if (gate !== 'yes') noteRefused(visit, page.path);
  if (gate === 'strengthen') return { kind: 'go', go: { go: 'refused', status: 403, code: 'StrongSignInNeeded', message: visit.lang === 'ja' ? 'このページを見るには、二段階の本人確認が必要です。「自分の設定」で確認コードかパスキーを登録し、サインインし直してください。' : 'This page needs a second factor.', errors: [], details: {} } };
  // Someone signed in on the wrong terms gets what a stranger to the page gets.
  if (gate === 'no') return { kind: 'go', go: visit.face === 'citizen' && visit.actor.kind !== 'citizen' ? { go: 'sign-in' } : notFound };
  const at = placeOf(page, visit, rawParams);
  if (!at) return { kind: 'go', go: notFound };
  let form: FormState | null = null;
  let requestId = freshRequestId(visit.city);
  try {
    if (request.method === 'POST') {
      const fields = await readForm(request, page.uploads === true);
      const name = fields.get('_action') || 'default';
      const action = page.actions && Object.hasOwn(page.actions, name) ? page.actions[name] : undefined;
      if (!action) return { kind: 'go', go: notFound };
      const sent = fields.get('_request');
      if (/^[\w-]{8,100}$/.test(sent)) requestId = sent;
      const go = await action(pageContext(visit, requestId, services.assetText), fields, at as never);
      if (go.go !== 'refused') return { kind: 'go', go };
      if (go.status === SHUT) return { kind: 'shut', message: go.message, again: sendAgain(visit, fields, name, requestId) };
      form = { action: name, values: echoed(fields), errors: go.errors, ...(go.errors.length === 0 || go.code !== 'InvalidInput' ? { refusal: { code: go.code, message: go.message, details: go.details } } : {}) };
      return await showRefused(page, visit, at, form, go, services);
    }
    return await show(page, visit, at, null, null, services);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return error.go.go === 'refused' && error.go.status === SHUT ? { kind: 'shut', message: error.go.message, again: null } : { kind: 'go', go: error.go };
  }
}

/**
 * The page again, with what was typed and why it was refused. Who may no longer see the page, as when a post changed hands overnight,
 * still hears the sentence: the command has decided what its asker may know.
 */
async function showRefused(page: AnyPage, visit: Visit, at: { params: unknown; search: unknown }, form: FormState, go: Extract<Go, { go: 'refused' }>, services: PageServices): Promise<PageResult> {
  const again = await show(page, visit, at, form, go.status, services).catch((error: unknown): PageResult => {
    if (!(error instanceof Stop)) throw error;
    return { kind: 'go', go: error.go };
  });
  return again.kind === 'go' && again.go.go === 'not-found' && go.status !== 404 && go.code !== 'InvalidInput' ? { kind: 'go', go } : again;
}

function sendAgain(visit: Visit, fields: Fields, action: string, requestId: string): SendAgain {
  const values = Object.entries(echoed(fields)).flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const));
  return { path: `${visit.lang === 'en' ? '/en' : ''}${visit.path}${visit.url.search}`, values: [['_action', action], ['_request', requestId], ...values] };
}

async function show(page: AnyPage, visit: Visit, at: { params: unknown; search: unknown }, form: FormState | null, status: number | null, services: PageServices): Promise<PageResult> {
  const ctx = pageContext(visit, freshRequestId(visit.city), services.assetText);
  const model = await page.load(ctx, at as never);
  if (isGo(model)) return { kind: 'go', go: model };
  const ui = await uiFor(visit, services.systems, services.asset, services.findViewer, form, !page.unkept);
  return { kind: 'html', status: status ?? page.status?.(model) ?? 200, html: services.drawing.renderPage(page.view(model, ctx, at as never), ui) };
}

/** What follows the question mark: a repeated name is a list. */
export function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return query;
}

function placeOf(page: AnyPage, visit: Visit, rawParams: Record<string, string>): { params: unknown; search: unknown } | null {
  const query = queryOf(visit.url);
  const params = page.params ? page.params.safeParse(rawParams) : { success: true as const, data: rawParams };
  if (!params.success) return null;
  if (!page.search) return { params: params.data, search: query };
  // An odd filter in the address is no reason to turn anybody away: what cannot be read is left out.
  let search = page.search.safeParse(query);
  if (!search.success) {
    for (const issue of search.error.issues) delete query[String(issue.path[0])];
    search = page.search.safeParse(query);
  }
  return search.success ? { params: params.data, search: search.data } : null;
}

/** The page for a problem, in the frame of the face it happened on. */
export async function problemHtml(visit: Visit, services: PageServices, kind: Parameters<Drawing['problemPage']>[0], message: string, incident: string, again: SendAgain | null = null): Promise<string> {
  // Who is signed in cannot be asked while the database is away or asked too much; the page is then a stranger's.
  const shown: Visit = kind === 'shut' || kind === 'busy' ? { ...visit, actor: { kind: 'visitor', device: '' }, blind: true } : visit;
  const ui = await uiFor(shown, services.systems, services.asset, services.findViewer, null, false);
  return services.drawing.renderPage(services.drawing.problemPage(kind, message, incident, ...(again ? [again] : [])), ui);
}
