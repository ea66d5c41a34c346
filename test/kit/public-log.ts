/** What anybody can check a public log with, for tests of services, which do not know the ledger. */
export { openCheckpoint, verifyConsistency, verifyInclusion } from '@ihala/ledger'
