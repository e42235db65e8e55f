/** Which blocks of a page play a film or sound, of ours or of somebody else's server. */

/** As much of a block of a page as has to be known. */
interface BlockLike {
  readonly type: string;
  readonly id: string;
  readonly address?: string;
  readonly title?: string;
  readonly soundOnly?: boolean;
}

export interface Film {
  readonly id: string;
  readonly address: string;
  readonly title: string;
  readonly soundOnly: boolean;
}

/** What is put in from outside may be a map as well; these show films. */
const FILM_HOSTS = /^https?:\/\/(?:[\w-]+\.)*(?:youtube\.com|youtube-nocookie\.com|youtu\.be|vimeo\.com|nicovideo\.jp|nico\.ms|dailymotion\.com|twitch\.tv|tiktok\.com)(?:[/:?#]|$)/i;

export const filmsIn = (blocks: readonly BlockLike[]): readonly Film[] => blocks.flatMap(({ type, id, address = '', title = '', soundOnly = false }) => (type === 'video' || (type === 'embed' && FILM_HOSTS.test(address.trim())) ? [{ id, address, title, soundOnly }] : []));
