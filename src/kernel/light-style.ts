/**
 * The one style that stands inside a page: the page of the worst hour is a single answer and asks for nothing else. The policy of every
 * answer names its hash, so exactly these characters are obeyed and no other style is.
 */
import { createHash } from 'node:crypto';

export const LIGHT_STYLE = 'body{margin:0 auto;max-width:40em;padding:0 16px 40px;font:18px/1.7 sans-serif;color:#1a1a1a;background:#fff}h1{font-size:1.4em;line-height:1.4}h2{border-left:10px solid #1a1a1a;padding-left:10px;font-size:1.15em;margin:1.4em 0 .3em}section.n{border:3px solid #1a1a1a;padding:0 14px;margin:12px 0}section.s5,section.s4{border-color:#ce0000;border-width:6px}.o{border:2px solid #8b3200;color:#8b3200;padding:0 .4em}a{color:#0017c1;display:inline-block;padding:8px 0}p{margin:.3em 0;white-space:pre-line}';

/** As a source of a Content-Security-Policy. */
export const LIGHT_STYLE_SOURCE = `'sha256-${createHash('sha256').update(LIGHT_STYLE).digest('base64')}'`;
