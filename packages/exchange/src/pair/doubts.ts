import { type EvidenceKind, evidenceName, type Fork, withoutLines } from '@ihala/ledger'
import type { ComposePorts } from '../compose-ports.ts'
import type { LogDoubt } from '../store-ports.ts'

/** What keeping one piece of evidence needs. */
export type OneDoubt<T> = Pick<ComposePorts<T>, 'stamp'> & {
  readonly store: Pick<ComposePorts<T>['store'], 'log'>
  readonly doubted?: ((tx: T, doubt: LogDoubt) => Promise<void>) | undefined
}

/** What looking for evidence needs. */
export type DoubtKeeping<T> = OneDoubt<T> & Pick<ComposePorts<T>, 'store'>

/** What answering others about logs needs. */
export type DoubtPorts<T> = ComposePorts<T> & DoubtKeeping<T>

/** What is written down: of a fork the portable proof, else the heads as they were signed. */
type Content = Fork | Readonly<Record<string, string | number | readonly string[] | null>>

/** Keeps evidence about a log, and tells a person the first time it is found. */
export async function keepDoubt<T>(
  ports: OneDoubt<T>,
  tx: T,
  kind: EvidenceKind,
  about: { readonly member: string; readonly by: string | null; readonly heads: readonly string[]; readonly content: Content },
): Promise<void> {
  const { id, now } = ports.stamp()
  const { member, by, heads, content } = about
  // Whoever countersigned them, they are the same heads.
  const name = evidenceName(`${kind} ${member}`, ...heads.map(withoutLines))
  const isNew = await ports.store.log.keepEvidence(tx, { id, member, kind, name, file: JSON.stringify(content), at: now })
  if (isNew) await ports.doubted?.(tx, { member, kind, by })
}
