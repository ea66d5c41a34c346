import Type, { type Static } from 'typebox'
import { Category } from '../codes/category.ts'
import { Indicator } from '../codes/labour.ts'
import { Sex } from '../codes/need.ts'
import { CalendarDate, Instant, LanguageCode, Names, RowId, Telephone } from '../identifiers.ts'
import { StaffRole } from '../organisation.ts'
import { check, closed, codes, text } from '../schema.ts'
import { IdentitySection } from '../sections/personal.ts'
import { GuardedCount } from './overview.ts'

/** What may be wrong, one picture each (issue 6). Several may be chosen. */
export const ReportedWrong = codes(
  ['papers-kept', 'wages-not-paid', 'not-free-to-leave', 'violence-or-threats', 'bad-work-or-housing', 'debt-or-fees'],
  'issue 6; ILO indicators of forced labour, 2012',
)
export type ReportedWrong = Static<typeof ReportedWrong>

/** The questions of a report, one a page, each answered with yes, no or not sure. */
export const ReportQuestion = codes(
  ['in-danger-now', 'papers-kept', 'pay-withheld', 'free-to-leave', 'threatened', 'hurt', 'owes-for-the-job', 'under-18'],
  'ILO indicators of forced labour, 2012; R-11, R-12',
)
export type ReportQuestion = Static<typeof ReportQuestion>

/** How a question is answered. */
export const ReportAnswer = codes(['yes', 'no', 'not-sure'], 'issue 6')
export type ReportAnswer = Static<typeof ReportAnswer>

/** Which answer to a question points to which indicator. It informs whoever reads, and decides nothing. */
export const INDICATOR_OF: Readonly<Record<ReportQuestion, { readonly when: ReportAnswer; readonly indicator: Indicator } | null>> = {
  'in-danger-now': { when: 'yes', indicator: 'intimidation-and-threats' },
  'papers-kept': { when: 'yes', indicator: 'retention-of-identity-documents' },
  'pay-withheld': { when: 'yes', indicator: 'withholding-of-wages' },
  'free-to-leave': { when: 'no', indicator: 'restriction-of-movement' },
  threatened: { when: 'yes', indicator: 'intimidation-and-threats' },
  hurt: { when: 'yes', indicator: 'physical-and-sexual-violence' },
  'owes-for-the-job': { when: 'yes', indicator: 'debt-bondage' },
  // Not an indicator of its own: it opens the path for children.
  'under-18': null,
}

/** A1: a report. There is no field for a name, a number, an address of the person or an identity document. */
export const ReportContent = closed({
  /** In which it was written, ISO 639-3. */
  language: LanguageCode,
  wrongs: Type.Array(ReportedWrong, { minItems: 1, maxItems: 6, uniqueItems: true }),
  about: codes(['me', 'somebody-else', 'many'], 'issue 6'),
  /** At most one answer a question; a question passed over has none. */
  answers: Type.Array(closed({ question: ReportQuestion, answer: ReportAnswer }), { maxItems: 8 }),
  place: Type.Optional(text(300)),
  since: Type.Optional(text(100)),
  story: Type.Optional(text(3000)),
})
export type ReportContent = Static<typeof ReportContent>
export const checkReportContent = check(ReportContent)

/** One message of the conversation with somebody unknown, characters. */
export const REPORT_MESSAGE_LENGTH = 2000
export const ReportMessage = text(REPORT_MESSAGE_LENGTH)

/** What a browser seals to the portal's key (JSON, padded to one size): a report, or a later message. */
export const PortalContent = Type.Union([closed({ report: ReportContent }), closed({ message: ReportMessage })])
export type PortalContent = Static<typeof PortalContent>
export const checkPortalContent = check(PortalContent)

/** A6: who somebody says they are, when they choose to be known. Only whoever holds the receipt can say it. */
export const ReporterIdentity = closed({
  /** As in a passport, or as they are called. */
  name: text(200),
  sex: Sex,
  telephone: Type.Optional(Telephone),
  /** R-3, C8: without their yes nobody calls. */
  mayCall: Type.Boolean(),
})
export type ReporterIdentity = Static<typeof ReporterIdentity>
export const checkReporterIdentity = check(ReporterIdentity)

/** The four plain steps of a report. */
export const ReportStep = codes(['received', 'read', 'working', 'closed'], 'issue 6')
export type ReportStep = Static<typeof ReportStep>

/** What became of a report when it was closed. */
export const ReportOutcome = codes(
  ['became-case', 'inspected', 'advice-given', 'referred-elsewhere', 'not-enough-known', 'not-our-matter', 'withdrawn'],
  'DOMAIN.md J-5, D-1; practice of labour inspectorates',
)
export type ReportOutcome = Static<typeof ReportOutcome>

/** GET /reports: reports as staff see them before they open one. Times are rounded (A5). */
export const ReportLine = closed({
  id: RowId,
  filedOn: CalendarDate,
  step: ReportStep,
  /** Until then somebody has to have read and answered it (A9). */
  acknowledgeBy: Instant,
  acknowledged: Type.Boolean(),
  overdue: Type.Boolean(),
  /** Messages of the reporter that nobody has read. */
  unread: Type.Integer({ minimum: 0 }),
  identified: Type.Boolean(),
  outcome: Type.Union([ReportOutcome, Type.Null()]),
  /** D8: what it had been closed as when they said that it is not so. */
  contradicted: Type.Union([ReportOutcome, Type.Null()]),
  withdrawn: Type.Boolean(),
  version: Type.Integer({ minimum: 1 }),
})
export type ReportLine = Static<typeof ReportLine>
export const ReportList = closed({ reports: Type.Array(ReportLine) })
export type ReportList = Static<typeof ReportList>

