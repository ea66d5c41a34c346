import { AskComparison, ComparisonAsked } from '@ihala/contract'
import { type App, act, type ServiceContext } from '@ihala/kit'

/** c7: the admin compares with a partner now, beside the daily comparison. */
export function comparisonRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/comparisons',
    { config: { action: 'compare-with-partner', creates: true }, schema: { body: AskComparison, response: { 202: ComparisonAsked } } },
    async (request, reply) => {
      const { with: partner } = request.body
      let stated: Awaited<ReturnType<ServiceContext['exchange']['compareWith']>> = []
      const asked = await act(request, async (tx, _send, stamp) => {
        stated = await service.exchange.compareWith(tx, partner)
        return { with: partner, statedAt: stamp().now }
      })
      service.exchange.dispatch(stated)
      return reply.code(202).send(asked)
    },
  )
}
