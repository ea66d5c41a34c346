import type { AfterSending, LostPiece } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { chunksOf } from '../document/document.store.ts'
import { sendingsOf } from '../document/file-sending.store.ts'
import { addTaskOnce } from '../task/task.store.ts'
import { barredNow } from './disclosure.ts'
import { referralByCase } from './referral.store.ts'
import { lifeOf } from './referral.ts'

/**
 * A piece of a file as it went to a partner that lost it (c7). Under the same rules as when it went first: the referral is open to
 * disclosure and the grant still covers documents. Otherwise a person hears, and it stays.
 */
export async function pieceAgain({ to, file, index }: LostPiece, { tx, stamp, service }: AfterSending): Promise<Buffer | undefined> {
  const { id, now } = stamp()
  let referralId: string | null = null
  for (const { caseId, fromPartner } of await sendingsOf(tx, to, file)) {
    const referral = await referralByCase(tx, caseId)
    if (!referral) continue
    referralId ??= referral.id
    const may =
      mayWrite(lifeOf(referral), 'sections-disclosed', referral.side) && barredNow(service, referral, ['documents'], now).length === 0
    const [bytes] = may ? await chunksOf(tx, { file, fromPartner, begin: index, end: index + 1 }) : []
    if (bytes) return bytes
  }
  await addTaskOnce(tx, { id, code: 'piece-not-sent-again', referralId, dueAt: now, now })
  return undefined
}
