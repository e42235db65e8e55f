/** The address of a preview. Its secret is made of the city's key and the row's id: whoever keeps the database alone cannot open one, and staff can be shown it again. */
import { mark, sha256 } from '../../kernel/identity/tokens.ts';
import type { City } from '../../kernel/city.ts';

export const PREVIEW_DAYS = 7;
export const MOST_REMARK = 2000;
/** Through one address in all, and within a few minutes. */
export const MOST_REMARKS = 100;
export const AT_ONCE = 10;
export const AT_ONCE_MINUTES = 10;
/** Of one edition, open at the same time. */
export const MOST_PREVIEWS = 20;

/** Two keyed marks of 96 bits each. */
export const secretOf = (city: Pick<City, 'key'>, id: string): string => `${mark(city, 'website preview', id)}${mark(city, 'website preview, second half', id)}`;
export const SECRET = /^[\w-]{32}$/;
export const hashOfSecret = (secret: string): string => sha256(secret);
export const previewPath = (secret: string): string => `/preview/${secret}`;
