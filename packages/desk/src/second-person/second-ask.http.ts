import { closed, Refusal, RowId, SecondAskAnswer, SecondAskList } from '@ihala/contract'
import { type App, act, browse, recordDecision } from '@ihala/kit'
import { endTask } from '../task/task.store.ts'
import { keepAnswerOf, lockAsk, newestAsks } from './second-ask.store.ts'

const SHOWN = 100
const params = closed({ id: RowId })

/**
 * R-1a: our duty officer is the second person of another member. They hear the coded reason and what is needed, never of whom; what they
 * answer is theirs to know from whoever asked, on the telephone.
 */
export function secondAskRoutes(app: App): void {
  app.get('/second-asks', { config: { action: 'answer-second-ask' }, schema: { response: { 200: SecondAskList } } }, (request) =>
    browse(request, async (tx) => ({
      asks: (await newestAsks(tx, SHOWN)).map(({ id, partner, reason, needs, urgency, askedAt, until, answer }) => ({
        id,
        partner,
        reason,
        needs,
        urgency,
        askedAt,
        until,
        answer,
      })),
    })),
  )

  app.post(
    '/second-asks/:id/answer',
    { config: { action: 'answer-second-ask', creates: true }, schema: { params, body: SecondAskAnswer, response: { 200: params } } },
    (request) =>
      act(request, async (tx, send, stamp) => {
        const ask = await lockAsk(tx, request.params.id)
        const { id: leaf, now } = stamp()
        if (ask.answer !== null) throw new Refusal('state-forbids', { state: 'answered' })
        if (Date.parse(now) >= Date.parse(ask.until)) throw new Refusal('state-forbids', { state: 'too-old' })
        const { answer } = request.body
        const { id: by, pseudonym: staff } = request.staff
        await keepAnswerOf(tx, { id: ask.id, answer, by, at: now })
        send({ to: ask.partner, caseId: null, event: { type: 'second-person-answered', data: { act: ask.act, answer, staff } } })
        await endTask(tx, ask.id, now)
        await recordDecision(tx, { id: leaf, action: `second-person-${answer}`, subject: ask.id, staff, at: now })
        return { id: ask.id }
      }),
  )
}
