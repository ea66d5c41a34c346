import {
  type Check,
  check,
  checkPortalContent,
  checkReportContent,
  checkReporterIdentity,
  type PortalContent,
  Refusal,
  type ReportContent,
  type ReporterIdentity,
  ReportMessage,
} from '@ihala/contract'
import { type CaseKeyStore, type FileKeyring, keyOfReport, openReport, sealReport, type Tx } from '@ihala/kit'
import type { Static, TSchema } from 'typebox'
import { type KeptMessage, messagesOf, saveTakenIn } from './report.store.ts'
import type { Report } from './report.ts'
import type { Sealed } from './report-desk.ts'

/** What opens reports. */
export interface Opening {
  readonly caseKeys: CaseKeyStore
  readonly keyring: Pick<FileKeyring, 'portal' | 'publicKeys'>
}

/** A message of the conversation in clear. */
export interface OpenedMessage {
  readonly voice: KeptMessage['voice']
  readonly at: string
  readonly text: string
}

/** What was sealed, and to which key. */
export interface ToPortal {
  readonly sealed: string
  readonly sealedTo: string
}

/** All that is told in a report lies under this part of its case: it goes as a whole. */
const OWN = 'own'
const REPORT = 'report'
const IDENTITY = 'identity'
const ofMessage = (seq: number): string => `message/${seq}`
const checkMessage = check(ReportMessage)

/**
 * A report as it is kept: what the browser sealed, unopened; what was typed where no script runs is sealed now.
 * Throws Refusal `body-invalid`, `report-unreadable`, `service-unavailable`. @param now seconds since 1970
 */
export function reportToPortal(report: Sealed<ReportContent>, keyring: Opening['keyring'], now: number): ToPortal {
  if ('sealed' in report) return asSealed(report.sealed, keyring)
  return sealedNow({ report: fitting(checkReportContent, report.plain) }, keyring, now)
}

/** A message as it is kept. Throws as `reportToPortal` does. */
export function messageToPortal(message: Sealed<string>, keyring: Opening['keyring'], now: number): ToPortal {
  if ('sealed' in message) return asSealed(message.sealed, keyring)
  return sealedNow({ message: fitting(checkMessage, message.plain) }, keyring, now)
}

/** Who somebody says they are. Throws Refusal `body-invalid`. */
export function identityIn(who: unknown): ReporterIdentity {
  return fitting(checkReporterIdentity, who)
}

/** Closes an identity under the key of the report's case. */
export function sealIdentity(tx: Tx, { caseKeys }: Opening, { caseId }: Report, who: ReporterIdentity): Promise<Buffer> {
  return caseKeys.encryptFor(tx, caseId, OWN, IDENTITY, Buffer.from(JSON.stringify(who)))
}

/** Closes what the ministry says under the key of the report's case. @param seq its number in the conversation */
export function sealWords(tx: Tx, { caseKeys }: Opening, { caseId }: Report, seq: number, words: string): Promise<Buffer> {
  return caseKeys.encryptFor(tx, caseId, OWN, ofMessage(seq), Buffer.from(JSON.stringify({ message: words })))
}

/** Erases the key of a report: nothing it told can be read from the commit on. */
export function eraseReport(tx: Tx, { caseKeys }: Opening, { caseId }: Report): Promise<void> {
  return caseKeys.erase(tx, caseId, [OWN])
}

/** Who reported, when they said so. */
export async function identityOf(tx: Tx, { caseKeys }: Opening, { caseId, identity }: Report): Promise<ReporterIdentity | null> {
  if (identity === null) return null
  const who: ReporterIdentity = JSON.parse((await caseKeys.decryptFor(tx, caseId, OWN, IDENTITY, identity)).toString())
  return who
}

/** What a report tells; undefined when it was taken back, was sealed wrongly, or to a key that is gone. */
export async function contentOf(tx: Tx, opening: Opening, { caseId, content, sealed }: Report): Promise<ReportContent | undefined> {
  const told = await opened(tx, opening, caseId, REPORT, { content, sealed })
  return told !== undefined && 'report' in told ? told.report : undefined
}

/** The conversation in clear. What cannot be opened is left out. */
export async function wordsOf(tx: Tx, opening: Opening, report: Report): Promise<OpenedMessage[]> {
  const found: OpenedMessage[] = []
  for (const { seq, voice, at, content, sealed } of await messagesOf(tx, report)) {
    const told = await opened(tx, opening, report.caseId, ofMessage(seq), { content, sealed })
    if (told !== undefined && 'message' in told) found.push({ voice, at, text: told.message })
  }
  return found
}

/**
 * Moves what is still sealed to the portal's key under the key of the report's case (ADR 0013): the one can then be destroyed. What cannot
 * be opened stays as it is. The report is locked.
 */
export async function takeIn(tx: Tx, opening: Opening, report: Report): Promise<void> {
  await takeInOne(tx, opening, report, REPORT, report.sealed, undefined)
  for (const { seq, sealed } of await messagesOf(tx, report)) await takeInOne(tx, opening, report, ofMessage(seq), sealed, seq)
}

async function takeInOne(tx: Tx, opening: Opening, report: Report, what: string, sealed: string | null, seq: number | undefined) {
  const told = sealed === null ? undefined : unsealed(sealed, opening)
  if (told === undefined) return
  const content = await opening.caseKeys.encryptFor(tx, report.caseId, OWN, what, Buffer.from(JSON.stringify(told)))
  await saveTakenIn(tx, report, seq, content)
}

async function opened(
  tx: Tx,
  opening: Opening,
  caseId: string,
  what: string,
  { content, sealed }: Pick<Report, 'content' | 'sealed'>,
): Promise<PortalContent | undefined> {
  if (content === null) return sealed === null ? undefined : unsealed(sealed, opening)
  return JSON.parse((await opening.caseKeys.decryptFor(tx, caseId, OWN, what, content)).toString())
}

function unsealed(sealed: string, { keyring }: Opening): PortalContent | undefined {
  const bytes = openReport(sealed, keyring.portal)
  try {
    const told: unknown = JSON.parse(bytes?.toString() ?? '')
    return checkPortalContent(told) ? told : undefined
  } catch {
    return undefined
  }
}

function asSealed(sealed: string, { portal }: Opening['keyring']): ToPortal {
  const sealedTo = keyOfReport(sealed)
  if (sealedTo === undefined || !portal.encryption.some(({ kid }) => kid === sealedTo)) throw new Refusal('report-unreadable')
  return { sealed, sealedTo }
}

function sealedNow(content: PortalContent, keyring: Opening['keyring'], now: number): ToPortal {
  const inUse = new Set(
    keyring.publicKeys().flatMap(({ use, kid, nbf, exp }) => (use === 'portal' && nbf <= now && now < exp ? [kid] : [])),
  )
  const key = keyring.portal.encryption.find(({ kid }) => inUse.has(kid))
  if (key === undefined) throw new Refusal('service-unavailable')
  return { sealed: sealReport(key.jwk, Buffer.from(JSON.stringify(content))), sealedTo: key.kid }
}

function fitting<S extends TSchema>(fits: Check<S>, value: unknown): Static<S> {
  if (fits(value)) return value
  const { field, rule } = fits.firstFault(value) ?? { field: '', rule: 'schema' }
  throw new Refusal('body-invalid', { field, rule })
}
