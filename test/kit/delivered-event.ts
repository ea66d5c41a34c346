import { randomBytes, randomUUID } from 'node:crypto'
import { EVENTS, type Event } from '@ihala/contract'
import { innerAad } from '@ihala/exchange'
import type { CaseKeyStore, Tx } from '@ihala/kit'
import { encryptUnder } from '@ihala/seal'

const randomId = (): string => randomBytes(16).toString('base64url')
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Writes down an own event of a case as the exchange keeps it once its receipt came; its signature is nobody's, which no reader asks. */
export async function keepDelivered(
  tx: Tx,
  keys: Pick<CaseKeyStore, 'keyFor'>,
  { caseId, to, seq, event, at }: { caseId: string; to: string; seq: number; event: Event; at: string },
): Promise<void> {
  const [iss, jti, hash] = ['https://us.network.example', randomId(), randomId()]
  const jws = [encode({}), encode({ v: EVENTS[event.type].v, data: event.data }), 'signature'].join('.')
  const inner = encryptUnder(await keys.keyFor(tx, caseId, ''), Buffer.from(jws), innerAad(iss, jti))
  await tx`
    insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws)
    values (${iss}, ${jti}, ${caseId}, ${seq}, ${event.type}, ${at}, ${hash}, ${randomUUID()}, ${inner})`
  await tx`
    insert into exchange.outbox (jti, recipient, case_id, seq, evt, hash, digest, status, next_at, expires_at, created_at, closed_at)
    values (${jti}, ${to}, ${caseId}, ${seq}, ${event.type}, ${hash}, ${hash}, 'closed', ${at}, ${at}, ${at}, ${at})`
}
