import { Created, CurrencyCode, closed, FundView } from '@ihala/contract'
import { type App, act, browse } from '@ihala/kit'
import Type from 'typebox'
import { book, fundBalances, fundCurrency, settleCurrency } from './fund.store.ts'
import { assertCurrency, viewOf } from './fund.ts'

/** Money given to the fund, whole minor units, and under what: a memorandum (D-10, D-23), a gift, or money that came back. */
const NewEndowment = closed({
  currency: CurrencyCode,
  minorUnits: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
  source: Type.Enum(['memorandum', 'donation', 'repayment']),
})

/** The fund: what it holds, and what is given to it. */
export function fundRoutes(app: App): void {
  app.get('/fund', { config: { action: 'read-fund' }, schema: { response: { 200: FundView } } }, (request) =>
    browse(request, async (tx) => viewOf(await fundCurrency(tx), await fundBalances(tx))),
  )

  app.post(
    '/fund/endowments',
    { config: { action: 'endow-fund', creates: true }, schema: { body: NewEndowment, response: { 201: Created } } },
    async (request, reply) => {
      const { currency, minorUnits, source } = request.body
      const created = await act(request, async (tx, _send, stamp) => {
        assertCurrency(await fundCurrency(tx), currency)
        // Two first endowments at once: the later one sees here which currency stands.
        assertCurrency(await settleCurrency(tx, currency), currency)
        const { id, now } = stamp()
        await book(tx, { id, at: now, movement: 'endow', minorUnits, awardId: null, reference: source, staff: request.staff.pseudonym })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
