/**
 * Another machine by SSH: `ssh://user@host[:port]/absolute/folder`. The machine's own ssh does the talking (its keys, its
 * known hosts, its configuration); at the other end a POSIX shell is enough. One connection serves all objects.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { BackupProblem } from '../problem.ts';
import { checkedName, type Listed, type Place, placeFull, placeProblem } from './place.ts';

/** Reads "verb name bytes" lines; answers "ok bytes" and that many bytes, "none", or "no reason". `head -c` takes exactly what belongs to it. */
const REMOTE = String.raw`
umask 077
mkdir -p "$1" && cd "$1" || { echo "no folder"; exit 1; }
echo ready
while read -r verb name bytes; do
  case $verb in
  put)
    mkdir -p "$(dirname "$name")" 2>/dev/null
    part="$name.$$.part"
    if head -c "$bytes" > "$part" 2>/dev/null && [ "$(wc -c < "$part")" -eq "$bytes" ] && { sync "$part" 2>/dev/null || sync; } && mv "$part" "$name"; then echo "ok 0"
    else rm -f "$part"; echo "no $(df -Pk . | awk 'NR==2{print ($4 < 65536) ? "full" : "write"}')"; exit 1; fi ;;
  get) if [ -f "$name" ]; then echo "ok $(wc -c < "$name" | tr -d ' ')"; cat "$name"; else echo none; fi ;;
  list) find "$name" -type f -name '*.part' -mtime +0 -exec rm -f {} + 2>/dev/null; out=$(find "$name" -type f ! -name '*.part' -exec wc -c {} + 2>/dev/null | grep -v ' total$'); echo "ok $(printf '%s' "$out" | wc -c | tr -d ' ')"; printf '%s' "$out" ;;
  remove) rm -f "$name"; echo "ok 0" ;;
  free) out=$(df -Pk . | awk 'NR==2{print $4}'); echo "ok $(printf '%s' "$out" | wc -c | tr -d ' ')"; printf '%s' "$out" ;;
  esac
done`;

const PATIENCE_MS = 60_000;

interface Waiting {
  done(answer: Buffer | null): void;
  fail(error: Error): void;
}

/** One conversation: questions go out, answers come back in the same order. */
class Conversation {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  #buffer: Buffer[] = [];
  #buffered = 0;
  #body: number | null = null;
  #complaint = '';
  ended: Error | null = null;

  constructor(shown: string, args: readonly string[]) {
    this.#child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin?.on('error', () => {});
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-500)));
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    const end = (error: Error) => {
      this.ended ??= error;
      for (const one of this.#waiting.splice(0)) one.fail(this.ended);
    };
    this.#child.once('error', (error) => end(placeProblem(shown, error)));
    this.#child.once('close', () => end(new BackupProblem('PlaceFails', `${shown} につながりません（${this.#complaint.trim().split('\n').at(-1) || 'ssh が終わりました'}）。ssh で入れること、フォルダーに書けることを確かめてください。`)));
  }

  ask(line: string | null, body?: Uint8Array): Promise<Buffer | null> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        this.#child.kill();
        fail(new Error('answers no more'));
      }, PATIENCE_MS);
      const settled = <T>(next: (value: T) => void) => (value: T) => {
        clearTimeout(timer);
        next(value);
      };
      this.#waiting.push({ done: settled(done), fail: settled(fail) });
      if (line !== null) this.#child.stdin?.write(`${line}\n`);
      if (body) this.#child.stdin?.write(body);
    });
  }

  #take(chunk: Buffer): void {
    this.#buffer.push(chunk);
    this.#buffered += chunk.byteLength;
    while (this.#step());
  }

  #step(): boolean {
    if (this.#body !== null) {
      if (this.#buffered < this.#body) return false;
      const all = this.#flat();
      const body = Buffer.from(all.subarray(0, this.#body));
      this.#rest(all.subarray(this.#body));
      this.#body = null;
      this.#waiting.shift()?.done(body);
      return true;
    }
    const all = this.#flat();
    const end = all.indexOf('\n');
    if (end < 0) return false;
    const line = all.toString('utf8', 0, end);
    this.#rest(all.subarray(end + 1));
    const [word, detail = ''] = line.split(' ');
    if (word === 'ok') this.#body = Number(detail);
    else if (word === 'ready' || word === 'none') this.#waiting.shift()?.done(null);
    else this.#waiting.shift()?.fail(new Error(`refused: ${detail}`));
    return true;
  }

  #flat(): Buffer {
    const all = this.#buffer.length === 1 && this.#buffer[0] ? this.#buffer[0] : Buffer.concat(this.#buffer);
    this.#buffer = [all];
    return all;
  }

  #rest(rest: Buffer): void {
    this.#buffer = rest.byteLength > 0 ? [rest] : [];
    this.#buffered = rest.byteLength;
  }

  end(): Promise<void> {
    const gone = new Promise<void>((done) => (this.#child.exitCode === null ? this.#child.once('close', () => done()) : done()));
    this.#child.stdin?.end();
    return gone;
  }
}

export function sshPlace(text: string): Place {
  const url = new URL(text);
  const folder = decodeURIComponent(url.pathname);
  if (folder === '/' || folder === '' || folder.includes("'")) throw new BackupProblem('PlaceFails', 'ssh:// のあとに、フォルダーまで書いてください。例: ssh://backup@10.0.0.5/srv/yakuba');
  const who = url.username === '' ? url.hostname : `${decodeURIComponent(url.username)}@${url.hostname}`;
  if (who.startsWith('-')) throw new BackupProblem('PlaceFails', '機械の名前が正しくありません。');
  const shown = `ssh://${who}${folder}`;
  const args = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '-o', 'ServerAliveInterval=15', ...(url.port === '' ? [] : ['-p', url.port]), who, `sh -c '${REMOTE.replaceAll("'", String.raw`'\''`)}' yakuba '${folder}'`];
  let talk: Promise<Conversation> | null = null;
  const open = async (): Promise<Conversation> => {
    const made = new Conversation(shown, args);
    await made.ask(null);
    return made;
  };
  const ask = async (line: string, body?: Uint8Array): Promise<Buffer | null> => {
    try {
      talk ??= open();
      const current = await talk;
      if (current.ended) {
        talk = open();
        return await (await talk).ask(line, body);
      }
      return await current.ask(line, body);
    } catch (error) {
      talk = null;
      throw error instanceof Error && error.message === 'refused: full' ? placeFull(shown, error) : placeProblem(shown, error);
    }
  };
  return {
    shown,
    put: async (name, bytes) => void (await ask(`put ${checkedName(name)} ${bytes.byteLength}`, bytes)),
    settle: async () => {},
    get: (name) => ask(`get ${checkedName(name)}`),
    async *list(prefix) {
      const said = (await ask(`list ${prefix.replace(/\/$/, '')}`))?.toString('utf8') ?? '';
      for (const line of said.split('\n')) {
        const found: Listed | null = /^\s*\d+ \S+$/.test(line) ? { name: line.trim().slice(line.trim().indexOf(' ') + 1), bytes: Number.parseInt(line, 10) } : null;
        if (found) yield found;
      }
    },
    remove: async (names) => void (await Promise.all(names.map((name) => ask(`remove ${checkedName(name)}`)))),
    free: async () => Number((await ask('free'))?.toString('utf8') ?? 0) * 1024,
    close: async () => {
      await (await talk?.catch(() => null))?.end();
    },
  };
}
