/**
 * The signature at the end of a signed module: who made it, with which key and hash, as modinfo(8) says it. Whether it is
 * valid is for the kernel to say. Sources: include/linux/module_signature.h, RFC 2315 and 5652 (SignedData).
 */
import * as asn1 from "asn1js";
import type { ModuleSignature } from "./module-info.ts";

const magic = new TextEncoder().encode("~Module signature appended~\n");
/** struct module_signature: five bytes, three of padding, a length of four in network order. */
const structSize = 12;

/** Signed or not, and by whom; what cannot be read of a signature is empty text. Never throws. */
export function readSignature(bytes: Uint8Array): ModuleSignature | undefined {
  const magicAt = bytes.length - magic.length;
  const structAt = magicAt - structSize;
  if (structAt < 0 || !magic.every((byte, index) => bytes[magicAt + index] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + structAt, structSize);
  const [hash, idType, signerLength, keyLength] = [
    view.getUint8(1),
    view.getUint8(2),
    view.getUint8(3),
    view.getUint8(4),
  ];
  const start = structAt - view.getUint32(8);
  if (start < 0) return unreadable;
  if (idType === pkcs7) return readPkcs7(bytes.subarray(start, structAt));
  // Kernels before 4.3 write the names before the signature itself.
  const keyAt = start - keyLength;
  if (keyAt - signerLength < 0) return unreadable;
  return {
    signer: new TextDecoder().decode(bytes.subarray(keyAt - signerLength, keyAt)),
    key: hexPairs(bytes.subarray(keyAt, start)),
    hash: oldHashes[hash] ?? "",
  };
}

const unreadable: ModuleSignature = { signer: "", key: "", hash: "" };
const pkcs7 = 2;
/** enum hash_algo of include/uapi/linux/hash_info.h, in its order. */
const oldHashes = ["md4", "md5", "sha1", "ripemd160", "sha256", "sha384", "sha512", "sha224"];
const commonName = "2.5.4.3";

/**
 * ContentInfo { type, [0] SignedData { version, digests, content, [0] certs?, [1] crls?, SET OF SignerInfo } };
 * SignerInfo { version, issuer and serial number (or [0] key identifier), digest algorithm, ... }.
 */
function readPkcs7(bytes: Uint8Array): ModuleSignature {
  // asn1js wants a buffer that holds nothing else.
  const { result } = asn1.fromBER(Uint8Array.from(bytes).buffer);
  const signedData = childrenOf(childrenOf(result)[1])[0];
  const signers = childrenOf(signedData).at(-1);
  const [, id, digest] = childrenOf(childrenOf(signers)[0]);
  const hash = oidOf(childrenOf(digest)[0]);
  if (id instanceof asn1.Sequence) {
    const [issuer, serial] = childrenOf(id);
    return {
      signer: commonNameOf(issuer),
      key: serial instanceof asn1.Integer ? hexPairs(serial.valueBlock.valueHexView) : "",
      hash: hashName(hash),
    };
  }
  const key = id instanceof asn1.Primitive ? hexPairs(id.valueBlock.valueHexView) : "";
  return { signer: "", key, hash: hashName(hash) };
}

const childrenOf = (block: asn1.AsnType | undefined): readonly asn1.AsnType[] =>
  block instanceof asn1.Constructed ? block.valueBlock.value : [];

const oidOf = (block: asn1.AsnType | undefined): string =>
  block instanceof asn1.ObjectIdentifier ? block.valueBlock.toString() : "";

/** Name is a sequence of sets of { type, value }. */
function commonNameOf(name: asn1.AsnType | undefined): string {
  for (const set of childrenOf(name)) {
    for (const pair of childrenOf(set)) {
      const [type, value] = childrenOf(pair);
      if (oidOf(type) === commonName && value instanceof asn1.BaseStringBlock) return value.getValue();
    }
  }
  return "";
}

const hashes: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.4": "md4",
  "1.2.840.113549.2.5": "md5",
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.8": "sha3-256",
  "2.16.840.1.101.3.4.2.9": "sha3-384",
  "2.16.840.1.101.3.4.2.10": "sha3-512",
  "1.2.156.10197.1.401": "sm3",
};

const hashName = (oid: string): string => hashes[oid] ?? oid;

const hexPairs = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
