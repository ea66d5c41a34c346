import {
  ACCEPTS,
  AgeBand,
  BedView,
  Category,
  ConflictState,
  ConsentEvidence,
  DangerReferral,
  EVENT_TYPES,
  EVENTS,
  type EventType,
  Grant,
  GrantBasis,
  GuardianKind,
  GuardianStanding,
  IncapacityView,
  NeedSection,
  NewContact,
  NewHearing,
  NewMeeting,
  NewReferral,
  ReadingReason,
  ReportOutcome,
  SafeContactSection,
  Screening,
  SECTION_CATEGORIES,
  WorkerConfirmation,
} from '@ihala/contract'
import { clockRule, QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import fc from 'fast-check'
import type { TSchema } from 'typebox'
import type { JsonSchema } from '../adversary/http/contract-of.ts'
import { fitting } from '../adversary/http/skeleton.ts'

/** What a decision is tried with, and where something about the person does make a difference, with the reason. */
export interface Tried {
  readonly given: fc.Arbitrary<readonly unknown[]>
  readonly differsBy?: Readonly<Record<string, string>>
}

const NOW = '2026-11-20T08:00:00.000Z'
const TODAY = '2026-11-20'
const SECONDS = Date.parse(NOW) / 1000
const LAW = ruleSetInForce(QATAR_DEMO_LAW, NOW)
const HERE = 'https://shelter.ihala.test'
const THERE = 'https://legal-aid.ihala.test'
const KINDS = ['shelter', 'legal-aid', 'ministry-intake', 'labour-relations', 'dispute-committee', 'police', 'immigration']

const of = (schema: TSchema): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const plain: JsonSchema = JSON.parse(JSON.stringify(schema))
  return fitting(plain, {}).map((value) => ({ ...(value as Readonly<Record<string, unknown>>) }))
}
const one = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const some = <T>(values: readonly T[]) => fc.subarray([...values])
const args = (...given: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<readonly unknown[]> => fc.tuple(...given)

const side = one('sender', 'recipient')
const state = one(
  ...(['enquired', 'answered', 'requested', 'opened', 'accepted', 'in-progress', 'on-hold', 'completed', 'failed', 'rejected'] as const),
  ...(['cancelled', 'handed-back', 'taken-back', 'entered-in-error'] as const),
)
const urgency = one('immediate', 'tonight', 'planned')
const staff = one('dana', 'reem', 'yusuf')
const day = one('2026-01-10', '2026-11-19', TODAY, '2026-11-21', '2027-03-01')
const instant = one('2026-11-19T08:00:00.000Z', NOW, '2026-11-21T08:00:00.000Z', '2027-03-01T08:00:00.000Z')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const need = of(NeedSection)
const referral = fc
  .record({
    side,
    state,
    urgency,
    cancelling: fc.boolean(),
    conflict: one(null, ...ConflictState.enum),
    needs: some(['shelter', 'legal-aid', 'financial-assistance']),
    personId: one(null, 'person'),
    narrows: one(null, 'case'),
    dueAt: instant,
    version: one(1, 2),
  })
  .chain((row) => need.map((held) => ({ ...row, need: held })))
const policiesSay = fc.boolean().map((permits) => ({ allows: () => permits }))
const standing = fc.record({ assigned: one('me', 'others', 'nobody'), reason: one(null, ...ReadingReason.enum) })
const age = one(...AgeBand.enum)
const BY_AGE = 'R-6: a minor, or whose age is doubtful, has a guardian'
const life = fc.record({ state, cancelling: fc.boolean(), responsible: side })
const categories = some(Category.enum)
const evidence = of(ConsentEvidence)
const grant = fc
  .tuple(of(Grant), categories, one(-400, 0, 3600, 90 * 86_400), one(NOW, '2027-06-01T08:00:00.000Z'))
  .map(([value, opened, lasts, eraseAt]) => ({
    ...value,
    iss: HERE,
    aud: THERE,
    categories: opened,
    iat: SECONDS,
    exp: SECONDS + lasts,
    eraseAt,
  }))
const kind = one(...KINDS)
const told = EVENT_TYPES.filter((type) => type !== 'file-chunk' && EVENTS[type].grant !== 'none')
const type: fc.Arbitrary<EventType> = one(...told)
const event = type.chain((name) => of(EVENTS[name].schema).map((data) => ({ type: name, data })))
const award = fc.record({
  state: one('assessed', 'approved-once', 'approved', 'paid', 'refused'),
  assessedBy: staff,
  approvals: fc.array(fc.record({ by: staff, at: instant }), { maxLength: 2 }),
  need,
})
const offer = fc.record({ lawyerId: staff, state: one('offered', 'taken', 'returned') })
const lawyers = fc.uniqueArray(fc.record({ id: staff, languages: some(['npi', 'eng', 'ara']) }), { selector: ({ id }) => id })
/** What somebody reported without saying who they are; who they are may have come since. */
const report = fc.record({
  step: one('received', 'read', 'working', 'closed'),
  withdrawnAt: orNull(instant),
  closedAt: orNull(instant),
  identity: orNull(one(Buffer.of(1))),
  personId: orNull(one('person')),
  correctedAt: orNull(instant),
})
const matter = fc.record({
  conciliation: one('running', 'settled', 'referred-to-committee'),
  conciliationDueAt: instant,
  committeeDueAt: orNull(instant),
  endedAt: orNull(instant),
  employerNotifiedAt: orNull(instant),
})
const screening = maybe(of(Screening))
const confirmation = maybe(fc.tuple(of(WorkerConfirmation), day).map(([value, notifyOn]) => ({ ...value, notifyOn })))
const bed = of(BedView)
const text = one('She wants to sleep.', 'His number is +974 0000 4130', 'Nobody by that name')
const held = fc.record({ owner: one('person', 'case', 'other') })

const chosen = fc.array(
  fc.record({ id: fc.uuid(), place: one(1, 2, 3), partner: one(HERE, THERE), state: one('waiting', 'asked', 'dropped'), until: instant }),
  { maxLength: 3 },
)

const alone = (given: fc.Arbitrary<readonly unknown[]>): Tried => ({ given })

/** every decision of this tree that is about a person. */
export const DECISIONS: Readonly<Record<string, Tried>> = {
  // Both ends.
  'policy/danger.assertDanger': alone(args(grant)),
  'policy/capacity.assertIncapacity': alone(args(grant)),
  'policy/guardian.assertFit': alone(args(of(GuardianStanding), grant)),
  'policy/guardian.assertKind': alone(args(one(...GuardianKind.enum), of(GuardianStanding))),
  'policy/guardian.assertStandingTold': alone(args(grant, some([1, 2]))),
  'policy/notice.assertNotice': alone(args(evidence)),
  'policy/notice.assertReviewed': alone(args(evidence)),
  'policy/notice.mayGoAt': alone(args(evidence)),
  'policy/notice.assertCooledOff': alone(args(grant, urgency)),
  'policy/grants.assertCovers': alone(
    args(
      grant,
      fc.record({ from: one(HERE, THERE), to: one(THERE, HERE), takes: categories, categories, at: one(SECONDS, SECONDS + 7200) }),
    ),
  ),
  'policy/grants.uncovered': alone(args(grant, categories, categories, one(SECONDS, SECONDS + 7200))),
  'policy/grants.assertTakes': alone(args(grant, categories)),
  'policy/grants.assertWellFounded': alone(args(grant)),
  'policy/grants.assertGuardianWhereNeeded': {
    given: args(grant, one('under-18', '18-24', '25-34', 'unknown')),
    differsBy: { age: 'R-6: a minor, or whose age is doubtful, has a guardian' },
  },
  'policy/grants.meet': alone(args(grant, grant)),
  'policy/life-cycle.mayWrite': alone(args(orNull(life), type, side, one('live', 'suspended'))),
  'policy/life-cycle.mayArrive': alone(args(orNull(life), type, side)),
  'policy/life-cycle.openTo': alone(args(life, side)),
  'policy/life-cycle.evolve': alone(args(life, event)),
  'policy/minimisation.assertNamesNobody': alone(args(need, one([], ['Sleep Company']))),
  'policy/minimisation.assertTextNamesNobody': alone(args(text, one([], ['nobody']), fc.constant('/text'))),
  'policy/purposes.assertPurposes': alone(args(grant, some(['shelter', 'legal-aid', 'interpretation']))),
  'policy/purposes.assertInOwnLanguage': {
    given: args(
      grant,
      need.map(({ languages }) => languages),
    ),
    differsBy: { language: 'R-10: told in a language that is theirs' },
  },
  'policy/purposes.assertAnswersNeed': {
    given: args(
      grant.map((one) => ({ ...one, purposes: ['shelter', 'legal-aid'] })),
      need.map((one) => ({ ...one, needs: ['shelter'] })),
    ),
    differsBy: { language: 'R-10: told in a language that is theirs' },
  },
  'policy/recipients.assertReceives': alone(args(kind)),
  'policy/recipients.assertReflection': alone(args(grant, kind)),
  'policy/recipients.assertBetween': alone(args(grant, kind, kind)),
  'policy/recipients.assertMayTravel': alone(args(one(...SECTION_CATEGORIES), fc.record({ approvedByPerson: fc.boolean() }))),
  'policy/recipients.mayTravel': alone(args(one(...SECTION_CATEGORIES), fc.record({ approvedByPerson: fc.boolean() }))),
  'policy/safe-contact.contactNow': alone(args(maybe(of(SafeContactSection)), instant, fc.constant('Asia/Qatar'))),
  'policy/statutory.assertStatutory': alone(args(grant, kind, kind)),
  'policy/roles.assertTaken': alone(args(kind, type)),
  'policy/roles.versionFor': alone(args(type, fc.constant(ACCEPTS))),
  'policy/deadline.deadline': alone(
    args(one(clockRule(LAW, 'conciliation'), clockRule(LAW, 'committee-decision')), instant, fc.constant(LAW)),
  ),
  'policy/deadline.isPast': alone(args(instant, instant)),
  'policy/deadline.isWorkingDay': alone(args(day, fc.constant(LAW))),
  'policy/local-date.assertDate': alone(args(fc.constant('/on'), one(TODAY, '2026-02-30'))),
  // Every desk.
  'desk/age.mayBeMinor': { given: args(age), differsBy: { age: BY_AGE } },
  'desk/age.assertAgeSettled': { given: args(maybe(fc.record({ ageBand: age, settled: fc.boolean() })), age), differsBy: { age: BY_AGE } },
  'desk/capacity.assertMayConfirm': alone(
    args(
      fc.record({ foundBy: staff, profession: one('nurse', 'lawyer'), confirmedAt: orNull(instant), ableAt: orNull(instant) }),
      fc.record({ staff, profession: one('nurse', 'lawyer') }),
    ),
  ),
  'desk/capacity.assertFound': alone(args(of(GrantBasis), fc.array(of(IncapacityView), { maxLength: 2 }))),
  'desk/reviewed.assertReviewedIn': alone(
    args(fc.record({ config: fc.record({ environment: one('development', 'production') }) }), of(GrantBasis)),
  ),
  'desk/choice.assertChoices': alone(args(of(NewReferral), some([HERE, THERE]))),
  'desk/choice.afterSilence': alone(args(referral, chosen, some([HERE, THERE]), instant)),
  'desk/question.assertAskedTogether': alone(args(of(NewReferral))),
  'desk/question.isOpenToChoice': alone(args(fc.array(state, { maxLength: 3 }))),
  'desk/question.isWaitedFor': alone(args(state)),
  'desk/draft.assertStillGiven': alone(args(of(NewReferral), categories)),
  'desk/search.isSearched': alone(args(one(...Category.enum))),
  'desk/contact-change.isNoContact': alone(args(of(SafeContactSection))),
  'desk/contact.assertSafe': alone(args(maybe(of(SafeContactSection)), of(NewContact), instant, fc.constant('Asia/Qatar'))),
  // Whose case it is and what was said decide; who it is about is not asked.
  'desk/reading.assertEnters': alone(args(policiesSay, one(...KINDS), standing)),
  'desk/reading.mayShow': alone(
    args(policiesSay, fc.record({ kind: one(...KINDS), standing, withheld: fc.boolean() }), one(...Category.enum, 'words', 'line')),
  ),
  'desk/reading.assertMaySay': alone(args(fc.boolean(), fc.nat(12))),
  'desk/holding.assertMayAsk': alone(args(fc.nat(6))),
  'desk/recourse.assertOurs': alone(args(fc.record({ answers: one('us', 'them'), answeredAt: orNull(instant) }))),
  'desk/hold.assertConfirms': alone(
    args(fc.record({ askedBy: staff, askedAt: instant, confirmedAt: orNull(instant), endedAt: orNull(instant) }), staff, instant),
  ),
  'desk/hold.assertNotEnded': alone(args(fc.record({ endedAt: orNull(instant) }))),
  'policy/retention.assertMayHold': alone(
    args(one(...LAW.holds.map(({ code }) => code), 'made-up'), day, fc.constant(LAW), fc.constant(NOW)),
  ),
  'desk/meeting.assertSafeMeeting': alone(
    args(of(NewMeeting), maybe(of(SafeContactSection)), fc.constant([]), fc.constant({ now: NOW, timeZone: 'Asia/Qatar' })),
  ),
  'desk/meeting.assertMayAnswer': alone(
    args(maybe(fc.record({ meeting: one('this', 'other'), answer: one(null, 'agreed', 'other-time') })), fc.constant('this')),
  ),
  'desk/second-person.assertMayBeSecond': alone(
    args(
      one(HERE, THERE),
      fc.record({ self: fc.constant(HERE), to: one(HERE, THERE), kind: one(...KINDS), excluded: some([HERE, THERE]) }),
    ),
  ),
  'desk/second-person.assertMayTell': alone(
    args(fc.record({ kind: one('danger', 'release', 'compelled'), confirmedAt: orNull(instant), toldAt: orNull(instant) })),
  ),
  'desk/second-person.assertMayAsk': alone(args(of(DangerReferral), instant)),
  'desk/conflict.isComparable': alone(args(fc.record({ about: one('employer', 'recruiter', 'person-feared'), name: fc.string() }))),
  'desk/conflict.mayAnswerAlone': alone(args(fc.record({ ofCase: fc.nat(9), ofPartnerToday: fc.nat(400) }))),
  'desk/onward.sourceCase': alone(
    args(
      fc.record({
        personId: fc.constant('person'),
        categories,
        sections: fc.uniqueArray(fc.tuple(one(...Category.enum), held), { selector: ([name]) => name }).map((list) => new Map(list)),
        files: fc.array(held, { maxLength: 2 }),
      }),
    ),
  ),
  'desk/onward.mayPassOn': alone(args(referral, held)),
  'desk/referral.assertMay': alone(args(referral, type)),
  'desk/referral.verbsOf': alone(args(referral)),
  'desk/referral.assertVersion': alone(args(referral, one(1, 2))),
  'desk/referral.respondBy': alone(args(need, instant, fc.constant(LAW))),
  'desk/telephone-record.assertPast': alone(args(instant, instant)),
  // The shelter.
  'shelter/bed.misfit': {
    given: args(bed, need),
    differsBy: { sex: 'J-2: women sleep in a house for women, men in one for men' },
  },
  'shelter/bed.assertFits': { given: args(bed, need), differsBy: { sex: 'J-2: as misfit' } },
  'shelter/bed.mayHold': alone(args(referral)),
  'shelter/bed.keepsHold': alone(args(referral)),
  'shelter/bed.assertMayHold': alone(args(referral)),
  'shelter/bed.holdUntil': alone(args(urgency, instant)),
  'shelter/bed.hasLapsed': alone(args(instant, instant)),
  'shelter/stay.isTakenOn': alone(args(referral)),
  'shelter/stay.assertMayArrive': alone(args(referral, fc.boolean())),
  'shelter/stay.startsWithArrival': alone(args(state)),
  'shelter/stay.assertMayDepart': alone(args(fc.record({ departedAt: orNull(instant) }))),
  'shelter/stay.outcomeOf': alone(args(one('left-by-own-choice', 'moved-to-other-house', 'returned-home-voluntarily', 'own-housing'))),
  // Legal aid.
  'legal-aid/offer.isTakenOn': alone(args(referral)),
  'legal-aid/offer.assertMayOffer': alone(args(referral)),
  'legal-aid/offer.speakTogether': {
    given: args(fc.record({ languages: some(['npi', 'eng']) }), need),
    differsBy: { language: 'R-10: a lawyer who speaks the language of the person' },
  },
  'legal-aid/offer.assertSuits': {
    given: args(staff, need, lawyers),
    differsBy: { language: 'R-10: a lawyer who speaks the language of the person' },
  },
  'legal-aid/offer.assertSees': alone(args(offer, fc.record({ id: staff, roles: some(['lawyer', 'legal-coordinator']) }))),
  'legal-aid/offer.assertMayTake': alone(args(offer, staff, referral)),
  'legal-aid/offer.assertMayReturn': alone(args(offer)),
  'legal-aid/hearing.assertMaySet': alone(
    args(
      referral,
      fc.tuple(of(NewHearing), instant).map(([value, at]) => ({ ...value, at })),
      instant,
    ),
  ),
  'legal-aid/mandate.assertEnds': alone(args(orNull(instant), instant)),
  'legal-aid/hearing.confirmBy': alone(args(instant, instant, fc.constant(LAW))),
  'legal-aid/privileged-note.assertTheirLawyer': alone(args(some(['dana', 'reem', 'yusuf']), staff)),
  // The charity.
  'charity-funding/award.assertAssessable': alone(args(referral)),
  'charity-funding/award.approve': alone(args(award, staff)),
  'charity-funding/award.refuse': alone(args(award)),
  'charity-funding/award.pay': alone(args(award)),
  'charity-funding/fund.assertCurrency': alone(args(maybe(one('QAR', 'USD')), one('QAR', 'USD'))),
  // The ministry.
  'ministry-intake/mark.assertMarked': alone(args(fc.constant('interviewing-victims'), maybe(day), day)),
  'ministry-intake/mark.assertGrantable': alone(args(fc.record({ validUntil: day }), day)),
  'ministry-intake/matter.conciliationDue': alone(args(instant, fc.constant(LAW))),
  'ministry-intake/matter.committeeReferralAt': alone(args(matter)),
  'ministry-intake/matter.atTheEnd': alone(args(matter, instant, fc.constant(LAW))),
  'ministry-intake/matter.clockOf': alone(args(matter)),
  'ministry-intake/matter.assertOpen': alone(args(matter)),
  'ministry-intake/matter.assertScreening': alone(args(of(Screening))),
  'ministry-intake/matter.assertConfirmable': alone(args(matter, fc.record({ notifyOn: day }), day)),
  'ministry-intake/matter.assertSafeToNotify': alone(args(matter, confirmation, screening, day)),
  'ministry-intake/matter.assertJointSession': {
    given: args(matter, screening, fc.record({ at: instant, personAsked: fc.boolean() }), instant),
    differsBy: { indicators: 'R-16: no bargaining over a crime unless the person asks for it' },
  },
  'ministry-intake/matter.assertSettlement': alone(args(matter, fc.record({ payBy: day }), day)),
  'ministry-intake/matter.paymentDue': alone(
    args(fc.record({ payBy: one(TODAY, '2026-12-01') }), instant, fc.constant(TODAY), fc.constant(LAW)),
  ),
  'ministry-intake/report.assertHears': alone(args(report, instant)),
  'ministry-intake/report.assertOpen': alone(args(report)),
  'ministry-intake/report.assertRead': alone(args(report)),
  'ministry-intake/report.assertBecomesCase': alone(args(report)),
  'ministry-intake/report.assertCorrected': alone(args(report)),
  'ministry-intake/report.assertClosesAs': alone(args(report, of(ReportOutcome))),
  // The unions.
  'union-liaison/complaint.assertContactDate': alone(args(fc.record({ firstContactOn: day }), day)),
  'union-liaison/complaint.shown': alone(args(fc.constant('person'), maybe(referral))),
}

/** What permits or refuses something that is no person's: the word of one organisation about another. */
export const OF_NO_PERSON: ReadonlySet<string> = new Set(['policy/membership.isInLog', 'policy/membership.isCrossing'])
