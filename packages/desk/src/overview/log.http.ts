import { closed, LogCheckAsked, LogState, MemberKeyList, Refusal, RowId } from '@ihala/contract'
import {
  type App,
  act,
  askOwnLogCheck,
  browse,
  countersignedHeads,
  evidenceFile,
  evidenceLines,
  logOutlook,
  membershipOutlook,
  ownLogCheck,
  type ServiceContext,
  signerOf,
} from '@ihala/kit'
import { seconds } from '@ihala/policy'
import Type from 'typebox'
import { endingSoon, membersWithKeys } from './member-keys.ts'
import { membershipView } from './membership-view.ts'

const SHOWN = 100

/** Who is a member with which keys, how our log stands, and what contradicts itself (c13, K2, K3). Nothing of a case. */
export function logRoutes(app: App, service: ServiceContext): void {
  const { registry, organisation, keyring } = service
  const named = <T extends { readonly member: string }>(line: T) => ({
    ...line,
    // The membership log is the committee's.
    names: registry.lastKnown(signerOf(line.member))?.metadata.ihala_member.names ?? null,
  })

  app.get('/member-keys', { config: { action: 'read-member-keys' }, schema: { response: { 200: MemberKeyList } } }, () => ({
    endingSoon: endingSoon(registry.lastKnown(organisation.entityId)?.jwks.keys ?? [], seconds(service.stamp().now)),
    members: membersWithKeys(registry.members(), organisation.entityId),
  }))

  app.get('/log-state', { config: { action: 'read-log-state' }, schema: { response: { 200: LogState } } }, (request) =>
    browse(request, async (tx) => {
      const [{ head, state, witnessedAt, witnesses }, check, countersigned, membership, evidence] = await Promise.all([
        logOutlook(tx, { registry, self: organisation, now: service.stamp().now }),
        ownLogCheck(tx, { keyring }),
        countersignedHeads(tx, SHOWN),
        membershipOutlook(tx, { registry, self: organisation }, SHOWN),
        evidenceLines(tx, SHOWN),
      ])
      return {
        head,
        stands: state,
        witnessedAt,
        witnesses: witnesses.map(named),
        check,
        countersigned: { total: countersigned.total, lines: countersigned.heads.map(named) },
        membership: membershipView(membership, named),
        evidence: { total: evidence.total, lines: evidence.lines.map(named) },
      }
    }),
  )

  app.post(
    '/log-checks',
    { config: { action: 'verify-own-log', creates: true }, schema: { response: { 202: LogCheckAsked } } },
    async (request, reply) => {
      const asked = await act(request, async (tx, _send, stamp) => {
        const { now } = stamp()
        await askOwnLogCheck(tx, now)
        return { askedAt: now }
      })
      return reply.code(202).send(asked)
    },
  )

  app.get(
    '/evidence/:id/content',
    {
      config: { action: 'read-log-state', answers: { 200: ['application/json'] } },
      schema: { params: closed({ id: RowId }), response: { 200: Type.Unsafe<Buffer>(Type.Any()) } },
    },
    async (request, reply) => {
      const found = await browse(request, (tx) => evidenceFile(tx, request.params.id))
      if (!found) throw new Refusal('not-found')
      return reply
        .type('application/json')
        .header('content-disposition', `attachment; filename="${found.kind}-${request.params.id}.json"`)
        .send(Buffer.from(found.file))
    },
  )
}
