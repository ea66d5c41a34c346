import { createHash } from 'node:crypto'
import {
  closed,
  EntityId,
  Hash,
  Instant,
  Names,
  Refusal,
  RegistryOrders,
  RowId,
  SignedConformance,
  Slug,
  TEST_KIND,
  Thumbprint,
} from '@ihala/contract'
import { staffNameOf } from '@ihala/desk'
import {
  type App,
  act,
  browse,
  conformanceAnchorId,
  conformanceAnchors,
  type ServiceContext,
  type Tx,
  verifyConformance,
  verifyOwnConfiguration,
} from '@ihala/kit'
import Type, { type Static } from 'typebox'
import { crossingsInOrder } from '../crossing/crossing.store.ts'
import { crossOrdersFrom } from '../crossing/crossing.ts'
import { lockRegistry } from '../registry/registry.store.ts'
import { trusted } from '../registry/registry.ts'
import {
  allApplications,
  application,
  type HeldApplication,
  keepApplication,
  keepApproval,
  keepConfirmation,
  keepMeasure,
  keepTested,
  keepVerified,
  latestMeasures,
  measure,
  measuresInOrder,
} from './joining.store.ts'
import { approve, assertMayApply, confirm, ordersFrom, pass, verify } from './joining.ts'

const State = Type.Enum(['applied', 'verified', 'tested', 'approved'])
const OwnWord = Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength: 40_000 })
const Stands = closed({ entityId: EntityId, state: State, fingerprint: Thumbprint })
const Applications = closed({
  applications: Type.Array(
    closed({
      entityId: EntityId,
      state: State,
      fingerprint: Thumbprint,
      appliedAt: Instant,
      kind: Type.String(),
      names: Names,
      /** As it signed it. */
      configuration: OwnWord,
      /** Protocol of the conformance run that it passed, and when that ended. */
      conformance: Type.Union([closed({ hash: Hash, testedAt: Instant }), Type.Null()]),
      /** One of the two has approved; and that was whoever asks. */
      approvedOnce: Type.Boolean(),
      approvedByMe: Type.Boolean(),
    }),
  ),
})
const MeasureCode = Type.Enum(['suspend', 'restore', 'expel', 'revoke-key'])
const Measures = closed({
  measures: Type.Array(
    closed({
      id: RowId,
      entityId: EntityId,
      measure: MeasureCode,
      kid: Type.Union([Thumbprint, Type.Null()]),
      proposedAt: Instant,
      proposedByMe: Type.Boolean(),
      /** Whom the second person may ask why. */
      proposedByNames: Type.Union([Names, Type.Null()]),
      confirmedAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
})
/** Measures shown: those proposed last. */
const MEASURES_SHOWN = 100
const OfSlug = closed({ slug: Slug })
const rateLimit = { max: 60, timeWindow: 60_000 }
const decides = { action: 'decide-membership' } as const

/** How an organisation becomes a member, and what two people decide about one (K1, K4). */
export function joiningRoutes(app: App, service: ServiceContext): void {
  const entityIdOf = (slug: string): string => `https://${slug}.${service.config.registry.networkDomain}`
  const secondsNow = (): number => Math.floor(Date.parse(service.stamp().now) / 1000)

  app.post(
    '/registry/applications',
    {
      config: { action: 'apply-for-membership', rateLimit },
      schema: { body: closed({ configuration: OwnWord }), response: { 200: Stands } },
    },
    async (request) => {
      const { configuration } = request.body
      const said = trusted(verifyOwnConfiguration(configuration, secondsNow()), '/configuration')
      const { sub } = said
      const { anchorId, networkDomain } = service.config.registry
      if (sub !== entityIdOf(slugOf(sub)) || said.authority_hints[0] !== anchorId)
        throw new Refusal('body-invalid', { field: '/configuration', rule: 'network' })
      // Names that nobody may have: of those who say who is who, and of who is no organisation.
      if (sub === anchorId || sub === conformanceAnchorId(networkDomain) || said.metadata.ihala_member.kind === TEST_KIND)
        throw new Refusal('body-invalid', { field: '/configuration', rule: 'reserved' })
      const fingerprint = signerOf(configuration)
      await service.asSystem(async (tx) => {
        await lockRegistry(tx)
        assertMayApply(await application(tx, sub))
        // Whoever is a member already is one by the anchor's word; another's application in its name is nothing.
        if (service.registry.find(sub)) throw new Refusal('state-forbids', { state: 'live' })
        await keepApplication(tx, { entityId: sub, configuration, fingerprint, appliedAt: service.stamp().now })
      })
      return { entityId: sub, state: 'applied' as const, fingerprint }
    },
  )

  app.get('/registry/applications', { config: { action: 'read-registry' }, schema: { response: { 200: Applications } } }, (request) =>
    browse(request, async (tx) => ({ applications: (await allApplications(tx)).map((one) => shown(one, request.staff.id)) })),
  )

  app.get('/registry/measures', { config: { action: 'read-registry' }, schema: { response: { 200: Measures } } }, (request) =>
    browse(request, async (tx) => ({
      measures: await Promise.all(
        (await latestMeasures(tx, MEASURES_SHOWN)).map(
          async ({ id, entityId, measure: kind, kid, proposedAt, proposedBy, confirmedAt }) => ({
            ...{ id, entityId, measure: kind, kid, proposedAt, confirmedAt },
            proposedByMe: proposedBy === request.staff.id,
            proposedByNames: await staffNameOf(tx, service, proposedBy),
          }),
        ),
      ),
    })),
  )

  app.get(
    '/registry/applications/:slug/conformance',
    { config: { action: 'read-registry' }, schema: { params: OfSlug, response: { 200: SignedConformance } } },
    (request) =>
      browse(request, async (tx) => {
        const { protocol, testMember } = (await application(tx, entityIdOf(request.params.slug))) ?? {}
        if (protocol == null || testMember == null) throw new Refusal('not-found')
        return { protocol, testMember }
      }),
  )

  /** One step of an application, under the registry's lock: two people who act at once are still two. */
  const step = (tx: Tx, slug: string, work: (held: HeldApplication) => Promise<void>): Promise<Static<typeof Stands>> =>
    move(tx, entityIdOf(slug), work)

  app.post(
    '/registry/applications/:slug/verify',
    {
      config: decides,
      schema: {
        params: OfSlug,
        body: closed({ how: Type.Enum(['telephone', 'in-person', 'letter']), fingerprint: Thumbprint }),
        response: { 200: Stands },
      },
    },
    (request) =>
      act(request, (tx) =>
        step(tx, request.params.slug, async (held) => {
          const state = verify(held, request.body.fingerprint)
          await keepVerified(tx, { entityId: held.entityId, by: request.staff.id, how: request.body.how, state })
        }),
      ),
  )

  app.post(
    '/registry/applications/:slug/conformance',
    { config: decides, schema: { params: OfSlug, body: SignedConformance, response: { 200: Stands } } },
    (request) => {
      const anchors = conformanceAnchors(service.config)
      // The settings name nobody who makes such runs.
      if (anchors.length === 0) throw new Refusal('state-forbids', { state: 'without-conformance-keys' })
      const content = trusted(verifyConformance(request.body, anchors, secondsNow()), '/protocol')
      return act(request, (tx, _send, stamp) =>
        step(tx, request.params.slug, async (held) => {
          const state = pass(held, content, hashOf(held.configuration), stamp().now)
          const { protocol, testMember } = request.body
          const testedAt = new Date(content.iat * 1000).toISOString()
          await keepTested(tx, { entityId: held.entityId, hash: hashOf(protocol), protocol, testMember, testedAt, state })
        }),
      )
    },
  )

  app.post('/registry/applications/:slug/approve', { config: decides, schema: { params: OfSlug, response: { 200: Stands } } }, (request) =>
    act(request, (tx, _send, stamp) =>
      step(tx, request.params.slug, async (held) => {
        const by = request.staff.id
        await keepApproval(tx, { entityId: held.entityId, by, ...approve(held, by, stamp().now) })
      }),
    ),
  )

  const Proposal = closed({ measure: MeasureCode, kid: Type.Optional(Thumbprint) })
  app.post(
    '/registry/members/:slug/measures',
    { config: { ...decides, creates: true }, schema: { params: OfSlug, body: Proposal, response: { 200: closed({ id: RowId }) } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        const { measure: kind, kid = null } = request.body
        if ((kind === 'revoke-key') !== (kid !== null)) throw new Refusal('body-invalid', { field: '/kid', rule: 'measure' })
        const entityId = entityIdOf(request.params.slug)
        const keys = service.registry.lastKnown(entityId)?.jwks.keys
        if (keys === undefined || (kid !== null && !keys.some((key) => key.kid === kid))) throw new Refusal('not-found')
        const { id, now } = stamp()
        await keepMeasure(tx, { id, entityId, measure: kind, kid, proposedBy: request.staff.id, proposedAt: now })
        return { id }
      }),
  )

  app.post(
    '/registry/measures/:id/confirm',
    { config: decides, schema: { params: closed({ id: RowId }), response: { 200: closed({ id: RowId }) } } },
    (request) =>
      act(request, async (tx, _send, stamp) => {
        await lockRegistry(tx)
        const held = await measure(tx, request.params.id)
        if (held === undefined) throw new Refusal('not-found')
        confirm(held, request.staff.id)
        await keepConfirmation(tx, held.id, request.staff.id, stamp().now)
        return { id: held.id }
      }),
  )

  // The bodies that keep the anchor's keys read here what they are asked to sign, and so does whoever wants to see it.
  app.get('/registry/orders', { config: { action: 'read-orders', rateLimit }, schema: { response: { 200: RegistryOrders } } }, () =>
    service.asSystem(async (tx) => {
      const approved = (await allApplications(tx)).filter(({ state }) => state === 'approved')
      const words = new Map(approved.map(({ entityId, configuration }) => [entityId, configuration]))
      const orders = ordersFrom([...words.keys()], await measuresInOrder(tx))
      return {
        orders: orders.map((order) => ({ ...order, revoked: [...order.revoked], application: words.get(order.entityId) ?? null })),
        crossings: crossOrdersFrom(await crossingsInOrder(tx)),
      }
    }),
  )
}

async function move(tx: Tx, entityId: string, work: (held: HeldApplication) => Promise<void>) {
  await lockRegistry(tx)
  const held = await application(tx, entityId)
  if (held === undefined) throw new Refusal('not-found')
  await work(held)
  const { state, fingerprint } = (await application(tx, entityId)) ?? held
  return { entityId, state, fingerprint }
}

function shown({ entityId, state, fingerprint, appliedAt, approvedBy, configuration, conformance, testedAt }: HeldApplication, me: string) {
  const { kind, names } = ownWordIn(configuration).metadata.ihala_member
  const passed = conformance === null || testedAt === null ? null : { hash: conformance, testedAt }
  const approved = { approvedOnce: approvedBy !== null, approvedByMe: approvedBy === me }
  return { entityId, state, fingerprint, appliedAt, kind, names, configuration, conformance: passed, ...approved }
}

/** Hash of a signed text, as it is hashed everywhere: SHA-256, base64url. */
function hashOf(jws: string): string {
  return createHash('sha256').update(jws).digest('base64url')
}

/** Verified when it came; that its day has passed does not make it unsaid. */
function ownWordIn(configuration: string) {
  const { iat }: { iat: number } = JSON.parse(Buffer.from(configuration.split('.')[1] ?? '', 'base64url').toString())
  return trusted(verifyOwnConfiguration(configuration, iat), '/configuration')
}

/** Thumbprint of the key that signed. */
function signerOf(jws: string): string {
  const { kid }: { kid: string } = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString())
  return kid
}

function slugOf(entityId: string): string {
  return new URL(entityId).hostname.split('.')[0] ?? ''
}
