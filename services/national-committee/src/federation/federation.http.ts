import { closed, ENVELOPE, FEDERATION_PATH, FEDERATION_TYP, trustMarkType } from '@ihala/contract'
import {
  type App,
  answerSigned,
  applyMetadataPolicy,
  federationRoute,
  pinnedAnchors,
  refuseFederation,
  type ServiceContext,
  signOwn,
  type Tx,
  verifyTrustMark,
} from '@ihala/kit'
import Type from 'typebox'
import { heldCertificate, heldCertificates } from '../crossing/crossing.store.ts'
import { type HeldMember, heldMember, heldMembers } from '../registry/registry.store.ts'
import { anchorConfiguration, trustMark, trustMarksOf, wordsOfLog } from './federation.store.ts'
import { historicalKeys, markOf, trustMarkStatus } from './federation.ts'

const ENTITY_TYPE = 'ihala_member'
/** K6: another network, by its anchor. */
const NETWORK_TYPE = 'ihala_network'
/** Parameters nobody uses here are passed over, as the federation's specification wants; a value is text. */
const said = (...names: string[]) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, Type.Optional(Type.String({ maxLength: 4_000 }))])), {
    additionalProperties: true,
  })
const asked = { querystring: said('sub', 'trust_anchor', 'entity_type', 'trust_marked', 'trust_mark_type', 'intermediate') }

type Asked = Readonly<Record<string, string | undefined>>

/** The trust anchor's endpoints (OpenID Federation 1.0 §8), which the committee's service keeps for it: what the anchor signed is
 * passed on as it was signed; what is made here (resolving, states, lists of keys) the committee signs as a member. */
