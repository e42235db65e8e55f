/** Which blocks of a page play a film or sound, of ours or of somebody else's server. */
import type { Block } from '../../website/index.ts';

export interface Film {
  readonly id: string;
  readonly address: string;
  readonly title: string;
  readonly soundOnly: boolean;
}

/** What is put in from outside may be a map as well; these show films. */
const FILM_HOSTS = /^https?:\/\/(?:[\w-]+\.)*(?:youtube\.com|youtube-nocookie\.com|youtu\.be|vimeo\.com|nicovideo\.jp|nico\.ms|dailymotion\.com|twitch\.tv|tiktok\.com)(?:[/:?#]|$)/i;

export const filmsIn = (blocks: readonly Block[]): readonly Film[] => blocks.flatMap((block): Film[] => {
  if (block.type === 'video') return [{ id: block.id, address: block.address, title: block.title, soundOnly: block.soundOnly }];
  if (block.type === 'embed' && FILM_HOSTS.test(block.address.trim())) return [{ id: block.id, address: block.address, title: block.title, soundOnly: false }];
  return [];
});
