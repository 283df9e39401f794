// Verifies how a request is signed: V3 (ACS3-HMAC-SHA256, in headers) or RPC V1 (HMAC-SHA1, in parameters), as the
// cloud's documents describe them. Written from those documents, apart from every client.
//
// It decides whose request it is. A nonce is used up once the signature holds.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "../../loopback.ts";
import type { AccessKey, Caller, Keys } from "./keys.ts";
import type { ApiRequest } from "./request.ts";

const CLOCK_SKEW_MS = 15 * 60 * 1000;
const ALGORITHM = "ACS3-HMAC-SHA256";

/** The parts of a signature that both styles have. */
interface Signed {
  readonly keyId: string;
  readonly securityToken: string | null;
  readonly time: string | null;
  readonly nonce: string | null;
  readonly signature: string;
  readonly stringToSign: string;
  sign(secret: string): string;
}

export class SignatureCheck {
  readonly #keys: Keys;
  readonly #nonces = new Map<string, number>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  clear(): void {
    this.#nonces.clear();
  }

  /** The caller behind a signed request. */
  verify(request: ApiRequest, now: Date): Caller {
    const signed = request.style === "V3" ? readV3(request) : readV1(request);
    const key = this.#keys.find(signed.keyId);
    if (!key) throw new Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    if (!key.active) throw new Refusal(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.");
    checkTime(signed.time, now);
    const nonce = this.#unusedNonce(signed, now);
    checkToken(key, signed.securityToken, now);
    if (!same(signed.sign(key.secret), signed.signature)) {
      throw new Refusal(400, "SignatureDoesNotMatch", `Specified signature is not matched with our calculation. server string to sign is:${signed.stringToSign}`);
    }
    this.#nonces.set(nonce, now.getTime() + 2 * CLOCK_SKEW_MS);
    return key.caller;
  }

  #unusedNonce({ keyId, nonce }: Signed, now: Date): string {
    if (!nonce) throw new Refusal(400, "MissingParameter", "The input parameter SignatureNonce that is mandatory for processing this request is not supplied.");
    const used = `${keyId} ${nonce}`;
    if ((this.#nonces.get(used) ?? 0) > now.getTime()) throw new Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
    if (this.#nonces.size > 100_000) for (const [old, until] of this.#nonces) if (until < now.getTime()) this.#nonces.delete(old);
    return used;
  }
}

function checkTime(time: string | null, now: Date): void {
  if (!time) throw new Refusal(400, "MissingParameter", "The input parameter Timestamp that is mandatory for processing this request is not supplied.");
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? Date.parse(time) : Number.NaN;
  if (!Number.isFinite(at)) throw new Refusal(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");
  if (Math.abs(at - now.getTime()) > CLOCK_SKEW_MS) throw new Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
}

function checkToken({ temporary }: AccessKey, token: string | null, now: Date): void {
  if (!temporary) {
    if (token) throw new Refusal(400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey.");
    return;
  }
  if (!token) throw new Refusal(400, "MissingSecurityToken", "SecurityToken is required for this action.");
  if (!/^[A-Za-z0-9+/=]+$/.test(token)) throw new Refusal(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.");
  if (token !== temporary.token) throw new Refusal(400, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey.");
  if (temporary.until <= now) throw new Refusal(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
}

function readV3(request: ApiRequest): Signed {
  const { headers } = request;
  const parts = /^(\S+) +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/.exec(headers.get("authorization") ?? "");
  if (!parts) throw new Refusal(400, "IncompleteSignature", "The header Authorization is not of the form: algorithm Credential=…,SignedHeaders=…,Signature=….");
  const [, algorithm, keyId = "", names = "", signature = ""] = parts;
  if (algorithm !== ALGORITHM) throw new Refusal(400, "InvalidSignatureMethod", `Specified signature method is not ${ALGORITHM}.`);
  const signedNames = names.split(";");
  checkSignedHeaders(headers, signedNames);
  const payload = createHash("sha256").update(request.body).digest("hex");
  if (headers.get("x-acs-content-sha256") !== payload) throw new Refusal(400, "InvalidContentSha256", "The header x-acs-content-sha256 is not the hash of the body.");
  const canonicalHeaders = signedNames.map((name) => `${name}:${(headers.get(name) ?? "").trim()}\n`).join("");
  const canonicalRequest = [request.method, request.path, canonicalQuery(request.query), canonicalHeaders, names, payload].join("\n");
  const stringToSign = `${ALGORITHM}\n${createHash("sha256").update(canonicalRequest).digest("hex")}`;
  return {
    keyId,
    securityToken: headers.get("x-acs-security-token"),
    time: headers.get("x-acs-date"),
    nonce: headers.get("x-acs-signature-nonce"),
    signature,
    stringToSign: `${stringToSign} canonical request is:${canonicalRequest}`,
    sign: (secret) => createHmac("sha256", secret).update(stringToSign).digest("hex"),
  };
}

/** Host, and everything whose name begins with `x-acs-`, must be signed, once each and in order. */
function checkSignedHeaders(headers: Headers, signed: readonly string[]): void {
  const needed = ["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256", ...[...headers.keys()].filter((name) => name.startsWith("x-acs-"))];
  const missing = needed.find((name) => !signed.includes(name));
  if (missing !== undefined) throw new Refusal(400, "IncompleteSignature", `The header ${missing} is not signed.`);
  if (signed.join() !== [...new Set(signed)].sort().join()) throw new Refusal(400, "IncompleteSignature", "The names of the signed headers are not in order.");
}

function readV1(request: ApiRequest): Signed {
  const { parameters } = request;
  if (parameters.text("SignatureMethod") !== "HMAC-SHA1") throw new Refusal(400, "InvalidSignatureMethod", "Specified signature method is not HMAC-SHA1.");
  if (parameters.text("SignatureVersion") !== "1.0") throw new Refusal(400, "InvalidSignatureVersion", "Specified signature version is not 1.0.");
  const pairs = [...request.query, ...request.form].filter(([name]) => name !== "Signature");
  const stringToSign = `${request.method}&${percentEncode("/")}&${percentEncode(canonicalQuery(pairs))}`;
  return {
    keyId: parameters.text("AccessKeyId"),
    securityToken: parameters.optional("SecurityToken") ?? null,
    time: parameters.optional("Timestamp") ?? null,
    nonce: parameters.optional("SignatureNonce") ?? null,
    signature: parameters.text("Signature"),
    stringToSign,
    sign: (secret) => createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64"),
  };
}

/** Names and values encoded, in the order of the names. */
function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, value]): [string, string] => [percentEncode(name), percentEncode(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** RFC 3986, section 2.3: only unreserved characters stay as they are. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
