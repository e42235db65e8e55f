/** Time stamps of RFC 3161: the question, and whether an answer is one. A token says that somebody outside saw this hash at this moment. */
import { hash, timingSafeEqual, verify as verifyWith, X509Certificate } from 'node:crypto';
import { context, der, type Element, elementOf, elementsOf, integer, oid, oidOf, partsOf, TAG, timeOf } from './der.ts';

export const OID = {
  sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3', signedData: '1.2.840.113549.1.7.2', tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4', signingCertificateV2: '1.2.840.113549.1.9.16.2.47', timeStamping: '1.3.6.1.5.5.7.3.8', extKeyUsage: '2.5.29.37',
} as const;

const DIGESTS: Readonly<Record<string, 'sha256' | 'sha384' | 'sha512'>> = { [OID.sha256]: 'sha256', [OID.sha384]: 'sha384', [OID.sha512]: 'sha512' };

/** The token does not prove what it should; the message says what is wrong. */
export class BadStamp extends Error {}

export function algorithm(id: string): Buffer {
  return der(TAG.sequence, oid(id));
}

export function imprintOf(digest: Uint8Array): Buffer {
  return der(TAG.sequence, der(TAG.sequence, oid(OID.sha256), der(TAG.null)), der(TAG.octets, digest));
}

/** A TimeStampReq (§2.4.1) for a SHA-256, asking for the certificate in the answer. `nonce`: random bytes. */
export function stampRequest(digest: Uint8Array, nonce: Uint8Array): Buffer {
  return der(TAG.sequence, integer(Buffer.from([1])), imprintOf(digest), integer(nonce), der(TAG.boolean, Buffer.from([0xff])));
}

/** The token out of a TimeStampResp (§2.4.2). Throws BadStamp when it was refused. */
export function tokenIn(response: Uint8Array): Buffer {
  return guarded(() => {
    const [status, token] = partsOf(elementOf(response, TAG.sequence), TAG.sequence);
    const [code] = partsOf(status, TAG.sequence);
    const value = code?.content.at(-1);
    if ((value !== 0 && value !== 1) || !token) throw new BadStamp(`時刻認証局が断りました（状態 ${String(value)}）`);
    return Buffer.from(token.whole);
  });
}

export interface Stamp {
  readonly genTime: Temporal.Instant;
  readonly policy: string;
  readonly serial: string;
  readonly authority: string;
  readonly certNotAfter: Temporal.Instant;
}

export interface StampCheck {
  /** SHA-256 of what was stamped. */
  readonly digest: Uint8Array;
  /** Only right after asking: what the question said. */
  readonly nonce?: Uint8Array;
  readonly policy?: string;
  /** Certificates one trusts, PEM or DER; none: the chain is not looked at. */
  readonly anchors?: readonly (string | Uint8Array)[];
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadStamp || !(error instanceof Error)) throw error;
    // Strange bytes from outside, whichever reader stumbled over them.
    throw new BadStamp(`時刻の証明として読めません（${error.message}）`);
  }
}

/** Checks a token as of its own moment: an authority's certificate that has expired since makes it no worse. Throws BadStamp. */
export function checkStamp(token: Uint8Array, wanted: StampCheck): Stamp {
  return guarded(() => {
    const signed = readSignedData(token);
    const info = elementsOf(elementOf(signed.tstInfo, TAG.sequence).content);
    const [, policy, imprint, serial, time, ...more] = info;
    const [, digest] = partsOf(imprint, TAG.sequence);
    const [digestAlgorithm] = partsOf(partsOf(imprint, TAG.sequence)[0], TAG.sequence);
    if (oidOf(digestAlgorithm) !== OID.sha256 || !digest || !same(digest.content, wanted.digest)) throw new BadStamp('別のものに押された時刻です');
    const nonce = more.find((one) => one.tag === TAG.integer);
    if (wanted.nonce && !(nonce && same(nonce.whole, integer(wanted.nonce)))) throw new BadStamp('こちらの問いへの答えではありません');
    if (wanted.policy !== undefined && oidOf(policy) !== wanted.policy) throw new BadStamp('約束した方針の時刻ではありません');
    checkSignature(signed);
    const genTime = timeOf(time);
    const { certificate } = signed;
    const [from, to] = [instantOf(certificate.validFromDate), instantOf(certificate.validToDate)];
    if (Temporal.Instant.compare(genTime, from) < 0 || Temporal.Instant.compare(genTime, to) > 0) throw new BadStamp('証明書の期間の外の時刻です');
    checkUsage(certificate);
    if (wanted.anchors && wanted.anchors.length > 0) checkChain(certificate, signed.others, wanted.anchors.map((one) => new X509Certificate(one)));
    return { genTime, policy: oidOf(policy), serial: serial?.content.toString('hex') ?? '', authority: certificate.subject, certNotAfter: to };
  });
}

