/**
 * A page of the website is a row of typed blocks (HTML is never stored): what an author may say is what these shapes allow,
 * and every way in — editor, API, import — ends in them. Dossier: みんなの公共サイト運用ガイドライン（総務省）, JIS X 8341-3:2016.
 */
import { z } from 'zod';

/** Running text: plain strings, and parts of it that are marked, linked, read or said in another language. */
export type Inline =
  | string
  | { readonly mark: 'strong' | 'em' | 'sup' | 'sub'; readonly text: readonly Inline[] }
  | { readonly link: string; readonly text: readonly Inline[] }
  | { readonly ruby: string; readonly text: string }
  | { readonly lang: string; readonly text: readonly Inline[] }
  | { readonly colour: string; readonly text: readonly Inline[] }
  | { readonly break: true };
export type Rich = readonly Inline[];

const Text = z.string().max(20_000);
const Short = z.string().max(400);
const InlineShape: z.ZodType<Inline> = z.lazy(() => z.union([
  Text,
  z.strictObject({ mark: z.enum(['strong', 'em', 'sup', 'sub']), text: z.array(InlineShape).max(500) }),
  z.strictObject({ link: z.string().max(2000), text: z.array(InlineShape).max(100) }),
  z.strictObject({ ruby: Short, text: Short }),
  z.strictObject({ lang: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/), text: z.array(InlineShape).max(500) }),
  // Only an import brings a colour along: in the editor nothing can be coloured.
  z.strictObject({ colour: z.string().regex(/^#[0-9a-f]{6}$/), text: z.array(InlineShape).max(500) }),
  z.strictObject({ break: z.literal(true) }),
]));
const RichShape = z.array(InlineShape).max(500);

const Id = z.string().regex(/^[a-z0-9-]{1,40}$/);
const part = { id: Id };
const Sha = z.string().max(64);
/** 様式・ファイル: the file as such, whose version `file` is. */
const Identity = z.uuid();
const Titled = z.strictObject({ title: Short, content: RichShape });

export const BlockShape = z.discriminatedUnion('type', [
  // Levels 1 and 6 come in by imports and are findings, not impossibilities: what somebody wrote is kept until it is put right.
  z.strictObject({ ...part, type: z.literal('heading'), level: z.number().int().min(1).max(6), text: Short }),
  z.strictObject({ ...part, type: z.literal('text'), content: RichShape }),
  z.strictObject({ ...part, type: z.literal('list'), style: z.enum(['bullets', 'numbers', 'terms']), items: z.array(z.strictObject({ term: Short.optional(), content: RichShape })).max(200) }),
  z.strictObject({
    ...part, type: z.literal('table'), caption: Short, headerRow: z.boolean(), headerColumn: z.boolean(),
    rows: z.array(z.array(z.strictObject({ content: RichShape, columns: z.number().int().min(1).max(20).optional(), rows: z.number().int().min(1).max(50).optional() })).max(40)).max(500),
  }),
  z.strictObject({
    ...part, type: z.literal('image'), file: Sha, name: Short, alt: Short, decorative: z.boolean(), caption: Short, credit: Short, width: z.number().int().nonnegative(), height: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(), identity: Identity.optional(), people: z.boolean(), consent: z.enum(['none', 'obtained', 'withheld']), positionRemoved: z.boolean(),
    /** Where an import found it; a picture of our own has none. */
    source: z.string().max(2000).optional(),
  }),
  z.strictObject({
    ...part, type: z.literal('file'), file: Sha, name: Short, label: Short, bytes: z.number().int().nonnegative(), identity: Identity.optional(), kind: z.enum(['pdf', 'word', 'excel', 'csv', 'zip', 'other']),
    pages: z.number().int().positive().optional(), hasText: z.boolean().optional(), tagged: z.boolean().optional(), named: z.boolean().optional(),
    /** What whoever looked into the file found besides what it shows: hidden sheets, comments, changes, authors, text under black boxes. */
    hidden: z.array(z.enum(['sheets', 'comments', 'changes', 'author', 'under_black'])).max(5),
  }),
  z.strictObject({ ...part, type: z.literal('contact'), department: z.string().max(80) }),
  z.strictObject({ ...part, type: z.literal('map'), title: Short, points: z.array(z.strictObject({ name: Short, lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })).max(200) }),
  z.strictObject({ ...part, type: z.literal('steps'), items: z.array(Titled).max(30) }),
  z.strictObject({ ...part, type: z.literal('notice'), tone: z.enum(['info', 'warning', 'danger']), title: Short, content: RichShape }),
  z.strictObject({ ...part, type: z.literal('accordion'), items: z.array(Titled).max(100) }),
  z.strictObject({ ...part, type: z.literal('video'), address: z.string().max(2000), title: Short, soundOnly: z.boolean(), captions: Sha, transcript: Text, autoplay: z.boolean() }),
  z.strictObject({ ...part, type: z.literal('embed'), address: z.string().max(2000), title: Short }),
  z.strictObject({ ...part, type: z.literal('pages'), of: z.enum(['children', 'latest', 'category']), category: z.string().max(80), count: z.number().int().min(1).max(100) }),
]);

export type Block = z.infer<typeof BlockShape>;
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>;

export const BlocksShape = z.array(BlockShape).max(400).refine((blocks) => new Set(blocks.map((block) => block.id)).size === blocks.length, { message: 'two blocks have the same id' });
