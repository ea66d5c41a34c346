import { addJob, type InboxHandlers, type Job, type Stamp, type Tx } from '@ihala/kit'
import { addTask, endTask } from '../task/task.store.ts'
import { insertAsk } from './second-ask.store.ts'
import { keepSecond, lockActOf } from './second-person.store.ts'
import { fateOf, SECOND_WITHIN } from './second-person.ts'
import { alertOfDanger, beginOnSecondWord } from './second-person.write.ts'

/** Name of the job that begins a referral on the word of another member's duty officer. */
const BEGIN = 'begin-on-second-word'

const soonest = (one: string, other: string): string => (Date.parse(one) < Date.parse(other) ? one : other)

/** Asks somebody to look at it; returns the task. */
async function toLookAt(tx: Tx, stamp: () => Stamp, code: string): Promise<string> {
  const { id, now } = stamp()
  await addTask(tx, { id, code, referralId: null, dueAt: now, now })
  return id
}

/** R-1a: what goes between the two bodies. */
export const secondAskInbox: Pick<InboxHandlers, 'second-person-asked' | 'second-person-answered'> = {
  'second-person-asked': async ({ from, data }, { tx, stamp }) => {
    const { id, now } = stamp()
    // Whatever they wrote: an hour from here at most.
    const until = soonest(data.until, new Date(Date.parse(now) + SECOND_WITHIN).toISOString())
    if (!(await insertAsk(tx, { ...data, id, partner: from, askedAt: now, until }))) return
    await addTask(tx, { id, code: 'second-person-asked', referralId: null, dueAt: until, now })
    await alertOfDanger(tx, stamp, { code: 'danger-asked', referralId: null, subject: id, staff: 'system' })
  },
  'second-person-answered': async ({ from, data }, { tx, stamp }) => {
    const act = await lockActOf(tx, { partner: from, act: data.act })
    // Of an act that is not ours nothing can follow.
    if (!act) return
    const { now } = stamp()
    const fate = fateOf(act, data.answer, now)
    switch (fate) {
      case 'known':
        return
      case 'declined':
        await toLookAt(tx, stamp, 'second-person-declined')
        return
      case 'too-late':
        await toLookAt(tx, stamp, 'second-person-too-late')
        return
      case 'begins':
        await keepSecond(tx, { id: act.id, staff: data.staff, at: now })
        // A handler may not refuse, and the referral may be: that is a transaction of its own, and until it is done somebody looks.
        await addJob(tx, BEGIN, { act: act.id, task: await toLookAt(tx, stamp, 'second-person-agreed') }, { jobKey: `${BEGIN}/${act.id}` })
        return
      default:
        return fate satisfies never
    }
  },
}

/** The referral begins on the word of the two; where it may not any more, the task stays. It may run twice. */
const begin: Job = async ({ act, task }, context) => {
  if (act === undefined || task === undefined) throw new Error('a second word without its act')
  await beginOnSecondWord(context, context.service, act)
  await endTask(context.tx, task, context.stamp().now)
}

/** What follows from the word of another member's duty officer. */
export const secondAskJobs: Readonly<Record<string, Job>> = { [BEGIN]: begin }
