export { Category, KIND_PATTERN, PARTS, type Part, Purpose } from './codes/category.ts'
export {
  AgeSettledBy,
  CapacityProfession,
  CompellingAuthority,
  CoolingOff,
  DangerReason,
  GuardianInMatter,
  GuardianKind,
  GuardianRelation,
  HowGiven,
  InterpreterKind,
  ReleaseReason,
  StatutoryStep,
  Withdrawn,
} from './codes/consent.ts'
export {
  AcceptanceCondition,
  BusinessStatus,
  CancellationReason,
  CapacityAnswer,
  ConflictState,
  HandBackReason,
  HoldReason,
  NotComparedReason,
  Outcome,
  PossibleIf,
  RejectionReason,
} from './codes/decision.ts'
export { ErasablePart, ErasureCause, KeptGround, KeptPart } from './codes/erasure.ts'
export { Confidence, HeadOfClaim, Indicator, IntakeChannel, VictimStatus } from './codes/labour.ts'
export { MeetingAnswer, MeetingPlace, MeetingSign } from './codes/meeting.ts'
export { AccessNeed, AgeBand, ChildAgeBand, MedicalNeed, Need, Sex, Urgency } from './codes/need.ts'
export { PURPOSE_OF } from './codes/purpose.ts'
export { ReadingReason, SaidReason } from './codes/reading.ts'
export {
  ComplaintFinding,
  ComplaintStands,
  ComplaintState,
  CorrectionReason,
  MemberComplaint,
  ObjectionReason,
  RightHolder,
  RightOutcome,
  RightRefusal,
} from './codes/rights.ts'
export {
  CONFORMANCE_STEPS,
  CONFORMANCE_TYP,
  ConformanceProtocol,
  ConformanceStep,
  checkConformanceProtocol,
  SignedConformance,
  TEST_KIND,
} from './conformance.ts'
export {
  CrossAgreement,
  CrossCertificate,
  CrossConstraints,
  CrossPolicy,
  checkCrossCertificate,
  LONGEST_PATH,
} from './cross-certificate.ts'
export { checkDossier, Dossier, DossierLeaf, ErasedEvent } from './dossier.ts'
export { CompactJws, checkEventClaims, checkReceiptClaims, ENVELOPE, EventClaims, ReceiptClaims } from './envelope.ts'
export { CapacityAnswered } from './events/capacity-answered.v1.ts'
export {
  checkEvent,
  ENDED_STATES,
  EVENT_TYPES,
  EVENTS,
  type Event,
  type EventData,
  type EventRow,
  type EventType,
  FHIR_STATUS,
  isEventType,
  REFERRAL_STATES,
  type ReferralState,
} from './events/catalogue.ts'
export { ChainAsked, ChainDirection, ChainPlace, ChainWriter } from './events/chain-asked.v1.ts'
export { RETURNED_PIECE } from './events/chain-returned.v1.ts'
export { ChainReturned } from './events/chain-returned.v2.ts'
export { CheckpointStated, HEADS_TOLD, NEW_LEAVES } from './events/checkpoint.v1.ts'
export { BOX_HOLDS, ComplaintBox } from './events/complaint-box.v1.ts'
export { ConflictAnswered, OUTPUT_LENGTH, OUTPUTS_IN_AN_ANSWER } from './events/conflict-answered.v2.ts'
export { ConflictChecked, NAMES_IN_A_CHECK } from './events/conflict-checked.v2.ts'
export { CosignatureStated, NotCosigned } from './events/cosignature.v1.ts'
export { BucketName, DigestStated } from './events/digest-stated.v1.ts'
export { FileChunk } from './events/file-chunk.v1.ts'
export { HOLDING_LINES, HoldingLine, HoldingStated } from './events/holding-stated.v1.ts'
export { MeetingAnswered } from './events/meeting-answered.v1.ts'
export { MeetingArranged } from './events/meeting-arranged.v1.ts'
export { ReferralRequested } from './events/referral-requested.v2.ts'
export { RightAnswered } from './events/right-answered.v1.ts'
export { RightExercised } from './events/right-exercised.v1.ts'
export { SecondPersonAnswer, SecondPersonAnswered } from './events/second-person-answered.v1.ts'
export { SecondPersonAsked } from './events/second-person-asked.v1.ts'
export {
  ACCEPTS,
  contentInVersion,
  type EventVersion,
  readEvent,
  versionsOf,
} from './events/versions.ts'
export {
  AnchorConfiguration,
  checkAnchorConfiguration,
  checkMemberConfiguration,
  checkTrustMark,
  FEDERATION_PATH,
  FEDERATION_TYP,
  FederationError,
  MemberConfiguration,
  TRUST_MARK_PATTERN,
  TrustMark,
  trustMarkType,
} from './federation.ts'
export {
  checkFilingFile,
  checkFilingList,
  checkFilingStatement,
  FILING_FORMAT,
  FILING_TYP,
  FILINGS_STEP,
  FilingFile,
  FilingList,
  FilingStatement,
  PORTAL_ENVELOPE,
  PORTAL_KEY_DAYS,
  RECEIPT_CODE,
} from './filing.ts'
export {
  ConsentEvidence,
  checkGrant,
  DecidedFor,
  EarlierBasis,
  EarlierEvidence,
  GRANT_LIFETIME,
  GRANT_VERSIONS,
  Grant,
  GrantBasis,
  GuardianStanding,
  NoticeTold,
  Reflection,
} from './grant.ts'
export { ContactChangeHeard, ContactChangeList, ContactChangeOf, ContactChangeView, NewContactChange } from './http/contact-change.ts'
export { DraftKept, DraftLine, DraftList, NoteTried } from './http/draft.ts'
export {
  HOLD_CONFIRMED_WITHIN_HOURS,
  HoldAsked,
  HoldBasisView,
  HolderList,
  HolderReach,
  HolderView,
  HoldList,
  HoldView,
  KeptHere,
  KeptLine,
  KeptList,
  OwnErasure,
  PersonWithdrawal,
  PersonWithdrawn,
  ReferralErasures,
  RetentionView,
} from './http/erasure.ts'
export {
  EvidenceKindCode,
  LogCheckAsked,
  LogCheckState,
  LogFaultCode,
  LogStands,
  LogState,
  MemberKeyList,
  MemberKeyView,
  MembershipLogState,
  MembershipStands,
  SENT_EXPORT,
  SentExportQuery,
  SentLine,
  SentPage,
  SentQuery,
  SentStateCode,
} from './http/evidence.ts'
export { MeetingList, MeetingView, NewMeeting } from './http/meeting.ts'
export {
  ComplaintRecorded,
  HoldingsAsked,
  HoldingsAskedOf,
  MemberComplaintView,
  MyData,
  MyDataFurther,
  MyDataLine,
  MyDataOther,
  MyDataProgress,
  MyDataStatement,
  MyDataTold,
  NewCorrection,
  NewMemberComplaint,
  NewObjection,
  OpenRight,
  OpenRights,
  Proof,
  RightAnswer,
  RightsAsked,
  RightsList,
  RightView,
} from './http/my-data.ts'
export {
  AskComparison,
  ComparisonAsked,
  ComparisonState,
  ExchangeState,
  GuardedCount,
  NewRefusalCount,
  ReferralCounts,
  RefusalCounted,
  RefusalCounts,
} from './http/overview.ts'
export {
  ExclusionsChange,
  NewContact,
  NewPerson,
  PeopleFound,
  PeopleSearch,
  PersonChange,
  PersonDetail,
  PersonExclusions,
  PersonLine,
  PersonPage,
  PersonSections,
} from './http/person.ts'
export { AssigneeList, Assignment, ReasonKept, ReasonSaid } from './http/reading.ts'
export { ConsentReceipt, ConsentReceipts, NoticeView, RECEIPT_LANGUAGES, ReceiptLanguage } from './http/receipt.ts'
export {
  AccessList,
  AccessView,
  AnswersBeside,
  ChoiceList,
  ConflictDecision,
  ConflictNames,
  ConsentGiven,
  ConsentView,
  Created,
  Facts,
  FileView,
  MemberList,
  MemberView,
  NewReferral,
  NextChoice,
  NoteView,
  REFERRAL_VERBS,
  ReferralDetail,
  ReferralLine,
  ReferralPage,
  type ReferralVerb,
  SectionView,
  TaskList,
  TaskView,
  TimelineEntry,
  WaitingReason,
  Withdrawal,
} from './http/referral.ts'
export { CrossOrder, checkRegistryOrders, RegistryOrder, RegistryOrders } from './http/registry-orders.ts'
export {
  BodyHolds,
  checkPortalContent,
  checkReportContent,
  checkReporterIdentity,
  INDICATOR_OF,
  NewReportQuestion,
  NewReportStep,
  PortalContent,
  REPORT_MESSAGE_LENGTH,
  ReportAnswer,
  ReportClosing,
  ReportContent,
  type ReportCorrected,
  ReportCorrection,
  ReportCounts,
  ReportedWrong,
  ReporterIdentity,
  ReportLine,
  ReportList,
  ReportMessage,
  ReportOpened,
  ReportOutcome,
  ReportQuestion,
  ReportSeen,
  ReportStep,
} from './http/report.ts'
export {
  AlertList,
  CompelledDisclosure,
  Confirmed,
  DangerReferral,
  ReleaseAsked,
  SealChange,
  SecondAskAnswer,
  SecondAskList,
  SecondAskView,
  SecondPersonKind,
  SecondPersonList,
  SecondPersonView,
  SecondPersonWaiting,
} from './http/second-person.ts'
export {
  AwardList,
  AwardView,
  BedChoice,
  BedList,
  BedView,
  ComplaintPage,
  ComplaintView,
  CrewNames,
  Departure,
  FundView,
  JointSession,
  LawyerList,
  LawyerView,
  MatterList,
  MatterView,
  NewAward,
  NewComplaint,
  NewHearing,
  NewOffer,
  OfferList,
  OfferView,
  Screening,
  StayList,
  StayView,
  WatchedParty,
  WatchListSize,
  WorkerConfirmation,
} from './http/service-bodies.ts'
export { Problem, SessionView } from './http/session.ts'
export { Barring, ColleagueList, HandedOver, HandOver, StaffList, StaffView, Suspension } from './http/staff.ts'
export {
  AgeAnswer,
  AgeSettled,
  AgeView,
  CameWith,
  Companions,
  IncapacityConfirmed,
  IncapacityFound,
  IncapacityList,
  IncapacityView,
} from './http/standing.ts'
export {
  NewTelephoneRecord,
  SpokenAnswer,
  SpokenNeed,
  TelephoneRecordList,
  TelephoneRecordView,
  TelephoneView,
  ToldByTelephone,
} from './http/telephone.ts'
export { AffectedCases, AffectedLine, StolenKeyQuery, WarningsAsked } from './http/theft.ts'
export {
  CalendarDate,
  CountryCode,
  CurrencyCode,
  EntityId,
  Hash,
  Instant,
  LanguageCode,
  MinorUnits,
  Names,
  NumericDate,
  RandomId,
  RowId,
  Slug,
  Telephone,
  TelephoneCode,
  Thumbprint,
} from './identifiers.ts'
export {
  Anchors,
  checkAnchors,
  checkForkFile,
  checkLogFileHead,
  checkLogFileLeaf,
  checkLogFileStart,
  checkStatements,
  ForkFile,
  LogFileHead,
  LogFileLeaf,
  LogFileStart,
} from './log-files.ts'
export {
  checkMembershipEntry,
  checkMembershipHead,
  IN_LOG_WITHIN,
  MembershipChange,
  MembershipEntry,
  MembershipHead,
} from './membership-log.ts'
export {
  NOTICES,
  type Notice,
  type NoticeReview,
  type NoticeText,
  noticeIn,
  noticeText,
  TOLD_NOW,
} from './notices/catalogue.ts'
export { NOTICE_TEXTS } from './notices/texts.ts'
export { COMPLAINT_KINDS, GOVERNMENT_KINDS, Organisation, RECIPIENT_OF_NOTHING, STAFF_ROLES, StaffRole } from './organisation.ts'
export { type ReadReceiptCode, readReceiptCode, receiptCheckDigits } from './receipt-code.ts'
export { REFUSAL_CODES, REFUSALS, Refusal, type RefusalCode, type RefusalFacts } from './refusal.ts'
export {
  Accepts,
  ANCHOR_QUORUM,
  AnchorKey,
  checkRegistryList,
  checkRegistryStatement,
  KEY_DELAY,
  KeyUse,
  MemberKey,
  MemberMetadata,
  MetadataPolicy,
  PolicyOperators,
  RegistryList,
  RegistryStatement,
  STATEMENT_LIFETIME,
} from './registry.ts'
export { type Check, check, closed, codes, type Fault, text } from './schema.ts'
export { LanguageUse, NeedSection } from './sections/need.ts'
export {
  ContactSection,
  DocumentEntry,
  DocumentsSection,
  EmploymentSection,
  ExposureSection,
  FamilySection,
  HealthSection,
  IdentitySection,
  SafeContactSection,
  TestimonySection,
} from './sections/personal.ts'
export {
  checkNeed,
  checkSection,
  SECTION_CATEGORIES,
  SECTIONS,
  type SectionCategory,
  type SectionOf,
} from './sections/sections.ts'
