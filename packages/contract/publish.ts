import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import {
  ACCEPTS,
  ANCHOR_QUORUM,
  AnchorConfiguration,
  COMPLAINT_KINDS,
  ConformanceProtocol,
  CrossCertificate,
  Dossier,
  ENVELOPE,
  EVENT_TYPES,
  EVENTS,
  EventClaims,
  type EventRow,
  FHIR_STATUS,
  FilingFile,
  FilingList,
  FilingStatement,
  ForkFile,
  GOVERNMENT_KINDS,
  GRANT_LIFETIME,
  Grant,
  LogFileHead,
  LogFileLeaf,
  LogFileStart,
  MembershipEntry,
  NOTICES,
  REFERRAL_STATES,
  REFUSALS,
  ReceiptClaims,
  RegistryList,
  RegistryStatement,
  STATEMENT_LIFETIME,
  TrustMark,
  versionsOf,
} from './src/index.ts'

const folder = join(import.meta.dirname, 'published')

/**
 * Everything that crosses a border as other languages read it: file name → text, to be committed in `published/`. One JSON
 * Schema (2020-12) for each event type and version and each signed object, the event table, the refusals and the limits.
 */
export function published(): ReadonlyMap<string, string> {
  const schemas: [string, TSchema][] = [
    ...EVENT_TYPES.flatMap((type) => versionsOf(type).map(({ v, schema }): [string, TSchema] => [`${type}.v${v}`, schema])),
    ['event-claims', EventClaims],
    ['receipt-claims', ReceiptClaims],
    ['grant', Grant],
    ['registry-statement', RegistryStatement],
    ['registry-list', RegistryList],
    ['cross-certificate', CrossCertificate],
    ['membership-entry', MembershipEntry],
    ['trust-mark', TrustMark],
    ['anchor-configuration', AnchorConfiguration],
    ['conformance-protocol', ConformanceProtocol],
    ['dossier', Dossier],
    ['log-fork', ForkFile],
    ['log-file-start', LogFileStart],
    ['log-file-leaf', LogFileLeaf],
    ['log-file-head', LogFileHead],
    ['filing-statement', FilingStatement],
    ['filing-list', FilingList],
    ['filing-file', FilingFile],
  ]
  const table = EVENT_TYPES.map((type) => {
    const { v, level, writer, from, whenSuspended, to, grant }: EventRow = EVENTS[type]
    return { type, v, reads: ACCEPTS[type], level, writer, from, whenSuspended, to, grant }
  })
  return new Map([
    ...schemas.map(([name, schema]): [string, string] => [
      `${name}.json`,
      asText({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:ihala:contract:${name}`, ...schema }),
    ]),
    ['event-table.json', asText({ states: REFERRAL_STATES, fhirStatus: FHIR_STATUS, events: table })],
    ['refusals.json', asText(REFUSALS)],
    ['notices.json', asText(NOTICES)],
    [
      'limits.json',
      asText({
        envelope: ENVELOPE,
        grantLifetime: GRANT_LIFETIME,
        statementLifetime: STATEMENT_LIFETIME,
        anchorQuorum: ANCHOR_QUORUM,
        governmentKinds: GOVERNMENT_KINDS,
        complaintKinds: COMPLAINT_KINDS,
      }),
    ],
  ])
}

function asText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** What two contents of one published file mean for whoever reads the older one; undefined when they are the same. */
export function faultOf(name: string, committed: string | undefined, made: string | undefined): string | undefined {
  if (committed === made) return undefined
  if (committed === undefined) return `${name} is not published yet: node packages/contract/publish.ts`
  if (/\.v\d+\.json$/.test(name))
    return `${name} is published and does not change: a new meaning is a new version, \`.v2.ts\` beside the old one with \`upcast(v1)\``
  return `${name} is not what the contract says now: node packages/contract/publish.ts`
}

/** The committed files: file name → text. */
export function committed(): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true })
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

function publish(): void {
  const before = committed()
  const files = published()
  const broken = [...before].map(([name, text]) => faultOf(name, text, files.get(name))).filter((fault) => fault?.includes('.v2.ts'))
  // Whoever read the old meaning still runs: the file of a version is written once.
  if (broken.length > 0) throw new Error(broken.join('\n'))
  for (const [name, content] of files) writeFileSync(join(folder, name), content)
  console.log(`${files.size} files in packages/contract/published`)
}

if (import.meta.main) publish()
