/**
 * An independent reader of a sealed log, for whoever does not want to trust the town hall's own program: fetches a C2SP
 * tlog-tiles log over HTTP, recomputes everything and checks the signature. Written from the specifications alone; nothing but Node.
 *   node e2e/log-checker.mjs http://town.example/log 'town.example/log/072109-…+hex+base64'
 * Ends with 0: good, 1: tampered, 3: could not check.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';

const sha = (...parts) => {
  const h = createHash('sha256');
  for (const part of parts) h.update(part);
  return h.digest();
};
const fail = (message) => {
  throw Object.assign(new Error(message), { tampered: true });
};

const [, , prefix, key] = process.argv;

async function get(path) {
  const answer = await fetch(`${prefix.replace(/\/$/, '')}/${path}`);
  if (answer.status !== 200) fail(`${path}: HTTP ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function number(n) {
  let text = String(n % 1000).padStart(3, '0');
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) text = `x${String(rest % 1000).padStart(3, '0')}/${text}`;
  return text;
}

function checkSignature(note) {
  const [name, id, material] = [key.slice(0, key.indexOf('+')), key.split('+')[1], key.slice(key.indexOf('+', key.indexOf('+') + 1) + 1)];
  const raw = Buffer.from(material, 'base64');
  if (raw[0] !== 1 || raw.length !== 33) fail('not an Ed25519 log key');
  if (sha(name, '\n', raw).subarray(0, 4).toString('hex') !== id) fail('the key does not match its id');
  const cut = note.lastIndexOf('\n\n');
  const body = note.slice(0, cut + 1);
  for (const line of note.slice(cut + 2).trimEnd().split('\n')) {
    const [dash, who, signature] = line.split(' ');
    const bytes = Buffer.from(signature ?? '', 'base64');
    if (dash !== '—' || who !== name || bytes.subarray(0, 4).toString('hex') !== id) continue;
    const spki = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]), format: 'der', type: 'spki' });
    if (!verify(null, Buffer.from(body), spki, bytes.subarray(4))) fail('the signature is wrong');
    const [origin, size, root] = body.split('\n');
    if (origin !== name || !/^(0|[1-9][0-9]*)$/.test(size)) fail('not a checkpoint of this log');
    return { size: Number(size), root };
  }
  return fail('the log has not signed this checkpoint');
}

/** MTH of RFC 6962, straight from its definition. */
function mth(hashes, from = 0, to = hashes.length) {
  if (to - from === 0) return sha('');
  if (to - from === 1) return hashes[from];
  let k = 1;
  while (k * 2 < to - from) k *= 2;
  return sha(Buffer.from([1]), mth(hashes, from, from + k), mth(hashes, from + k, to));
}

async function main() {
  const { size, root } = checkSignature((await get('checkpoint')).toString('utf8'));
  const hashes = [];
  for (let n = 0; n * 256 < size; n++) {
    const width = Math.min(256, size - n * 256);
    const suffix = width < 256 ? `.p/${width}` : '';
    const bundle = await get(`tile/entries/${number(n)}${suffix}`);
    const tile = await get(`tile/0/${number(n)}${suffix}`);
    if (tile.length !== width * 32) fail(`tile/0/${n} has ${tile.length} bytes`);
    let at = 0;
    for (let i = 0; i < width; i++) {
      if (at + 2 > bundle.length) fail(`bundle ${n} is too short`);
      const length = bundle.readUInt16BE(at);
      const leaf = sha(Buffer.from([0]), bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
      if (!leaf.equals(tile.subarray(i * 32, i * 32 + 32))) fail(`entry ${n * 256 + i} does not hash to its tile`);
      hashes.push(leaf);
    }
    if (at !== bundle.length) fail(`bundle ${n} is too long`);
  }
  for (let level = 1, below = hashes; Math.floor(size / 256 ** level) > 0; level++) {
    const wanted = [];
    for (let i = 0; i < Math.floor(size / 256 ** level); i++) wanted.push(mth(below.slice(i * 256, i * 256 + 256)));
    for (let n = 0; n * 256 < wanted.length; n++) {
      const width = Math.min(256, wanted.length - n * 256);
      const tile = await get(`tile/${level}/${number(n)}${width < 256 ? `.p/${width}` : ''}`);
      if (!tile.equals(Buffer.concat(wanted.slice(n * 256, n * 256 + width)))) fail(`tile/${level}/${n} is not what its leaves say`);
    }
    below = wanted;
  }
  if (mth(hashes).toString('base64') !== root) fail('the root is not what the entries say');
  console.log(`good: ${size} entries`);
}

try {
  if (!prefix || !key) throw new Error('usage: log-checker.mjs PREFIX VERIFIER-KEY');
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = error.tampered ? 1 : 3;
}
