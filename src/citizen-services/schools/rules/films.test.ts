import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filmsIn } from './films.ts';

const embed = (address: string) => ({ id: 'e', type: 'embed', address, title: '題' });

test('films of our own, sound, and what plays elsewhere; a map is none', () => {
  const own = { id: 'v', type: 'video', address: 'https://example.jp/a.mp4', title: '合唱', soundOnly: true, captions: '', transcript: 'うた', autoplay: false };
  assert.deepEqual(filmsIn([own]).map((film) => [film.id, film.soundOnly]), [['v', true]]);
  for (const address of ['https://www.youtube.com/embed/x', 'https://youtu.be/x', ' https://player.vimeo.com/video/1', 'https://www.nicovideo.jp/watch/1']) assert.equal(filmsIn([embed(address)]).length, 1, address);
  for (const address of ['https://www.openstreetmap.org/?x', 'https://example.jp/youtube.com', 'https://notyoutube.com/x']) assert.equal(filmsIn([embed(address)]).length, 0, address);
});
