/** A time-stamping authority for tests and sample towns: real tokens of RFC 3161 under a certificate of its own, which nobody has cause to trust. */
import { generateKeyPairSync, hash, type KeyObject, sign as signWith } from 'node:crypto';
import { context, der, type Element, elementOf, generalizedTime, integer, oid, partsOf, TAG } from './der.ts';
import { algorithm, OID } from './timestamp.ts';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const POLICY = '1.3.6.1.4.1.99999.1';

export interface TestAuthority {
  /** DER. */
  readonly certificate: Buffer;
  /** Answers a TimeStampReq with a TimeStampResp, as of this moment. */
  answer(request: Uint8Array, at: Temporal.Instant): Buffer;
}

function nameOf(text: string): Buffer {
  return der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid('2.5.4.3'), der(TAG.utf8, Buffer.from(text)))));
}

function certificateFor(publicKey: KeyObject, privateKey: KeyObject, name: Buffer, serial: Buffer, validity: { readonly from: Temporal.Instant; readonly to: Temporal.Instant }): Buffer {
  const extension = (id: string, value: Buffer) => der(TAG.sequence, oid(id), der(TAG.boolean, Buffer.from([0xff])), der(TAG.octets, value));
  const body = der(TAG.sequence, der(context(0), integer(Buffer.from([2]))), serial, algorithm(ECDSA_SHA256), name, der(TAG.sequence, generalizedTime(validity.from), generalizedTime(validity.to)), name,
    publicKey.export({ format: 'der', type: 'spki' }), der(context(3), der(TAG.sequence, extension(OID.extKeyUsage, der(TAG.sequence, oid(OID.timeStamping))), extension('2.5.29.15', der(TAG.bits, Buffer.from([7, 0x80]))))));
  return der(TAG.sequence, body, algorithm(ECDSA_SHA256), der(TAG.bits, Buffer.from([0]), signWith('sha256', body, privateKey)));
}

/** Makes an authority whose certificate is valid from here to there. */
export function testAuthority(validity: { readonly from: Temporal.Instant; readonly to: Temporal.Instant }, name = 'Yakuba test time stamping authority'): TestAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = nameOf(name);
  const serial = integer(hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'buffer').subarray(0, 8));
  const certificate = certificateFor(publicKey, privateKey, issuer, serial, validity);
  let stamps = 0;
  return {
    certificate,
    answer(request, at) {
      const [, imprint, ...rest] = partsOf(elementOf(request, TAG.sequence), TAG.sequence);
      const nonce: Element | undefined = rest.find((one) => one.tag === TAG.integer);
      const count = Buffer.alloc(4);
      count.writeUInt32BE(++stamps);
      const info = der(TAG.sequence, integer(Buffer.from([1])), oid(POLICY), imprint?.whole ?? Buffer.alloc(0), integer(count), generalizedTime(at), nonce?.whole ?? Buffer.alloc(0));
      const attribute = (id: string, value: Buffer) => der(TAG.sequence, oid(id), der(TAG.set, value));
      const attributes = [
        attribute(OID.contentType, oid(OID.tstInfo)), attribute(OID.messageDigest, der(TAG.octets, hash('sha256', info, 'buffer'))),
        attribute(OID.signingCertificateV2, der(TAG.sequence, der(TAG.sequence, der(TAG.sequence, der(TAG.octets, hash('sha256', certificate, 'buffer')))))),
      ].toSorted(Buffer.compare); // DER sorts a SET OF
      const signature = signWith('sha256', der(TAG.set, ...attributes), privateKey);
      const signer = der(TAG.sequence, integer(Buffer.from([1])), der(TAG.sequence, issuer, serial), algorithm(OID.sha256), der(context(0), ...attributes), algorithm(ECDSA_SHA256), der(TAG.octets, signature));
      const signed = der(TAG.sequence, integer(Buffer.from([3])), der(TAG.set, algorithm(OID.sha256)), der(TAG.sequence, oid(OID.tstInfo), der(context(0), der(TAG.octets, info))), der(context(0), certificate), der(TAG.set, signer));
      return der(TAG.sequence, der(TAG.sequence, integer(Buffer.from([0]))), der(TAG.sequence, oid(OID.signedData), der(context(0), signed)));
    },
  };
}