function instantOf(date: { getTime(): number }): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}

interface SignedData {
  readonly tstInfo: Buffer;
  readonly certificate: X509Certificate;
  readonly others: readonly X509Certificate[];
  readonly attributes: Element;
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  readonly signature: Buffer;
}

function readSignedData(token: Uint8Array): SignedData {
  const [type, wrapped] = partsOf(elementOf(token, TAG.sequence), TAG.sequence);
  if (oidOf(type) !== OID.signedData) throw new BadStamp('署名された時刻ではありません');
  const [inner] = partsOf(wrapped, context(0));
  const [, , content, certificates, ...rest] = partsOf(inner, TAG.sequence);
  const [contentType, contentWrap] = partsOf(content, TAG.sequence);
  if (oidOf(contentType) !== OID.tstInfo) throw new BadStamp('中身が時刻ではありません');
  const tstInfo = partsOf(contentWrap, context(0))[0]?.content;
  const all = partsOf(certificates, context(0)).map((one) => new X509Certificate(one.whole));
  const [signer, ...more] = partsOf(rest.at(-1), TAG.set);
  if (!signer || more.length > 0 || !tstInfo) throw new BadStamp('署名者が一人ではありません');
  const [, identity, digestAlgorithm, attributes, , signature] = partsOf(signer, TAG.sequence);
  const serial = partsOf(identity, TAG.sequence)[1]?.content.toString('hex').replace(/^(?:00)+/, '').toUpperCase();
  const certificate = all.find((one) => one.serialNumber.replace(/^(?:00)+/, '') === serial);
  const digest = DIGESTS[oidOf(partsOf(digestAlgorithm, TAG.sequence)[0])];
  if (!certificate || !digest || attributes?.tag !== context(0) || !signature) throw new BadStamp('署名者の証明書が入っていません');
  return { tstInfo, certificate, others: all.filter((one) => one !== certificate), attributes, digest, signature: signature.content };
}

function checkSignature({ tstInfo, certificate, attributes, digest, signature }: SignedData): void {
  const values = new Map(elementsOf(attributes.content).map((one) => {
    const [type, set] = partsOf(one, TAG.sequence);
    return [oidOf(type), partsOf(set, TAG.set)[0]] as const;
  }));
  const said = values.get(OID.messageDigest);
  if (said?.tag !== TAG.octets || !same(said.content, hash(digest, tstInfo, 'buffer'))) throw new BadStamp('時刻が書き換えられています');
  if (oidOf(values.get(OID.contentType)) !== OID.tstInfo) throw new BadStamp('中身が時刻ではありません');
  const signing = values.get(OID.signingCertificateV2);
  // ESSCertIDv2 without an algorithm means SHA-256 (RFC 5035 §4).
  const first = signing ? partsOf(partsOf(partsOf(signing, TAG.sequence)[0], TAG.sequence)[0], TAG.sequence)[0] : undefined;
  if (first?.tag === TAG.octets && !same(first.content, hash('sha256', certificate.raw, 'buffer'))) throw new BadStamp('別の証明書の時刻です');
  const signedBytes = Buffer.concat([Buffer.from([TAG.set]), attributes.whole.subarray(1)]);
  if (!verifyWith(digest, signedBytes, certificate.publicKey, signature)) throw new BadStamp('署名が正しくありません');
}

/** Time stamping and nothing else, and said to be essential (§2.3). */
function checkUsage(certificate: X509Certificate): void {
  const usage = oid(OID.extKeyUsage);
  const critical = Buffer.concat([usage, der(TAG.boolean, Buffer.from([0xff]))]);
  if (certificate.keyUsage?.join() !== OID.timeStamping || !certificate.raw.includes(critical)) throw new BadStamp('時刻のための証明書ではありません');
}

function checkChain(certificate: X509Certificate, others: readonly X509Certificate[], anchors: readonly X509Certificate[]): void {
  let current = certificate;
  for (let depth = 0; depth < 8; depth++) {
    if (anchors.some((anchor) => anchor.fingerprint256 === current.fingerprint256 || (current.checkIssued(anchor) && current.verify(anchor.publicKey)))) return;
    const issuer = others.find((one) => one !== current && current.checkIssued(one) && current.verify(one.publicKey));
    if (!issuer) break;
    current = issuer;
  }
  throw new BadStamp('信頼する認証局につながっていません');
}
