import { type Dossier, type DossierLeaf, type ErasedEvent, LONGEST_PATH, Refusal } from '@ihala/contract'
import { proveInclusion, type Tx } from '@ihala/ledger'
import { partNamed } from '@ihala/policy'
import { type Anchor, decryptUnder } from '@ihala/seal'
import { type CaseKeys, grantAad, openInner, type SealedInner } from './case-secrets.ts'
import { claimedIssuer } from './registry-crossings.ts'

/** What writing a dossier needs. */
export interface DossierPorts {
  readonly self: { readonly entityId: string }
  readonly caseKeys: Pick<CaseKeys, 'keyOf'>
  readonly anchors: readonly Anchor[]
}

interface SealedEvent extends SealedInner {
  readonly leafId: string
  readonly seq: number
  readonly evt: string
  readonly hash: string
}

interface LeafRow {
  readonly hash: Buffer
  readonly salt: Buffer
  readonly event: string
  readonly position: number
}

interface WitnessedHead {
  readonly size: number
  readonly note: string
}

/**
 * Writes down all that is held of a referral and can be proven: every event of both sides, receipts, grants, who is who, and the
 * place of each event in the own log under the first head after it that enough others countersigned (else under the newest).
 * Throws Refusal `referral-unknown` when there is no such case, or its key was erased: then nobody can read it any more.
 */
export async function writeDossier({ self, caseKeys, anchors }: DossierPorts, tx: Tx, caseId: string, now: string): Promise<Dossier> {
  const events = await tx<SealedEvent[]>`
    select iss, jti, part, leaf_id as "leafId", seq, evt, hash, inner_jws as "innerJws" from (
      select iss, jti, part, leaf_id, inner_jws, at, seq, evt, hash from exchange.event where case_id = ${caseId}
      union all select i.iss, i.jti, i.part, i.leaf_id, i.inner_jws, i.at, i.seq, e.evt, i.hash
      from exchange.issue i join exchange.event e on e.case_id = i.case_id and e.iss = i.iss and e.seq = i.seq
      where i.case_id = ${caseId}) as e
    order by at, seq, jti`
  if (events.length === 0) throw new Refusal('referral-unknown')
  const key = await caseKeys.keyOf(tx, caseId, '')
  const opened = await Promise.all(events.map((event) => openInner(caseKeys, tx, caseId, event)))
  const grants = await tx<
    { hash: string; jws: Buffer }[]
  >`select hash, jws from exchange.grant_held where case_id = ${caseId} order by hash`
  const receipts = await tx<{ receipt: string }[]>`
    select receipt from exchange.event where case_id = ${caseId} and receipt is not null
    union select receipt from exchange.issue where case_id = ${caseId} and receipt is not null
    union select receipt from exchange.outbox where case_id = ${caseId} and receipt is not null
    union select receipt from exchange.quarantine where case_id = ${caseId} and receipt is not null
    order by receipt`
  const { leaves, checkpoints } = await provenLeaves(tx, events)
  // Of a large network only who signed something here: the two, and whoever countersigns the log.
  const statements = await tx<{ vouched: string }[]>`
    with involved as (
      select ${self.entityId}::text as member
      union select partner from exchange.conversation where case_id = ${caseId}
      union select iss from exchange.event where case_id = ${caseId}
      union select member from ledger.cosignature)
    select vouched from exchange.member_key join involved on member = entity_id where vouched is not null and content ->> 'use' = 'sig'
    union select jws from exchange.registry_statement join involved on member = subject order by 1`
  const words = statements.map(({ vouched }) => vouched)
  const erased = events.filter((_, index) => opened[index] === null).flatMap(placeOf)
  return {
    // Whoever reads only the first format reads a case of which nothing was erased.
    format: erased.length === 0 ? 'ihala-dossier/1' : 'ihala-dossier/2',
    organisation: self.entityId,
    case: caseId,
    writtenAt: now,
    anchors: anchors.map(({ iss, keys }) => ({ iss, keys: [...keys] })),
    statements: [...words, ...(await certificatesTo(tx, words, anchors))],
    events: opened.filter((jws) => jws !== null),
    // Of what was erased the place, which its leaf, its receipt and the event after it still prove.
    ...(erased.length === 0 ? {} : { erased }),
    receipts: receipts.map(({ receipt }) => receipt),
    grants: grants.map(({ hash, jws }) => decryptUnder(key, jws, grantAad(hash)).toString('latin1')),
    leaves,
    checkpoints,
  }
}