export function federationRoutes(app: App, service: ServiceContext): void {
  const { anchorId } = service.config.registry
  const now = (): number => Math.floor(Date.parse(service.stamp().now) / 1000)
  const inRegistry = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => service.asSystem(work)

  // The anchor is an entity of its own, whose name leads to the same house.
  app.get(
    FEDERATION_PATH.configuration,
    { ...federationRoute, constraints: { host: new URL(anchorId).host }, schema: { hide: true } as object },
    async (_request, reply) => answerSigned(reply, ENVELOPE.typ.statement, await inRegistry(anchorConfiguration)),
  )

  app.get(FEDERATION_PATH.fetch, { ...federationRoute, schema: asked }, async (request, reply) => {
    const { sub }: Asked = request.query
    if (sub === undefined) return refuseFederation(reply, 400, 'invalid_request', 'sub is missing')
    const { member, network } = await inRegistry(async (tx) => ({
      member: await heldMember(tx, sub),
      network: await heldCertificate(tx, sub),
    }))
    const said = inForce(member, now()) ?? (network && network.content.exp > now() ? network : undefined)
    return answerSigned(reply, ENVELOPE.typ.statement, said?.jws)
  })

  app.get(FEDERATION_PATH.list, { ...federationRoute, schema: asked }, async (request, reply) => {
    const { entity_type, trust_marked, trust_mark_type, intermediate }: Asked = request.query
    const wants = (type: string): boolean => (entity_type ?? type) === type
    const members = wants(ENTITY_TYPE) && intermediate !== 'true' ? await inRegistry(heldMembers) : []
    const isMarkAsked = trust_marked === 'true' || trust_mark_type !== undefined
    const networks = wants(NETWORK_TYPE) && !isMarkAsked ? await inRegistry(heldCertificates) : []
    const live = networks.filter(({ content }) => content.exp > now() && content.metadata.ihala_network.status === 'live')
    const marked = ({ content: { metadata } }: HeldMember): boolean => {
      const { marks = [] } = metadata.ihala_member
      if (trust_mark_type !== undefined) return marks.some((mark) => trustMarkType(anchorId, mark) === trust_mark_type)
      return trust_marked !== 'true' || marks.length > 0
    }
    const named = [...members.filter((member) => inForce(member, now()) && marked(member)), ...live]
    return reply.send(named.map(({ entityId }) => entityId))
  })

  app.get(FEDERATION_PATH.resolve, { ...federationRoute, schema: asked }, async (request, reply) => {
    const { sub, trust_anchor, entity_type }: Asked = request.query
    if (sub === undefined || trust_anchor === undefined)
      return refuseFederation(reply, 400, 'invalid_request', 'sub or trust_anchor is missing')
    if (trust_anchor !== anchorId)
      return refuseFederation(reply, 404, 'invalid_trust_anchor', 'this is not the trust anchor of the network')
    const answerResolved = (about: string, exp: number, type: string, metadata: object, trust_marks: readonly object[]) => {
      const told = (entity_type ?? type) === type ? { [type]: metadata } : {}
      return answerSigned(
        reply,
        FEDERATION_TYP.resolved,
        signOwn(service, FEDERATION_TYP.resolved, { sub: about, exp, metadata: told, trust_marks }),
      )
    }
    const { member, marks, network } = await inRegistry(async (tx) => ({
      member: await heldMember(tx, sub),
      marks: await trustMarksOf(tx, sub),
      network: (await heldCertificate(tx, sub))?.content,
    }))
    if (network !== undefined) {
      if (network.exp <= now()) return refuseFederation(reply, 400, 'invalid_trust_chain', 'the cross-certificate has expired')
      return answerResolved(sub, network.exp, NETWORK_TYPE, network.metadata.ihala_network, [])
    }
    // K6: a member of another network, narrowed as every member of ours takes it.
    const crossed = member === undefined ? service.registry.find(sub) : undefined
    if (crossed !== undefined && crossed.iss !== anchorId)
      return answerResolved(sub, crossed.exp, ENTITY_TYPE, crossed.metadata.ihala_member, [])
    if (member === undefined || member.removedAt !== null) return refuseFederation(reply, 404, 'not_found', 'no such member')
    const statement = inForce(member, now())?.content
    if (statement === undefined) return refuseFederation(reply, 400, 'invalid_trust_chain', 'the statement has expired')
    const resolved = applyMetadataPolicy(statement.metadata.ihala_member, statement.metadata_policy)
    if (resolved === undefined) return refuseFederation(reply, 400, 'invalid_metadata', 'the metadata does not fit the policy')
    const valid = marks.filter(({ mark, jws }) => {
      const verified = verifyTrustMark(jws, pinnedAnchors(service.config), now())
      return (
        verified.outcome === 'trusted' &&
        trustMarkStatus(verified.content, statement, now()) === 'active' &&
        markOf(verified.content) === mark
      )
    })
    const trust_marks = valid.map((each) => ({ trust_mark_type: trustMarkType(anchorId, each.mark), trust_mark: each.jws }))
    return answerResolved(sub, statement.exp, ENTITY_TYPE, resolved, trust_marks)
  })

  app.get(FEDERATION_PATH.trustMark, { ...federationRoute, schema: asked }, async (request, reply) => {
    const { sub, trust_mark_type }: Asked = request.query
    if (sub === undefined || trust_mark_type === undefined)
      return refuseFederation(reply, 400, 'invalid_request', 'sub or trust_mark_type is missing')
    const { member, jws } = await inRegistry(async (tx) => ({
      member: await heldMember(tx, sub),
      jws: await trustMark(tx, sub, markOf({ trust_mark_type })),
    }))
    const listed = inForce(member, now())?.content.metadata.ihala_member.marks?.some(
      (mark) => trustMarkType(anchorId, mark) === trust_mark_type,
    )
    return answerSigned(reply, FEDERATION_TYP.trustMark, listed === true ? jws : undefined)
  })

  app.get(FEDERATION_PATH.historicalKeys, { ...federationRoute, schema: asked }, async (request, reply) => {
    // Without a name the committee tells its own keys, as every entity's endpoint does; with one, a member's by the log.
    const { sub = service.organisation.entityId }: Asked = request.query
    const keys = historicalKeys(await inRegistry((tx) => wordsOfLog(tx, sub)))
    if (keys.length === 0) return refuseFederation(reply, 404, 'not_found', 'the log knows no key of this entity')
    return answerSigned(reply, FEDERATION_TYP.keySet, signOwn(service, FEDERATION_TYP.keySet, { sub, keys }))
  })

  void app.register((forms, _options, done) => {
    forms.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, Object.fromEntries(new URLSearchParams(String(body))))
    })
    forms.post<{ Body: { trust_mark: string } }>(
      FEDERATION_PATH.trustMarkStatus,
      { ...federationRoute, schema: { body: closed({ trust_mark: Type.String({ minLength: 1, maxLength: 4_000 }) }) } },
      async (request, reply) => {
        const jws = request.body.trust_mark
        const mark = markIn(jws, service)
        const held = mark && (await inRegistry((tx) => heldMember(tx, mark.sub)))
        const status = trustMarkStatus(mark, held?.removedAt === null ? held.content : undefined, now())
        return answerSigned(
          reply,
          FEDERATION_TYP.trustMarkStatus,
          signOwn(service, FEDERATION_TYP.trustMarkStatus, { trust_mark: jws, status }),
        )
      },
    )
    done()
  })
}

/** The mark if the anchor signed it, though its time may have ended. */
function markIn(jws: string, service: ServiceContext) {
  const anchors = pinnedAnchors(service.config)
  const claimed = issuedAt(jws)
  // Verified at the moment it says it was signed: whether that moment is past is the state's to say.
  const verified = claimed === undefined ? undefined : verifyTrustMark(jws, anchors, claimed)
  return verified?.outcome === 'trusted' ? verified.content : undefined
}

function issuedAt(jws: string): number | undefined {
  try {
    const { iat }: { iat?: unknown } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    return typeof iat === 'number' ? iat : undefined
  } catch {
    return undefined
  }
}

function inForce(member: HeldMember | undefined, now: number): HeldMember | undefined {
  return member && member.removedAt === null && member.content.exp > now ? member : undefined
}
