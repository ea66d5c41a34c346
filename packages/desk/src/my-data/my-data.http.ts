import { closed, HoldingsAsked, HoldingsAskedOf, MyData, type MyDataOther, MyDataProgress, RowId } from '@ihala/contract'
import { type App, act, browse, read, type ServiceContext, type Tx } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters } from '../reading/reading.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { lockReferral } from '../referral/referral.store.ts'
import type { Referral } from '../referral/referral.ts'
import { factsOf } from './holding.read.ts'
import { type HoldingQuestion, newestQuestions, referralsOf, timesAsked, timesHeard } from './holding.store.ts'
import { assertMayAsk, furtherUnheard, linesOf, spokeBefore } from './holding.ts'
import { askHolding, type Statement, statementsIn } from './holding.write.ts'
import { toldIn } from './told.read.ts'

const params = closed({ id: RowId })
const DAY_MS = 86_400_000

/** C9, J-6: what is held of a person, here and at the others, to be told to them in their own words. */
export function myDataRoutes(app: App, service: ServiceContext): void {
  app.get('/people/:id/my-data', { config: { action: 'read-my-data' }, schema: { params, response: { 200: MyData } } }, (request) =>
    read(request, { action: 'read-my-data', subject: request.params.id }, async (tx) => {
      const { id } = request.params
      await assertPerson(tx, id)
      assertEnters(request, service.organisation.kind, await standingOfPerson(tx, id, service.stamp().now))
      const referrals = await referralsOf(tx, id)
      const cases = referrals.map(({ caseId }) => caseId)
      const [facts, questions, statements, heard] = await Promise.all([
        factsOf(tx, service, { personId: id, owners: [id, ...cases], referrals }),
        newestQuestions(tx, id),
        statementsIn(tx, service, cases),
        timesHeard(tx, cases, service.organisation.entityId),
      ])
      const told = await toldIn(tx, service, cases, facts.events)
      const asked = new Map(questions.map((question) => [question.caseId, question]))
      const others = referrals.map((referral) => ({
        ...otherOf(service, referral, asked.get(referral.caseId), statements),
        told: [...(told.get(referral.caseId) ?? [])],
      }))
      const missing = others.filter(({ stands }) => stands === 'waiting').length
      return { at: service.stamp().now, own: linesOf(facts), others, missing, heard }
    }),
  )

  // Whoever waits for answers asks this over and over: figures only, and no look at the file; it opens to whom the file opens.
  app.get(
    '/people/:id/my-data/progress',
    { config: { action: 'read-my-data' }, schema: { params, response: { 200: MyDataProgress } } },
    (request) =>
      browse(request, async (tx) => {
        const { id } = request.params
        await assertPerson(tx, id)
        assertEnters(request, service.organisation.kind, await standingOfPerson(tx, id, service.stamp().now))
        const cases = (await referralsOf(tx, id)).map(({ caseId }) => caseId)
        return { heard: await timesHeard(tx, cases, service.organisation.entityId) }
      }),
  )

  app.post(
    '/people/:id/my-data',
    {
      config: { action: 'ask-my-data', creates: true },
      schema: { params, body: HoldingsAsked, response: { 200: HoldingsAskedOf } },
    },
    (request) =>
      act(request, async (tx, send, stamp) => {
        const { id } = request.params
        const at = stamp().now
        await assertPerson(tx, id)
        assertEnters(request, service.organisation.kind, await standingOfPerson(tx, id, at))
        assertMayAsk(await timesAsked(tx, id, new Date(Date.parse(at) - DAY_MS).toISOString()))
        let asked = 0
        const found = await inOrder(tx, await referralsOf(tx, id))
        for (const referral of found) {
          if (await askHolding({ tx, send, stamp, service }, referral, { personId: id, at, by: request.body.by })) asked += 1
        }
        return { asked, suspended: found.length - asked }
      }),
  )
}

/** Locked one after the other in the order of their cases: whoever locks several takes them the same way. */
async function inOrder(tx: Tx, referrals: readonly Referral[]): Promise<Referral[]> {
  const locked: Referral[] = []
  for (const { id } of [...referrals].sort((a, b) => (a.caseId < b.caseId ? -1 : 1))) locked.push(await lockReferral(tx, id))
  return locked
}

function otherOf(
  { registry }: Pick<ServiceContext, 'registry'>,
  { id, caseId, partner, side }: Referral,
  question: HoldingQuestion | undefined,
  statements: ReadonlyMap<string, readonly Statement[]>,
): Omit<MyDataOther, 'told'> {
  const member = registry.find(partner)?.metadata.ihala_member
  const said = question === undefined ? [] : (statements.get(question.jti) ?? [])
  const words = said.map((one) => one.said)
  const before = [...statements.values()].flat().filter(({ event }) => event.caseId === caseId)
  return {
    referral: id,
    partner: { entityId: partner, names: member?.names ?? { ar: partner, en: partner }, kind: member?.kind ?? 'unknown' },
    direction: side === 'sender' ? 'below' : 'above',
    stands: standsAt(question, member?.status === 'live'),
    askedAt: question?.askedAt ?? null,
    answeredAt: question?.answeredAt ?? null,
    statements: said.map(({ said: one, event }) => ({
      at: one.at,
      steps: one.steps,
      kind: one.kind,
      body:
        spokeBefore(
          one,
          words,
          before.map(({ said: earlier }) => earlier),
        ) ?? null,
      lines: [...one.lines],
      proof: { event: event.hash, iss: event.iss, receipt: event.receipt },
    })),
    further: furtherUnheard(words),
  }
}

function standsAt(question: HoldingQuestion | undefined, isLive: boolean): MyDataOther['stands'] {
  if (question !== undefined && question.answeredAt !== null) return 'answered'
  if (!isLive) return 'suspended'
  return question === undefined ? 'not-asked' : 'waiting'
}
