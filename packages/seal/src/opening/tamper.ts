import type { RefusalCode } from '@ihala/contract'

/** The codes of what fails while opening, in the receiver's fixed order (DESIGN §4). */
export type OpeningCode = Extract<
  RefusalCode,
  | 'envelope-too-large'
  | 'envelope-malformed'
  | 'envelope-wrong-key'
  | 'envelope-undecryptable'
  | 'envelope-bad-padding'
  | 'inner-header-invalid'
  | 'key-not-of-issuer'
  | 'key-not-valid-now'
  | 'signature-invalid'
  | 'payload-malformed'
  | 'claims-invalid'
  | 'audience-wrong'
  | 'sealed-to-other-key'
  | 'event-expired'
  | 'sender-tag-wrong'
>

/** What failed before a signature was verified. The code is for the own admin; outside all of them look alike. */
export class Tamper extends Error {
  readonly code: OpeningCode
  constructor(code: OpeningCode) {
    super('Tamper')
    this.name = 'Tamper'
    this.code = code
  }
}
