import { type EventData, type FileChunk, RETURNED_PIECE, Refusal } from '@ihala/contract'
import { partNamed } from '@ihala/policy'
import { innerOf } from '../inner.ts'
import { reissue } from '../reissue.ts'
import type { EventRow } from '../store/unit.ts'
import type { PairScope } from '../store-ports.ts'
import { AT_ONCE } from './measure.ts'
import { tellDifferences } from './tell-differences.ts'

/** What do you hold of all our conversations? */
export type AskedPair = Extract<EventData<'chain-asked'>, { of: 'pair' }>
/** Send me once more what I lack. */
export type AskedAgain = Extract<EventData<'chain-asked'>, { of: 'again' }>

/** Conversations in one answer. */
const PAGE = 50

const head = (seq: number, hash: string | null) => (seq === 0 || hash === null ? null : { seq, hash })

/** Tells both heads of each conversation with whoever asks, in pages. */
export async function answerPair<T>({ ports, tx, claims, send }: PairScope<T>, asked: AskedPair): Promise<void> {
  const rows = await ports.store.conversationsWith(tx, claims.iss, asked.after ?? null, PAGE + 1)
  const cases = rows.slice(0, PAGE).map((row) => ({
    case: row.caseId,
    begunBy: row.side === 'sender' ? ('answerer' as const) : ('asker' as const),
    sent: head(row.mySeq, row.myHead),
    received: head(row.theirSeq, row.theirHead),
  }))
  const more = rows.length > PAGE
  const place = await ports.store.pairs.answered(tx, claims.iss, '', ports.stamp().now)
  await ports.store.pairs.noteAnswered(tx, claims.iss, '', { ...place, goesOn: more ? (cases.at(-1)?.case ?? null) : null })
  const data: EventData<'chain-returned'> = { of: 'pair', asked: claims.jti, cases, more }
  send({ to: claims.iss, caseId: null, event: { type: 'chain-returned', data } })
}

/** Sends what whoever asks has lost: what we wrote is signed again, what they wrote goes back as they signed it. */
export async function returnLost<T>(scope: PairScope<T>, asked: AskedAgain): Promise<void> {
  const { ports, tx, claims } = scope
  if (asked.first === 0) return asked.writer === 'answerer' ? returnPiece(scope, asked.id) : undefined
  const conversation = await ports.store.lockConversation(tx, asked.id)
  // Of a conversation with somebody else nothing is said, not even that there is one.
  if (conversation?.partner !== claims.iss) return
  if (asked.writer === 'asker') return giveBack(scope, asked)
  if (asked.first > conversation.mySeq) return
  const theyHadIt = asked.first <= conversation.myReceipted
  try {
    scope.publish(await reissue(ports, tx, asked.id, asked.first))
  } catch (error) {
    // What no grant covers any more, or may not go there, is not sent again; people must speak to each other.
    if (!(error instanceof Refusal)) throw error
    const row = error.code === 'erased' ? await ports.store.eventAt(tx, asked.id, ports.self.entityId, asked.first) : undefined
    if (row) sayErased(scope, 'answerer', row)
  }
  if (!theyHadIt) return
  const lost = { partner: claims.iss, writer: 'here', kind: 'missing-there', id: asked.id, seq: asked.first } as const
  await tellDifferences(ports, tx, [lost], { from: 0, until: claims.iat })
}

/** Sends a piece of a file once more, under the same name; the desk has its bytes, or says to a person that it has them no more. */
async function returnPiece<T>({ ports, tx, claims, send }: PairScope<T>, jti: string): Promise<void> {
  const { pairs } = ports.store
  const pair = { self: ports.self.entityId, partner: claims.iss }
  const address = await pairs.pieceSent(tx, pair, jti)
  if (address === undefined) return
  const lost = { partner: claims.iss, writer: 'here', kind: 'missing-there', id: jti, seq: 0 } as const
  await tellDifferences(ports, tx, [lost], { from: 0, until: claims.iat })
  // Of what went before addresses were kept nobody knows which piece it was.
  if (address.length === 0) return
  const { file, index, of }: Pick<FileChunk, 'file' | 'index' | 'of'> = JSON.parse(address.toString())
  const bytes = await ports.piece(tx, { to: claims.iss, file, index, of })
  if (bytes === undefined) return
  await pairs.forgetPiece(tx, pair, jti)
  send({ to: claims.iss, caseId: null, event: { type: 'file-chunk', data: { file, index, of, bytes } }, jti })
}

/** Says that what was lost is erased here; whoever reads only the earlier version is not told, and a person sees to it. */
function sayErased<T>(
  { ports, claims, send }: Pick<PairScope<T>, 'ports' | 'claims' | 'send'>,
  writer: 'asker' | 'answerer',
  { caseId, seq, hash, jti, evt, part: kept, iat }: EventRow,
): void {
  const reads = ports.registry.lastKnown(claims.iss)?.metadata.ihala_member.accepts['chain-returned'] ?? []
  const part = partNamed(kept)
  if (caseId === null || seq === null || part === '' || !reads.includes(2)) return
  const data: EventData<'chain-returned'> = { of: 'erased', asked: claims.jti, writer, id: caseId, seq, hash, jti, evt, part, iat }
  send({ to: claims.iss, caseId: null, event: { type: 'chain-returned', data } })
}

async function giveBack<T>({ ports, tx, claims, send }: PairScope<T>, asked: AskedAgain): Promise<void> {
  const rows = await ports.store.eventsFrom(tx, asked.id, claims.iss, asked.first)
  for (const row of rows.filter(({ seq }) => seq !== null && seq <= asked.last).slice(0, AT_ONCE)) {
    const text = await innerOf(ports, tx, asked.id, row)
    // T42: nobody can give back what was erased; that it stood there, and what, lets the rest go on.
    if (text === null) {
      sayErased({ ports, claims, send }, 'asker', row)
      continue
    }
    const parts = Math.ceil(text.length / RETURNED_PIECE)
    for (let part = 1; part <= parts; part += 1) {
      const data: EventData<'chain-returned'> = {
        of: 'event',
        asked: claims.jti,
        id: asked.id,
        seq: row.seq ?? 0,
        hash: row.hash,
        part,
        parts,
        text: text.slice((part - 1) * RETURNED_PIECE, part * RETURNED_PIECE),
      }
      send({ to: claims.iss, caseId: null, event: { type: 'chain-returned', data } })
    }
  }
}
