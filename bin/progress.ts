/** Progress for people: a bar that moves on a terminal, one line at the end elsewhere. */
export function progressBar(): (label: string, done: number, total: number) => void {
  if (!process.stdout.isTTY) return () => {};
  let shown = '';
  return (label, done, total) => {
    const full = Math.round((20 * done) / Math.max(total, 1));
    const line = `[${'█'.repeat(full)}${'·'.repeat(20 - full)}] ${String(Math.floor((100 * done) / Math.max(total, 1))).padStart(3)}% ${label}`;
    if (line === shown) return;
    shown = line;
    process.stdout.write(`\r${line}\u001b[K${done >= total ? '\n' : ''}`);
  };
}

/** "1.2 GB". */
export function sizeWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toLocaleString('ja-JP', { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step] ?? ''}`;
}
