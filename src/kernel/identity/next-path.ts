/** Where to go after signing in. Only a path of this very house: anything else would lead people away under our name. */
export function localPath(next: unknown, fallback: string): string {
  const path = typeof next === 'string' ? next : '';
  const ours = path.length <= 1000 && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) && new URL(path, 'http://house.invalid').origin === 'http://house.invalid';
  return ours ? path : fallback;
}
