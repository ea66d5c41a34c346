export { type BackupOptions, type BackupResult, backup, LEFT_OUT } from './backup.ts'
export type { ReadingFigures } from './chains.ts'
export { command } from './command.ts'
export { type ConformanceDesk, makeConformanceDesk, openConformanceDesk } from './conformance/conformance-desk.ts'
export { type ConformancePorts, type ConformanceRun, runConformance } from './conformance/conformance-run.ts'
export { type DrillOptions, type DrillResult, drill } from './drill.ts'
export { type EscrowOptions, writeEscrow } from './escrow.ts'
export type { BackupPlan, EscrowPlan } from './manifest.ts'
export { EXIT } from './options.ts'
export { markText, printDossier } from './print/dossier.pages.ts'
export { CommandProblem } from './problem.ts'
export {
  loadRecoveryKey,
  makeRecoveryKey,
  newRecoveryKey,
  type RecoveryPrivateKey,
  type RecoveryPublicKey,
  recoveryKeys,
} from './recovery-key.ts'
export { referralGoes } from './referral-check.ts'
export { type Restored, type RestoreOptions, restore } from './restore.ts'
export { type UpgradeOptions, type UpgradeResult, upgrade } from './upgrade.ts'
export { type Known, type Verdict, verify } from './verify.ts'
