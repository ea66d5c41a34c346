import { CrossAgreement, CrossOrder, checkRegistryStatement, closed, Instant, Refusal, RowId } from '@ihala/contract'
import { type App, act, browse, isSoundCrossing, pinnedAnchors, registryKey, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { confirm } from '../joining/joining.ts'
import { onBus } from '../registry/log.publish.ts'
import { heldMember, lockRegistry } from '../registry/registry.store.ts'
import { assertNotOlder } from '../registry/registry.ts'
import { crossing, crossingsInOrder, keepCrossing, keepCrossingConfirmed, latestCrossings } from './crossing.store.ts'
import { assertMayPropose, crossOrdersFrom } from './crossing.ts'

const Crossings = closed({
  crossings: Type.Array(
    closed({
      id: RowId,
      agreement: CrossAgreement,
      status: Type.Enum(['live', 'ended']),
      proposedAt: Instant,
      proposedByMe: Type.Boolean(),
      confirmedAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
})
const Named = closed({ id: RowId })
const Signed = Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 40_000 })
/** Decisions shown: those proposed last. */
const SHOWN = 100
/** Twenty statements, bytes. */
const WORD_LIMIT = 1_000_000
const rateLimit = { max: 60, timeWindow: 60_000 }
const decides = { action: 'decide-membership' } as const

/** What two people decide about another network, and what its anchor says of its members (K6). */
export function crossingRoutes(app: App, service: ServiceContext): void {
  app.get('/registry/crossings', { config: { action: 'read-registry' }, schema: { response: { 200: Crossings } } }, (request) =>
    browse(request, async (tx) => ({
      crossings: (await latestCrossings(tx, SHOWN)).map(({ id, agreement, status, proposedAt, proposedBy, confirmedAt }) => ({
        ...{ id, agreement, status, proposedAt, confirmedAt },
        proposedByMe: proposedBy === request.staff.id,
      })),
    })),
  )

  app.post(
    '/registry/crossings',
    { config: { ...decides, creates: true }, schema: { body: CrossOrder, response: { 200: Named } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { agreement, status } = request.body
        const { entityId, keys, constraints } = agreement
        const { id, now } = stamp()
        const anchors = pinnedAnchors(service.config)
        // Before two people and two bodies have looked at it: what no member would believe is not to be signed.
        if (!isSoundCrossing({ iss: service.config.registry.anchorId, sub: entityId, jwks: { keys: [...keys] }, constraints }, anchors))
          throw new Refusal('statement-invalid', { field: '/agreement', rule: 'crossing' })
        await lockRegistry(tx)
        if (await heldMember(tx, entityId)) throw new Refusal('state-forbids', { state: 'member' })
        assertMayPropose({ agreement, status }, crossOrdersFrom(await crossingsInOrder(tx)), Math.floor(Date.parse(now) / 1000))
        await keepCrossing(tx, { id, entityId, agreement, status, proposedBy: request.staff.id, proposedAt: now })
        return { id }
      }),
  )

  app.post('/registry/crossings/:id/confirm', { config: decides, schema: { params: Named, response: { 200: Named } } }, (request) =>
    act(request, async (tx, _send, stamp) => {
      await lockRegistry(tx)
      const held = await crossing(tx, request.params.id)
      if (held === undefined) throw new Refusal('not-found')
      confirm(held, request.staff.id)
      await keepCrossingConfirmed(tx, held.id, request.staff.id, stamp().now)
      return { id: held.id }
    }),
  )

  // Whoever has them may bring them: the other anchor's signature authorises them, as far as our certificate goes.
  app.post(
    '/registry/crossed-statements',
    {
      bodyLimit: WORD_LIMIT,
      config: { action: 'publish-registry', rateLimit },
      schema: {
        body: closed({ statements: Type.Array(Signed, { minItems: 1, maxItems: 20, uniqueItems: true }) }),
        response: { 200: closed({ published: Type.Integer() }) },
      },
    },
    async (request) => {
      const { statements } = request.body
      for (const [index, jws] of statements.entries()) await onBus(() => passOn(service, jws, `/statements/${index}`))
      return { published: statements.length }
    },
  )
}

/** Puts another network's word on our stream when this service itself believes it. Throws Refusal `statement-invalid`; BusAway. */
async function passOn(service: ServiceContext, jws: string, field: string): Promise<void> {
  const said = contentOf(jws)
  if (said === undefined || said.iss === service.config.registry.anchorId) throw new Refusal('statement-invalid', { field })
  assertNotOlder(said.iat, service.registry.lastKnown(said.sub)?.iat, field)
  if (!(await service.registry.hear(jws))) throw new Refusal('statement-invalid', { field })
  await service.bus.registry.publish(registryKey(said.sub), jws)
}

function contentOf(jws: string) {
  try {
    const said: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    return checkRegistryStatement(said) ? said : undefined
  } catch {
    return undefined
  }
}
