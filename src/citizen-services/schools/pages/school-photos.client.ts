/**
 * Photographs on the phone, before they are sent: made smaller (1,600 pixels), shown, and covered where somebody touches them.
 * The picture that leaves the phone has no record of place or camera any more; the server takes it out in any case.
 */
const MOST = 1600;
const PIECES = 8;

function bitmapOf(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' });
}

/** Covers a square around a point with few large pixels, so that nothing of a face can be brought back. */
function cover(canvas: HTMLCanvasElement, x: number, y: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const size = Math.round(Math.max(canvas.width, canvas.height) / 9);
  const [left, top] = [Math.max(0, Math.round(x - size / 2)), Math.max(0, Math.round(y - size / 2))];
  const small = document.createElement('canvas');
  small.width = small.height = PIECES;
  small.getContext('2d')?.drawImage(canvas, left, top, size, size, 0, 0, PIECES, PIECES);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, PIECES, PIECES, left, top, size, size);
}

function put(input: HTMLInputElement, canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const list = new DataTransfer();
    list.items.add(new File([blob], name, { type: 'image/jpeg' }));
    input.files = list.files;
  }, 'image/jpeg', 0.85);
}

async function prepare(input: HTMLInputElement): Promise<void> {
  input.parentElement?.querySelector('.photo-preview')?.remove();
  const file = input.files?.[0];
  if (!file?.type.startsWith('image/')) return;
  const picture = await bitmapOf(file).catch(() => null);
  if (!picture) return;
  const scale = Math.min(1, MOST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.style.maxInlineSize = '100%';
  canvas.style.blockSize = 'auto';
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', '選んだ写真');
  const name = `${file.name.replace(/\.[^.]*$/, '')}.jpg`;
  canvas.addEventListener('click', (event) => {
    const place = canvas.getBoundingClientRect();
    cover(canvas, ((event.clientX - place.left) * canvas.width) / place.width, ((event.clientY - place.top) * canvas.height) / place.height);
    put(input, canvas, name);
  });
  const box = document.createElement('div');
  box.className = 'photo-preview';
  const said = document.createElement('p');
  said.className = 'hint';
  said.textContent = '顔や名札に触れると、そこが隠れます。やり直すときは、写真を選び直します。';
  box.append(canvas, said);
  input.after(box);
  put(input, canvas, name);
}

document.addEventListener('change', (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === 'file' && input.accept.startsWith('image/')) void prepare(input);
});
