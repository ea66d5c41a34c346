export {
  assertIncapacity,
  INCAPACITY_CATEGORIES,
  INCAPACITY_LIFETIME,
  INCAPACITY_PURPOSES,
} from './capacity.ts'
export { type ClockEvent, type ClockState, clockState } from './clocks/clock.ts'
export {
  type Circumstances,
  DUE_SOON_FROM,
  deadline,
  isPast,
  isWorkingDay,
  type Severity,
  type Standstill,
  severity,
} from './clocks/deadline.ts'
export { assertDate, localDate, localDays } from './clocks/local-date.ts'
export { ERASURE_CLOCK, QATAR_DEMO_LAW, RESPONSE_CLOCKS, RIGHT_CLOCK } from './clocks/qatar-demo.ts'
export {
  type ClockRule,
  clockRule,
  type DayClock,
  type ExactClock,
  type HoldBasis,
  type Holiday,
  type KeepingDuty,
  type LawfulPause,
  type RetentionRule,
  type RuleSet,
  ruleSetInForce,
  ruleSetProblems,
} from './clocks/rule-set.ts'
export { complaintBody } from './complaint-body.ts'
export { assertDanger, DANGER_KEPT, DANGER_LIFETIME } from './danger.ts'
export { basisFor, grantVersionsOf } from './evidence-version.ts'
export {
  type Asked,
  assertCovers,
  assertGuardianWhereNeeded,
  assertTakes,
  assertWellFounded,
  categoriesOf,
  type GrantTerms,
  grantLevelOf,
  meet,
  type Narrowing,
  narrow,
  narrowWayBack,
  uncovered,
} from './grants.ts'
export { assertFit, assertKind, assertStandingTold } from './guardian.ts'
export { evolve, type Life, mayArrive, mayWrite, openTo, otherSide, type Side } from './life-cycle.ts'
export { changesBy, crossingBy, isCrossing, isInLog, type LastEntry, removedBy } from './membership.ts'
export { applyMetadataPolicy, crossedMetadata, policyOfKind } from './metadata-policy.ts'
export { assertNamesNobody, assertTextNamesNobody, fold, namesSomebody } from './minimisation.ts'
export { assertCooledOff, assertNotice, assertReviewed, COOLING_OFF, evidenceOf, mayGoAt } from './notice.ts'
export { type KeyPart, keyPartNumbered, keyPartsOf, partNamed, partOf, partsOf } from './parts.ts'
export { assertAnswersNeed, assertPurposes } from './purposes.ts'
export { type Race, raceOf } from './races.ts'
export { assertBetween, assertMayTravel, assertReceives, mayTravel, PROSECUTION_KINDS } from './recipients.ts'
export { type ChainedEvent, interleave, type LoggedEvent, replay } from './replay.ts'
export { type AfterSuspension, afterSuspension, type BothLogs, responsibleOver, takeBackFromSuspended } from './responsibility.ts'
export {
  assertMayHold,
  type DueByClock,
  dueByClock,
  type Hold,
  type KeepingFacts,
  keptOf,
  keptUntil,
  statesAll,
} from './retention.ts'
export { assertTaken, eventsOf, takenBy, versionFor } from './roles.ts'
export { type ContactNow, contactNow } from './safe-contact.ts'
export { type Stamp, seconds } from './stamp.ts'
export { STATUTORY } from './statutory.ts'
export { readTelephoneCode, telephoneCode } from './telephone-code.ts'
export { withdraw } from './withdrawal.ts'
