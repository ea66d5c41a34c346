import type { Withdrawn } from '@ihala/contract'
import type { KeyPart } from '@ihala/policy'
import type { MemoryTx } from './memory-tables.ts'
import { NEVER } from './unit.ts'

/** As `eraseParts` in PostgreSQL. */
export async function eraseParts(tx: MemoryTx, caseId: string, parts: readonly KeyPart[]): Promise<void> {
  for (const table of ['events', 'issues'] as const)
    for (const row of tx.all(table))
      if (row.caseId === caseId && parts.includes(row.part)) tx.put(table, `${row.iss} ${row.jti}`, { ...row, innerJws: Buffer.alloc(0) })
  for (const row of tx.all('quarantine')) if (row.case === caseId) tx.put('quarantine', row.id, { ...row, sealed: null })
  for (const row of tx.all('outbox'))
    if (row.caseId === caseId && row.status === 'expired') tx.put('outbox', row.jti, { ...row, sealed: null })
  const isErased = (jti: string): boolean =>
    tx.all('events').some((row) => row.caseId === caseId && row.jti === jti && parts.includes(row.part))
  for (const row of tx.all('outbox'))
    if (row.caseId === caseId && row.status === 'waiting' && row.expiresAt === NEVER && isErased(row.jti))
      tx.put('outbox', row.jti, { ...row, sealed: null, status: 'closed' })
  for (const { partner, seq, part, ...row } of tx.all('pieces'))
    if (row.caseId === caseId) tx.put('pieces', `${partner} ${caseId} ${seq} ${part}`, undefined)
}

/** As `withdrawGrants` in PostgreSQL. */
export async function withdrawGrants(tx: MemoryTx, caseId: string, withdrawn: Withdrawn): Promise<void> {
  for (const { hash } of tx.all('grants').filter((row) => row.caseId === caseId)) {
    const key = `${caseId} ${hash}`
    await tx.lock(`grant ${key}`)
    const row = tx.get('grants', key)
    if (!row) continue
    const both = withdrawn === 'all' || row.withdrawn === 'all' ? 'all' : [...new Set([...row.withdrawn, ...withdrawn])].sort()
    tx.put('grants', key, { ...row, withdrawn: both, words: row.words + (both === 'all' ? 0 : 1) })
  }
}
