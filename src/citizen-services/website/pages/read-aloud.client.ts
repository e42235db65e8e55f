/**
 * 読み上げ: reads the article with the browser's own voice, sentence by sentence, and shows the paragraph it is at. Where there is no voice
 * there is no button; nothing is kept, and nothing begins by itself. A pause forgets the voice and keeps the place: not every telephone can hold one.
 */
const BLOCKS = 'p,li,h2,h3,h4,dt,dd,th,td,caption,summary,figcaption';
const SKIPPED = 'nav,script,style,rp,[hidden],[aria-hidden=true],details:not([open])>:not(summary)';

interface Said {
  readonly at: Element;
  readonly text: string;
  readonly lang: string;
}

const ja = document.documentElement.lang === 'ja';
const words = ja ? { name: '読み上げ', play: '読み上げる', pause: '一時停止', on: '続ける', stop: '止める', speed: '速さ', paused: '一時停止しました。', done: '読み終わりました。', failed: '読み上げられませんでした。' } : { name: 'Reading aloud', play: 'Read aloud', pause: 'Pause', on: 'Go on', stop: 'Stop', speed: 'Speed', paused: 'Paused.', done: 'Finished.', failed: 'It could not be read aloud.' };

/** A ruby is said as it is read, and a picture by its words. */
function runs(node: Node, into: { lang: string; text: string }[]): void {
  const parent = node instanceof Element ? node : node.parentElement;
  if (node instanceof Element && node.matches(SKIPPED)) return;
  const reading = node instanceof Element && node.matches('ruby') ? node.querySelector('rt')?.textContent : node instanceof HTMLImageElement ? node.alt : node instanceof Text ? node.data : null;
  if (reading === null || reading === undefined) {
    for (const child of node.childNodes) runs(child, into);
    return;
  }
  const lang = parent?.closest<HTMLElement>('[lang]')?.lang ?? 'ja';
  const last = into.at(-1);
  if (last?.lang === lang) last.text += reading;
  else into.push({ lang, text: reading });
}

function gather(root: Element, into: Said[]): void {
  for (const child of root.childNodes) {
    if (child instanceof Element && child.matches(SKIPPED)) continue;
    if (child instanceof Element && child.querySelector(BLOCKS)) {
      gather(child, into);
      continue;
    }
    const found: { lang: string; text: string }[] = [];
    runs(child, found);
    // Short pieces: some voices fall silent within a long one, and a change of speed begins the sentence again.
    for (const { lang, text } of found) for (const part of text.match(/[^。！？\n]+[。！？]*/g) ?? []) if (part.trim() !== '') into.push({ at: child instanceof Element ? child : root, text: part.trim(), lang });
  }
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'button second', textContent: label });
  made.addEventListener('click', act);
  return made;
}

function begin(article: Element, voice: SpeechSynthesis): void {
  let list: Said[] = [];
  let at = 0;
  let turn = 0;
  let playing = false;
  let shown: HTMLElement | null = null;

  const show = (next: Element | null) => {
    if (shown === next) return;
    if (shown) shown.style.outline = '';
    shown = next instanceof HTMLElement ? next : null;
    if (!shown) return;
    shown.style.outline = '3px solid';
    const { top, bottom } = shown.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 40) shown.scrollIntoView({ block: 'center' });
  };
  const settle = (said: string) => {
    play.textContent = playing ? words.pause : list.length > 0 ? words.on : words.play;
    stop.hidden = list.length === 0;
    // While it reads, its buttons stay where they can be pressed.
    box.style.position = list.length === 0 ? '' : 'sticky';
    state.textContent = said;
  };
  const halt = (said: string) => {
    turn += 1;
    playing = false;
    voice.cancel();
    settle(said);
  };
  const end = (said: string) => {
    // Whoever pressed 止める is not left on a button that is gone.
    if (document.activeElement === stop) play.focus();
    [list, at] = [[], 0];
    show(null);
    halt(said);
  };
  const say = () => {
    const one = list[at];
    if (!one) return end(words.done);
    const mine = (turn += 1);
    voice.cancel();
    const speech = new SpeechSynthesisUtterance(one.text);
    speech.lang = one.lang;
    speech.rate = Number(speed.value);
    speech.addEventListener('end', () => {
      if (mine !== turn) return;
      at += 1;
      say();
    });
    speech.addEventListener('error', () => { if (mine === turn) end(words.failed); });
    show(one.at);
    voice.speak(speech);
  };

  const play = button(words.play, () => {
    if (playing) return halt(words.paused);
    if (list.length === 0) {
      const head = document.querySelector('.page-head > div');
      if (head) gather(head, list);
      gather(article, list);
    }
    playing = true;
    settle('');
    say();
  });
  const stop = button(words.stop, () => end(''));
  stop.hidden = true;
  const speed = document.createElement('select');
  for (const rate of [0.75, 1, 1.25, 1.5]) speed.add(new Option(`${rate}`));
  speed.value = '1';
  speed.addEventListener('change', () => { if (playing) say(); });
  const label = document.createElement('label');
  label.append(`${words.speed} `, speed);
  const state = document.createElement('span');
  state.role = 'status';
  const box = document.createElement('div');
  Object.assign(box.style, { top: '0', zIndex: '1', padding: '4px 0', background: 'var(--paper)' });
  Object.assign(box, { className: 'read-tools', role: 'group', ariaLabel: words.name });
  box.append(play, ' ', stop, ' ', label, ' ', state);
  article.before(box);
  addEventListener('pagehide', () => voice.cancel());
}

const article = document.querySelector('article.prose');
if (article && 'speechSynthesis' in window) begin(article, speechSynthesis);
