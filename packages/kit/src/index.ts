// What the packages to the left say, for those who may import only this one.
export {
  affectedCases,
  askOwnLogCheck,
  type Bus,
  busDrops,
  type ConversationEvent,
  comparedPairs,
  type DeliveryOfCase,
  deliveryOf,
  deliveryQuery,
  entriesOnBus,
  eraseHeld,
  eventsOfCase,
  exchangeFigures,
  FIRST_PARTS,
  type GrantDraft,
  type HeldEnvelope,
  heldEnvelopes,
  heldGrantOf,
  type IncomingEvent,
  keysToErase,
  type LostPiece,
  lockCase,
  logOutlook,
  type Member,
  type MembershipOutlook,
  type MemoryHub,
  membershipOutlook,
  memoryHub,
  type OutgoingMessage,
  type OwnLogCheck,
  ownLogCheck,
  type ProvenEvent,
  provenEvents,
  REGISTRY_LIST_KEY,
  REGISTRY_LOG_KEY,
  type RegistryCache,
  type RestoredEvent,
  registryEntryKey,
  registryKey,
  type SeenKey,
  type SentEvent,
  type StolenKey,
  type Suspended,
  sentEvents,
  unlessErased,
  wordsNow,
} from '@ihala/exchange'
export {
  consistencyProof,
  countersignedHeads,
  EMPTY_EDGE,
  evidenceFile,
  evidenceLines,
  inclusionProof,
  linesOf,
  membershipLeaf,
  membershipOf,
  membershipOrigin,
  memoryTree,
  openCheckpoint,
  rootAt,
  signCheckpoint,
  signerOf,
  type TreeReader,
  type Tx,
} from '@ihala/ledger'
export { applyMetadataPolicy, changesBy, crossingBy, type KeyPart, removedBy, type Stamp } from '@ihala/policy'
export {
  blindInput,
  decryptUnder,
  encryptUnder,
  evaluateElement,
  isSoundCrossing,
  keyOfReport,
  newObliviousKey,
  openReport,
  outputFrom,
  outputOf,
  sealReport,
  signCompact,
  verifyAnchorConfiguration,
  verifyConformance,
  verifyCrossing,
  verifyList,
  verifyOwnConfiguration,
  verifyStatement,
  verifyTrustMark,
} from '@ihala/seal'
export { type AccessLine, type Reading, type ReadLine, readingsOf, recordBreach, recordDecision, recordReadings } from './access.store.ts'
export { loadAccess, type Resource } from './access-policy.ts'
export { type ActOptions, act, actAlone, browse, browseFor, type ReadingOf, read, type Work } from './act.ts'
export type { App } from './app.ts'
export type { Limits } from './app-options.ts'
export { busProblems } from './bus-guard.ts'
export { type CaseKeyStore, KEYS_KEPT_MS } from './case-keys.ts'
export { type Changed, noteChange } from './changes.ts'
export { bytes, instant } from './columns.ts'
export { Config, ConfigProblem, conformanceAnchorId, conformanceAnchors, loadConfig, pinnedAnchors } from './config.ts'
export { defineService, type Kind, type Service, type ServiceDefinition } from './feature.ts'
export { answerSigned, entityConfiguration, federationRoute, refuseFederation, signOwn } from './federation.http.ts'
export { authorise, etag, ifMatch } from './http-route.ts'
export { type UploadedFile, uploadedFile } from './http-upload.ts'
export type { IdentityProvider, Vouched } from './identity.ts'
export { randomId, stampSource, uuidv7, uuidv7Source } from './ids.ts'
export { addJob, type JobTime, removeJob } from './jobs.ts'
export {
  createKeyring,
  type FileKeyring,
  type KeyringPlace,
  KeyringProblem,
  keyringContent,
  keyringFrom,
  loadKeyring,
  restoreKeyring,
} from './keyring-file.ts'
export { type Rotated, rotateKeyring } from './keyring-rotation.ts'
export { type Applied, type MigrationFile, MigrationProblem, type MigrationSource } from './migration-files.ts'
export { migrationSources } from './migration-sources.ts'
export { type MadeAgain, type Migration, type MigrationState, makeAgain, migrate, migrationState } from './migrations.ts'
export { openPool, openPools, type PoolOptions, type Pools } from './pool.ts'
export { ownStatement, portalKeyNow, retirePortalKeys, wordForKey } from './portal/portal-key.ts'
export { run } from './run.ts'
export { create, type Overrides, type Running } from './service.ts'
export type {
  AfterSending,
  Capability,
  Feature,
  InboxContext,
  InboxHandler,
  InboxHandlers,
  Job,
  JobContext,
  JobPayload,
  Judging,
  Send,
  ServiceContext,
  Staff,
  StaffRequest,
  WrittenEvent,
  WrittenHandler,
} from './service-context.ts'
export {
  assign,
  assigneesOf,
  bar,
  endSessionsOf,
  handOverCases,
  lockActiveAdmins,
  type Member as StaffMember,
  memberById,
  staffMembers,
  staffWithRole,
  suspend,
  unassign,
  unbar,
} from './staff.store.ts'
export { staffNames } from './staff-names.ts'
export { type Built, build, type Given, type Inserted, insertion, type Rows, type Statement, statement } from './statement.ts'
export { TEST_REFERRAL } from './test-referral.job.ts'
export { answerOvertaken, expectVersion, type VersionFacts } from './version.ts'
