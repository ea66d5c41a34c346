import {
  ConsentReceipt,
  ConsentReceipts,
  closed,
  LanguageCode,
  NOTICE_TEXTS,
  NoticeView,
  noticeText,
  ReceiptLanguage,
  Refusal,
  RowId,
} from '@ihala/contract'
import { type App, heldGrantOf, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import Type from 'typebox'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfReferral } from '../reading/standing.store.ts'
import { referralById } from '../referral/referral.store.ts'
import type { Referral } from '../referral/referral.ts'
import { referralsOf } from './receipt.store.ts'
import { receiptLanguage, receiptOf } from './receipt.ts'

const params = closed({ id: RowId })
const querystring = closed({ language: Type.Optional(ReceiptLanguage) })

/** C6: what the person agreed to, on a paper they can understand and carry; and the notice they were told from, word for word. */
export function receiptRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/receipt',
    { config: { action: 'read-referral' }, schema: { params, querystring, response: { 200: ConsentReceipt } } },
    (request) =>
      read(request, { action: 'read-receipt', subject: request.params.id }, async (tx) => {
        const referral = await referralById(tx, request.params.id)
        await assertOpen(tx, request, service, referral)
        return receiptFor(service, tx, referral, request.query.language)
      }),
  )

  app.get(
    '/people/:id/receipts',
    { config: { action: 'read-person' }, schema: { params, querystring, response: { 200: ConsentReceipts } } },
    (request) =>
      read(request, { action: 'read-receipt', subject: request.params.id }, async (tx) => {
        await assertPerson(tx, request.params.id)
        const referrals = await referralsOf(tx, request.params.id)
        for (const referral of referrals) await assertOpen(tx, request, service, referral)
        return { receipts: await Promise.all(referrals.map((one) => receiptFor(service, tx, one, request.query.language))) }
      }),
  )

  app.get(
    '/notices',
    {
      config: { action: 'read-directory' },
      schema: {
        querystring: closed({
          id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,40}$' }),
          version: Type.String({ pattern: '^[1-9]\\d{0,3}$' }),
          language: LanguageCode,
        }),
        response: { 200: NoticeView },
      },
    },
    async (request) => {
      const { id, version, language } = request.query
      const about = noticeText(id, Number(version), language)
      const text = NOTICE_TEXTS[`${id}.v${version}`]?.[language]
      if (about === undefined || text === undefined) throw new Refusal('not-found')
      const { sha256, made, reviewed } = about
      return { id, version: Number(version), language, sha256, made, reviewed, text }
    },
  )
}

async function assertOpen(tx: Tx, judging: Judging, service: ServiceContext, { id }: Referral): Promise<void> {
  assertEnters(judging, service.organisation.kind, await standingOfReferral(tx, id, service.stamp().now))
}

async function receiptFor(
  service: ServiceContext,
  tx: Tx,
  referral: Referral,
  asked: ReceiptLanguage | undefined,
): Promise<ConsentReceipt> {
  const { organisation, registry, caseKeys } = service
  const us = { entityId: organisation.entityId, names: organisation.names }
  const { partner, side, consent } = referral
  const names = registry.find(partner)?.metadata.ihala_member.names ?? { ar: partner, en: partner }
  const them = { entityId: partner, names }
  const [from, to] = side === 'sender' ? [us, them] : [them, us]
  const grant = await heldGrantOf(tx, caseKeys, referral.caseId).catch((error: unknown) => {
    if (error instanceof Refusal && (error.code === 'grant-missing' || error.code === 'erased')) return null
    throw error
  })
  return receiptOf({ from, to, given: consent, grant, timeZone: organisation.timeZone }, asked ?? receiptLanguage(consent.language))
}
