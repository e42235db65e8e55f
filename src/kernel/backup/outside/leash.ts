/** A child process that ends with us, however we end: a small shell waits on our pipe and interrupts it when the pipe closes. */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = 'exec 3<&0; "$@" </dev/null 3<&- & child=$!; trap "" INT TERM HUP; { while read -r _ <&3; do :; done; kill -INT $child 2>/dev/null; } & reader=$!; wait $child; code=$?; kill -KILL $reader 2>/dev/null; exit $code';

/** Close its `stdin` to end it. What it says comes by `stdout` and `stderr`. */
export function leashed(program: string, words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn('sh', ['-c', SCRIPT, 'yakuba-leash', program, ...words], { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/', detached: true, env });
  child.stdin?.on('error', () => {});
  return child;
}
