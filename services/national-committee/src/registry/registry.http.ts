import { closed, EntityId, Instant, KeyUse, MembershipChange, Names, Thumbprint } from '@ihala/contract'
import {
  type App,
  browse,
  pinnedAnchors,
  REGISTRY_LIST_KEY,
  registryKey,
  type ServiceContext,
  verifyAnchorConfiguration,
  verifyCrossing,
  verifyList,
  verifyStatement,
  verifyTrustMark,
} from '@ihala/kit'
import Type, { type Static } from 'typebox'
import { onBus, publishLog, takeBackLog } from './log.publish.ts'
import { changesFrom, heldMembers } from './registry.store.ts'
import { standingOf, trusted } from './registry.ts'
import { type AnchorsWord, takeWord } from './registry.write.ts'

const PAGE = 200
const Position = Type.Integer({ minimum: 0 })

const signedUpTo = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}$', maxLength })

/** What the anchor's command sends: signed statements, accreditations and cross-certificates, the list of members, its word about itself. */
const Word = closed({
  statements: Type.Array(signedUpTo(40_000), { maxItems: 50, uniqueItems: true }),
  // A list names every member, so it may be longer than one statement.
  list: Type.Optional(signedUpTo(200_000)),
  marks: Type.Optional(Type.Array(signedUpTo(4_000), { maxItems: 200, uniqueItems: true })),
  configuration: Type.Optional(signedUpTo(20_000)),
  /** About other networks (K6). */
  crossings: Type.Optional(Type.Array(signedUpTo(40_000), { maxItems: 20, uniqueItems: true })),
})
const Taken = closed({ changes: Type.Array(closed({ position: Position, entityId: EntityId, change: MembershipChange })) })
const Log = closed({
  changes: Type.Array(
    closed({ position: Position, at: Instant, entityId: EntityId, change: MembershipChange, jws: Type.String(), leaf: Thumbprint }),
  ),
  next: Type.Union([Position, Type.Null()]),
})
const Members = closed({
  members: Type.Array(
    closed({
      entityId: EntityId,
      names: Names,
      kind: Type.String(),
      status: Type.Enum(['live', 'suspended', 'removed']),
      statementEndsAt: Instant,
      keys: Type.Array(closed({ kid: Thumbprint, use: KeyUse, endsAt: Instant, daysLeft: Type.Integer(), revoked: Type.Boolean() })),
    }),
  ),
})

/** Fifty statements with what belongs to them, bytes. */
const WORD_LIMIT = 3_000_000
/** Signatures cost work to check, and this door is open to all. */
const rateLimit = { max: 120, timeWindow: 60_000 }

/** The registry's doors: the anchor's word comes in by its own signature, the membership log is open, the standing is for staff. */
export function registryRoutes(app: App, service: ServiceContext): void {
  app.post(
    '/registry/statements',
    { bodyLimit: WORD_LIMIT, config: { action: 'publish-registry', rateLimit }, schema: { body: Word, response: { 200: Taken } } },
    async (request) => {
      const { now } = service.stamp()
      const word = verified(service, request.body, secondsOf(now))
      await onBus(() => takeBackLog(service))
      const changes = await service.asSystem((tx) => takeWord(tx, word, now))
      await onBus(() => publish(service, word))
      return { changes: changes.map(({ position, entityId, change }) => ({ position, entityId, change })) }
    },
  )

  app.get(
    '/registry/changes',
    {
      config: { action: 'read-membership-log', rateLimit },
      schema: { querystring: closed({ from: Type.Optional(Position) }), response: { 200: Log } },
    },
    async (request) => {
      const rows = await service.asSystem((tx) => changesFrom(tx, request.query.from ?? 0, PAGE))
      const last = rows.at(-1)
      return { changes: rows, next: rows.length === PAGE && last ? last.position + 1 : null }
    },
  )

  app.get('/registry/members', { config: { action: 'read-registry' }, schema: { response: { 200: Members } } }, (request) =>
    browse(request, async (tx) => {
      const members = await heldMembers(tx)
      const now = secondsOf(service.stamp().now)
      return { members: members.map(({ content, removedAt }) => standingOf(content, removedAt !== null, now)) }
    }),
  )
}

const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000)

/** Everything is verified against the pinned keys before anything of it is kept or passed on. Throws Refusal. */
function verified(service: ServiceContext, said: Static<typeof Word>, now: number): AnchorsWord {
  const anchors = pinnedAnchors(service.config)
  const { list, marks = [], configuration, crossings = [] } = said
  return {
    statements: said.statements.map((jws, index) => ({
      jws,
      content: trusted(verifyStatement(jws, anchors, now), `/statements/${index}`),
    })),
    list: list === undefined ? undefined : { jws: list, content: trusted(verifyList(list, anchors, now), '/list') },
    marks: marks.map((jws, index) => ({ jws, content: trusted(verifyTrustMark(jws, anchors, now), `/marks/${index}`) })),
    configuration:
      configuration === undefined
        ? undefined
        : { jws: configuration, content: trusted(verifyAnchorConfiguration(configuration, anchors, now), '/configuration') },
    // Of our own anchor alone: what another says of a third is heard by whoever follows its path, and stands in its log.
    crossings: crossings.flatMap((jws, index) =>
      trusted(verifyCrossing([jws], anchors, now), `/crossings/${index}`).certificates.map((content) => ({ jws, content })),
    ),
  }
}

/**
 * The membership log first, so that nobody acts by a word before it can be found there; statements before the list, so that a new list
 * never names somebody of whom the bus knows nothing. The same request again publishes again.
 */
async function publish(service: ServiceContext, { statements, list, crossings }: AnchorsWord): Promise<void> {
  await publishLog(service)
  for (const { jws, content } of [...crossings, ...statements]) {
    await service.registry.hear(jws)
    await service.bus.registry.publish(registryKey(content.sub), jws)
  }
  if (list !== undefined) await service.bus.registry.publish(REGISTRY_LIST_KEY, list.jws)
}