/** GET /report-counts (c12): how many reports were filed, by year; counted by nothing that joins to one of them. */
export const ReportCounts = closed({
  rows: Type.Array(closed({ year: Type.String({ pattern: '^\\d{4}$' }), count: GuardedCount })),
})
export type ReportCounts = Static<typeof ReportCounts>

/** Whose message it is. */
const ReportVoice = codes(['reporter', 'ministry'], 'issue 6')
/** That they said anew who they are since a file was made of it, and nobody has decided about it. */
const ReportCorrected = closed({
  at: Instant,
  /** What the file says; null for whoever may not see it, or not before they say why. */
  inFile: Type.Union([
    closed({ names: IdentitySection.properties.names, telephone: Type.Optional(Telephone), mayCall: Type.Boolean() }),
    Type.Null(),
  ]),
})
export type ReportCorrected = Static<typeof ReportCorrected>
/** GET /reports/:id, once somebody opened it by POST /reports/:id/opening: a report in clear, for whoever works on it. */
export const ReportOpened = closed({
  /** What could not be opened: it was sealed wrongly, or to a key that is gone. */
  unreadable: Type.Boolean(),
  report: ReportLine,
  /** Null when it was withdrawn: its content is gone. */
  content: Type.Union([ReportContent, Type.Null()]),
  indicators: Type.Array(Indicator),
  messages: Type.Array(closed({ from: ReportVoice, at: Instant, text: Type.String() })),
  identity: Type.Union([ReporterIdentity, Type.Null()]),
  /** The person that was made of it, when it became a case. */
  personId: Type.Union([RowId, Type.Null()]),
  correction: Type.Union([ReportCorrected, Type.Null()]),
})
export type ReportOpened = Static<typeof ReportOpened>

/** POST /reports/:id/questions (with If-Match). */
export const NewReportQuestion = closed({ text: ReportMessage })
/** POST /reports/:id/step (with If-Match): work on it has begun. */
export const NewReportStep = closed({ step: Type.Literal('working') })
/** POST /reports/:id/correction (with If-Match): whether the file takes over what they said anew of who they are, or stays as it is. */
export const ReportCorrection = closed({ file: codes(['takes-over', 'stays'], 'DOMAIN.md J-5, J-6') })
/** POST /reports/:id/closing (with If-Match). */
export const ReportClosing = closed({
  outcome: codes(
    ['became-case', 'inspected', 'advice-given', 'referred-elsewhere', 'not-enough-known', 'not-our-matter'],
    'DOMAIN.md J-5, D-1; practice of labour inspectorates',
  ),
})

/**
 * How it stands with what a body has of somebody: `copy`: kept by whoever passed it on, until who got it has said that it is erased;
 * `told-to-erase`: was told, or is being told; `kept-by-law`: a law or an order has a part stay, and nobody who works there reads it.
 */
const HolderStands = codes(['holds', 'copy', 'told-to-erase', 'erased', 'kept-by-law'], 'FEATURES C9, c2; ADR 0008')

/** C9: what one body has of somebody, as they are told it themselves. */
export const BodyHolds = closed({
  names: Names,
  categories: Type.Array(Category),
  /** Beside those: notes, and what the body itself wrote. */
  own: Type.Boolean(),
  stands: HolderStands,
  /** The last day: of having it, of saying that it is erased, or of keeping it; null where none is known, or nothing is left. */
  until: Type.Union([CalendarDate, Type.Null()]),
})
export type BodyHolds = Static<typeof BodyHolds>

/** What somebody sees who comes back with a receipt: the conversation, and who has what of it and of a file that was made of it. */
export const ReportSeen = closed({
  step: ReportStep,
  /** The steps so far, in their order. Times are rounded to the hour (A5). */
  steps: Type.Array(closed({ step: ReportStep, at: Instant })),
  outcome: Type.Union([ReportOutcome, Type.Null()]),
  /** D8: what it had been closed as when they said that it is not so. */
  contradicted: Type.Union([ReportOutcome, Type.Null()]),
  messages: Type.Array(closed({ from: codes(['you', 'ministry'], 'issue 6'), at: Instant, text: Type.String() })),
  /** C9: who may see what; after it was taken back, who still has something, and why. */
  holders: Type.Array(BodyHolds),
  /** Who looked, by role and never by name. */
  looks: Type.Array(closed({ at: Instant, role: StaffRole })),
  /** The day it was filed, and the signed statement of it (compact JWS; c1). */
  filing: closed({ date: CalendarDate, statement: Type.String() }),
  /** the certificate may be had. */
  certificate: Type.Boolean(),
  identified: Type.Boolean(),
  withdrawn: Type.Boolean(),
  /** Whether they may still write: it was neither taken back nor closed long ago. */
  hears: Type.Boolean(),
})
export type ReportSeen = Static<typeof ReportSeen>
