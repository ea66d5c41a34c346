import type { FilingFile, ReportContent, ReporterIdentity, ReportSeen } from '@ihala/contract'

/**
 * How a request that nobody signed is let in (A8): `worked` with a solved puzzle; `slow` without script, by one bucket for everybody:
 * no address is looked at.
 */
export type Admission = { readonly kind: 'worked'; readonly puzzle: string; readonly solution: string } | { readonly kind: 'slow' }

/** What the browser sealed (compact JWE to the portal's key, see `PORTAL_ENVELOPE`), or what was typed where no script runs: sealed here at once. */
export type Sealed<T> = { readonly sealed: string } | { readonly plain: T }

/** The portal's public key as a browser seals to it. */
export interface PortalKey {
  readonly kid: string
  readonly jwk: { readonly kty: 'OKP'; readonly crv: 'X25519'; readonly x: string }
  /** Last moment of sealing to it, ISO instant. */
  readonly until: string
  /** The word of the trust anchor in which the key stands (compact JWS), for whoever compares. */
  readonly statement: string
}

/**
 * What the pages may do for somebody nobody knows; `workerDoor(service)` of `worker-door.ts` makes the one of a service. Codes are taken as people type them: any digits of Unicode, spaces and hyphens
 * between. All may throw Refusal `too-many-requests` (the bucket of everybody is empty: keep the text and say wait) and
 * `service-unavailable`.
 *
 * A duress code (T40: its check number is one more than the right one) opens `decoy`; `answer`, `contradict`, `identify` and `withdraw` with it do
 * nothing and look as if they had.
 */
export interface WorkerDoor {
  /** Throws Refusal `service-unavailable` while the registry names no key of the portal that may be used. */
  readonly key: () => Promise<PortalKey>
  /**
   * A puzzle, good for ten minutes and once. Solved: a decimal number `solution` (at most 20 digits) so that SHA-256 of the ASCII text
   * `<puzzle>.<solution>` begins with `bits` zero bits.
   */
  readonly puzzle: () => { readonly puzzle: string; readonly bits: number }
  /**
   * Files a report. `code`: 16 digits without spaces, told this once; `statement`: compact JWS (c1).
   * Throws Refusal `body-invalid` (a field of what was typed), `report-unreadable` (not sealed to a key of ours, or not one of our reports), `puzzle-unsolved`,
   * `token-used` (a puzzle twice).
   */
  readonly file: (report: Sealed<ReportContent>, admission: Admission) => Promise<{ readonly code: string; readonly statement: string }>
  /** `unknown`: no such report, or a mistyped code (its check digits say so without a look). */
  readonly open: (code: string) => Promise<ReportSeen | 'unknown' | 'decoy'>
  /** Throws Refusal `not-found` (unknown code), `report-closed` (withdrawn, or closed 30 days ago), `body-invalid`, `report-unreadable`. */
  readonly answer: (code: string, message: Sealed<string>) => Promise<void>
  /**
   * D8: what the ministry closed it as is not so, with words or without: it is open again, and staff are told. Of one that is not closed the
   * words alone are kept. Throws as `answer` does.
   */
  readonly contradict: (code: string, message: Sealed<string> | undefined) => Promise<void>
  /** A6. Throws as `answer` does. */
  readonly identify: (code: string, who: ReporterIdentity) => Promise<void>
  /** Takes the report back: what was told is unreadable from then on; that something was filed stays proven. Throws Refusal `not-found`. */
  readonly withdraw: (code: string) => Promise<void>
  /** c1: the statement in a file that `ihala verify` checks offline, with the anchor's word. Undefined for an unknown or duress code. */
  readonly proof: (code: string) => Promise<FilingFile | undefined>
  /** The day's signed list (compact JWS) of a date `YYYY-MM-DD`; undefined while there is none. */
  readonly filings: (date: string) => Promise<string | undefined>
}
