import { AffectedCases, Refusal, StolenKeyQuery, WarningsAsked } from '@ihala/contract'
import { type App, act, affectedCases, read, type SeenKey, type ServiceContext, type StolenKey } from '@ihala/kit'
import { askToWarn } from '../task/task.store.ts'
import { period } from './period.ts'

/**
 * c23: which referrals a stolen key touched, ours or another member's, and a task for a person in each: to warn by the safe contact.
 * Who is barred from a referral does not see it here either.
 */
export function affectedRoutes(app: App, service: ServiceContext): void {
  const { organisation, registry } = service
  const self = organisation.entityId

  /** Throws Refusal `not-found` for a key that nobody of that name ever had. */
  const asked = ({ member, key, from, to }: StolenKeyQuery): { readonly seen: SeenKey; readonly stolen: StolenKey } => {
    const [seen, ...more] = registry.keysEver(member).filter(({ key: { kid } }) => kid.startsWith(key))
    if (seen === undefined || more.length > 0) throw new Refusal('not-found')
    const between = period(from, to, organisation.timeZone)
    return { seen, stolen: { kid: seen.key.kid, from: between.from, until: between.until } }
  }

  app.get(
    '/affected-cases',
    { config: { action: 'read-affected-cases' }, schema: { querystring: StolenKeyQuery, response: { 200: AffectedCases } } },
    (request) => {
      const { seen, stolen } = asked(request.query)
      return read(request, { action: 'read-affected-cases', subject: 'affected-cases' }, async (tx) => ({
        key: {
          use: seen.key.use,
          self: seen.entityId === self,
          names: namesOf(seen.entityId),
          revokedAt: seen.key.revokedAt === undefined ? null : new Date(seen.key.revokedAt * 1000).toISOString(),
        },
        lines: (await affectedCases(tx, self, stolen)).map((line) => ({ ...line, partnerNames: namesOf(line.partner) })),
      }))
    },
  )

  app.post(
    '/affected-cases/warnings',
    { config: { action: 'warn-of-theft', creates: true }, schema: { body: StolenKeyQuery, response: { 200: WarningsAsked } } },
    (request) => {
      const { stolen } = asked(request.body)
      return act(request, async (tx, _send, stamp) => {
        const cases = await affectedCases(tx, self, stolen)
        const rows = cases.map(({ caseId }) => ({ id: stamp().id, caseId }))
        return { asked: await askToWarn(tx, rows, stamp().now, stolen.from), cases: cases.length }
      })
    },
  )

  function namesOf(member: string) {
    return registry.lastKnown(member)?.metadata.ihala_member.names ?? null
  }
}
