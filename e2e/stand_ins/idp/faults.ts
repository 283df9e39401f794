// What can be made wrong about the next response, one field each. Fields combine.

export interface Fault {
  /** Sign with a key that no metadata holds. */
  readonly unknownKey?: boolean;
  /** Do not sign at all. */
  readonly unsigned?: boolean;
  /** Sign with SHA-1, as old providers do. */
  readonly sha1?: boolean;
  readonly issuer?: string;
  readonly audience?: string;
  readonly destination?: string;
  readonly recipient?: string;
  /** Move every time in the response by so many seconds. */
  readonly shiftSeconds?: number;
  /** Say this instead of the request's id; null leaves it out. */
  readonly inResponseTo?: string | null;
  readonly nameId?: string;
  /** Write this name into the assertion after it was signed. */
  readonly nameIdAfterSigning?: string;
  /** Put an XML comment into the NameID before the last character, after signing. */
  readonly commentInNameId?: boolean;
  /** Wrap: an unsigned assertion for this name in front, the signed one behind it. */
  readonly wrappedNameId?: string;
  /** No assertion, but this status. */
  readonly status?: { readonly code: string; readonly subCode?: string; readonly message?: string };
  /** Send the assertion encrypted for the certificate in the service provider's metadata. */
  readonly encrypted?: boolean;
  /** Send the last response once more, byte for byte. */
  readonly replay?: boolean;
}
