import * as asn1 from "asn1js";
import { expect, test } from "vitest";
import { readSignature } from "../../../client/src/kernel/kmod/signature.ts";

const text = new TextEncoder();

/** The file's end as scripts/sign-file.c writes it. */
function signed(
  parts: {
    idType: number;
    before?: Uint8Array;
    lengths?: readonly [number, number];
    hash?: number;
    size?: number;
  },
  pkcs7: Uint8Array,
): Uint8Array {
  const { idType, before = new Uint8Array(), lengths = [0, 0], hash = 0, size = pkcs7.length } = parts;
  const end = new Uint8Array(12);
  end.set([0, hash, idType, ...lengths]);
  new DataView(end.buffer).setUint32(8, size);
  const module = text.encode("any module");
  return new Uint8Array([
    ...module,
    ...before,
    ...pkcs7,
    ...end,
    ...text.encode("~Module signature appended~\n"),
  ]);
}

const sequence = (...value: asn1.AsnType[]): asn1.Sequence => new asn1.Sequence({ value });
const set = (...value: asn1.AsnType[]): asn1.Set => new asn1.Set({ value });
const oid = (value: string): asn1.ObjectIdentifier => new asn1.ObjectIdentifier({ value });

/** SignedData of RFC 5652 with one signer, as far as names go. */
function signedData(signerId: asn1.AsnType): Uint8Array {
  const signer = sequence(
    new asn1.Integer({ value: 1 }),
    signerId,
    sequence(oid("2.16.840.1.101.3.4.2.3"), new asn1.Null()),
    sequence(oid("1.2.840.113549.1.1.1"), new asn1.Null()),
    new asn1.OctetString({ valueHex: new Uint8Array([1, 2, 3]).buffer }),
  );
  const content = sequence(
    new asn1.Integer({ value: 1 }),
    set(sequence(oid("2.16.840.1.101.3.4.2.3"))),
    sequence(oid("1.2.840.113549.1.7.1")),
    set(signer),
  );
  const explicit = new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [content] });
  return new Uint8Array(sequence(oid("1.2.840.113549.1.7.2"), explicit).toBER());
}

const issuer = sequence(
  set(sequence(oid("2.5.4.10"), new asn1.Utf8String({ value: "An Organisation" }))),
  set(sequence(oid("2.5.4.3"), new asn1.Utf8String({ value: "Build key of Zoë" }))),
);

test("a PKCS#7 signature names its signer, key and hash", () => {
  const serial = new asn1.Integer({ valueHex: new Uint8Array([0x0a, 0xbc, 0xff]).buffer });
  expect(readSignature(signed({ idType: 2 }, signedData(sequence(issuer, serial))))).toEqual({
    signer: "Build key of Zoë",
    key: "0A:BC:FF",
    hash: "sha512",
  });
});

test("one that names its key by an identifier has that", () => {
  const id = new asn1.Primitive({
    idBlock: { tagClass: 3, tagNumber: 0 },
    valueHex: new Uint8Array([0xde, 0xad]).buffer,
  });
  expect(readSignature(signed({ idType: 2 }, signedData(id)))).toEqual({
    signer: "",
    key: "DE:AD",
    hash: "sha512",
  });
});

test("one of a kernel before 4.3 has its names before it", () => {
  const before = new Uint8Array([...text.encode("Old key"), 1, 2]);
  expect(readSignature(signed({ idType: 1, before, lengths: [7, 2], hash: 4 }, new Uint8Array(9)))).toEqual({
    signer: "Old key",
    key: "01:02",
    hash: "sha256",
  });
});

test("a module without the magic at its end is not signed", () => {
  expect(readSignature(text.encode("any module"))).toBeUndefined();
  expect(readSignature(new Uint8Array())).toBeUndefined();
});

test("a signature that cannot be read is still one", () => {
  const nameless = { signer: "", key: "", hash: "" };
  expect(readSignature(signed({ idType: 2 }, text.encode("garbage")))).toEqual(nameless);
  expect(readSignature(signed({ idType: 2, size: 1e6 }, new Uint8Array()))).toEqual(nameless);
});