/** The place of an event that was erased. What gave its place to a word that it was not told, was something to tell. */
function placeOf({ iss, seq, evt, hash, part: kept }: SealedEvent): ErasedEvent[] {
  const part = partNamed(kept)
  if (part === '') return []
  const was =
    evt !== 'disclosure-voided' ? evt : part === 'words' ? 'note-added' : part === 'progress' ? 'referral-progressed' : 'sections-disclosed'
  return [{ iss, seq, hash, evt: was, part }]
}

/** Heads of the log's present epoch, smallest first, each with the signatures that others put under it. */
async function headsWitnessed(tx: Tx): Promise<readonly WitnessedHead[]> {
  return tx<WitnessedHead[]>`
    select c.size::float8 as size, c.note || coalesce(string_agg(s.line || E'\\n', '' order by s.member), '') as note
    from ledger.checkpoint c left join ledger.cosignature s on s.epoch = c.epoch and s.size = c.size
    where c.epoch = (select max(epoch) from ledger.checkpoint)
    group by c.size, c.note
    having count(s.member) >= 3 or c.size = (select max(size) from ledger.checkpoint where epoch = (select max(epoch) from ledger.checkpoint))
    order by c.size`
}

async function provenLeaves(
  tx: Tx,
  events: readonly SealedEvent[],
): Promise<{ readonly leaves: DossierLeaf[]; readonly checkpoints: string[] }> {
  const rows = await tx<LeafRow[]>`
    select l.hash, c.salt, c.event, l.position::float8 as position from ledger.leaf l join ledger.leaf_content c on c.leaf_id = l.id
    where l.id = any(${events.map(({ leafId }) => leafId)}::uuid[]) and l.position is not null order by l.position`
  const heads = await headsWitnessed(tx)
  const [newest] = heads.slice(-1)
  const checkpoints: string[] = []
  const leaves: DossierLeaf[] = []
  for (const { hash, salt, event, position } of rows) {
    // The first head that has it says best when it was there at the latest; the newest says up to where all of it is there.
    for (const head of new Set([heads.find(({ size }) => size > position), newest])) {
      const [proven] = head && head.size > position ? await proveInclusion(tx, [hash], head.size) : []
      if (head === undefined || proven === undefined) continue
      const known = checkpoints.indexOf(head.note)
      leaves.push({
        salt: salt.toString('base64url'),
        event,
        index: position,
        checkpoint: known < 0 ? checkpoints.push(head.note) - 1 : known,
        proof: proven.proof.map((step) => step.toString('base64url')),
      })
    }
  }
  return { leaves, checkpoints }
}

/** K6: the cross-certificates by which statements of other networks' anchors are believed, those by which their keys were first heard too. */
async function certificatesTo(tx: Tx, statements: readonly string[], anchors: readonly Anchor[]): Promise<string[]> {
  const known = new Set(anchors.map(({ iss }) => iss))
  const found: string[] = []
  let words = statements
  for (let step = 0; step < LONGEST_PATH; step += 1) {
    const issuers = [...new Set(words.map(claimedIssuer))].filter((iss) => !known.has(iss))
    if (issuers.length === 0) break
    const rows = await tx<{ jws: string }[]>`
      select jws from exchange.registry_statement where subject = any(${issuers}::text[])
      union select vouched from exchange.member_key where entity_id = any(${issuers}::text[]) and vouched is not null order by 1`
    for (const iss of issuers) known.add(iss)
    words = rows.map(({ jws }) => jws)
    found.push(...words)
  }
  return found
}
