import type { CosignatureStated, EventData } from '@ihala/contract'
import { countersign, HASH_BYTES } from '@ihala/ledger'
import type { PairScope } from '../store-ports.ts'
import { keepDoubt } from './doubts.ts'
import { compare, hearHeads } from './heard-heads.ts'
import { logKeysOf, logSigner } from './log-keys.ts'
import { HEADS_IN_ONE } from './witnessing.ts'

/** What judging a head costs of the effort made for a member. */
const OFFER_COSTS = 10

/**
 * c13: countersigns the head of another member's log, or says what is held of it. The head is written before the answer is, and both
 * are of one transaction. What contradicts an earlier head is kept as evidence, and both admins hear of it.
 */
export async function answerCheckpoint<T>(scope: PairScope<T>, offered: EventData<'checkpoint'>): Promise<void> {
  const { ports, tx, claims, send } = scope
  const { log, pairs } = ports.store
  const member = claims.iss
  const { now } = ports.stamp()
  if (!(await pairs.spend(tx, member, OFFER_COSTS, now))) return
  const say = async (data: CosignatureStated) => send({ to: member, caseId: null, event: { type: 'cosignature', data } })
  if (offered.of === 'asked') {
    const [newest] = await log.held(tx, member)
    await say({ of: 'held', why: 'asked', note: newest?.note ?? null, heard: [] })
    return
  }
  const { note, from } = offered
  const [proof, edge, leaves] = [offered.proof, offered.edge, offered.leaves].map((hashes) => hashes.map(bytesOf))
  const offer = { note, from, proof: proof ?? [], edge: edge ?? [], leaves: leaves ?? [] }
  const became = await countersign(log, tx, offer, { member, keys: logKeysOf(ports.registry, member) }, { signer: logSigner(ports), now })
  const heard = [...(await log.toTell(tx, member, HEADS_IN_ONE))]
  if (became.outcome === 'signed') {
    await say({ of: 'signed', origin: became.origin, size: became.size, line: became.line, heard })
    await compare(ports, tx, member, became.origin)
  } else {
    await say({ of: 'held', why: became.outcome, note: became.held, heard })
    const { outcome, held, fork } = became
    if (fork) await keepDoubt(ports, tx, 'fork', { member, by: null, heads: [fork.older, fork.newer], content: fork })
    if (outcome === 'inconsistent' || outcome === 'epoch-unexplained')
      await keepDoubt(ports, tx, outcome, {
        member,
        by: null,
        heads: [note, held ?? ''],
        content: { held, offered: note, from, proof: [...offered.proof], jti: claims.jti },
      })
  }
  await hearHeads(ports, tx, member, offered.heard)
}

function bytesOf(hash: string): Buffer {
  const bytes = Buffer.from(hash, 'base64url')
  // The schema has seen to it.
  if (bytes.length !== HASH_BYTES) throw new Error('a hash has 32 bytes')
  return bytes
}
