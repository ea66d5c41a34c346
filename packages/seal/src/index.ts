export { decryptUnder, encryptUnder, newCaseKey } from './case-key.ts'
export { fromBase64url, toBase64url } from './format/base64url.ts'
export { hashOf, SALT_BYTES, saltedHash } from './format/hash.ts'
export { type NamedKey, type PrivateJwk, type PublicJwk, thumbprint } from './format/jwk.ts'
export { type PaddedSize, paddedSizeOf, type SignedTyp } from './format/typ.ts'
export type { Keyring } from './keyring/keyring.ts'
export { type KeyringParts, memoryKeyring, openingKeys } from './keyring/memory-keyring.ts'
export { type NamedPrivateKey, newEncryptionKey, newSigningKey, newWrappingKey } from './keyring/new-keys.ts'
export {
  type BlindedInput,
  blindInput,
  evaluateElement,
  isGroupElement,
  newObliviousKey,
  outputFrom,
  outputOf,
} from './oblivious/oblivious.ts'
export { verifyConformance } from './opening/conformance.ts'
export {
  type CountingKeys,
  type CrossedAnchor,
  isSoundCrossing,
  verifyCrossedStatement,
  verifyCrossing,
} from './opening/cross-certificate.ts'
export type { OpeningKeys } from './opening/decrypt.ts'
export {
  type Arrival,
  type OpenedEvent,
  type OpenedReceipts,
  type Opening,
  openEnvelope,
  type RefusedEnvelope,
  type WaitingEnvelope,
} from './opening/envelope.ts'
export { type OpenedObject, type OpeningObject, openEvent, openGrant, openReceipt, type RefusedObject } from './opening/object.ts'
export { keyOfReport, openReport } from './opening/open-report.ts'
export { parseStrictObject, type RawJsonFault } from './opening/raw-json.ts'
export {
  type Anchor,
  encryptionKeyOf,
  keyLookup,
  type Trusted,
  verifyAnchorConfiguration,
  verifyList,
  verifyOwnConfiguration,
  verifyStatement,
  verifyTrustMark,
} from './opening/registry-chain.ts'
export type { OpeningCode } from './opening/tamper.ts'
export type { KeyLookup, RegistryKey, Unknown } from './opening/verify.ts'
export { sealReport } from './sealing/seal-report.ts'
export { sealTo } from './sealing/seal-to.ts'
export {
  cosign,
  type SigningKeys,
  signAfter,
  signCompact,
  signEvent,
  signGrant,
  signList,
  signReceipt,
  signStatement,
  signTogether,
} from './sealing/sign.ts'
