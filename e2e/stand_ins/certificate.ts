// A key and a self-signed certificate (RFC 5280), made with what Node brings: the DER is written here.

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

export interface KeyAndCertificate {
  readonly privateKey: KeyObject;
  /** The certificate, DER in base64 on one line, as metadata carries it. */
  readonly base64: string;
  readonly pem: string;
  readonly privateKeyPem: string;
  /** SHA-256 of the DER, in lower-case hexadecimal. */
  readonly fingerprint: string;
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const SHA256_WITH_RSA = sequence(Buffer.from("06092a864886f70d01010b", "hex"), der(0x05));

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from(name, "utf8")))));
}

/** RFC 5280 section 4.1.2.5: UTCTime until 2049, GeneralizedTime after. */
function time(when: Date): Buffer {
  const digits = when.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return when.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(`${digits.slice(2)}Z`)) : der(0x18, Buffer.from(`${digits}Z`));
}

/** A fresh RSA-2048 key with a certificate for it, valid from yesterday for three years. */
export function makeCertificate(subject: string, now = new Date()): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const day = 24 * 3600 * 1000;
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40; // positive, and never shortened
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    SHA256_WITH_RSA,
    commonName(subject),
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 3 * 365 * day))),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const base64 = certificate.toString("base64");
  return {
    privateKey,
    base64,
    pem: `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END CERTIFICATE-----\n`,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    fingerprint: createHash("sha256").update(certificate).digest("hex"),
  };
}
