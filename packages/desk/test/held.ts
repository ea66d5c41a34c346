import type { Event, Grant, Withdrawn } from '@ihala/contract'
import { type CaseKeyStore, encryptUnder, type JobContext, randomId, type ServiceContext, type Tx, uuidv7 } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { insertChunks, insertFile } from '../src/document/document.store.ts'
import { sealFile } from '../src/document/document.ts'
import { insertSection } from '../src/person/section.store.ts'
import { insertNote } from '../src/referral/note.store.ts'
import type { Referral } from '../src/referral/referral.ts'
import { rightsInbox } from '../src/rights/withdrawal.inbox.ts'
import { rightsJobs } from '../src/rights/withdrawal.jobs.ts'
import { consent, type Office, openKeys } from './office.ts'

/** What stands in a section of somebody invented. */
const AS_WRITTEN = { identity: { names: { latin: 'Hirut Bekele' }, sex: 'female' }, health: { summary: 'sleeps badly' } } as const

/** An office of a kind that holds things of people, and what it erased of their keys: `case part`, in order. */
export function holding(office: Office, kind = 'shelter') {
  const erased: string[] = []
  const keys: CaseKeyStore = {
    ...openKeys,
    erase: async (_tx, owner, parts) => void erased.push(...parts.map((part) => `${owner} ${part}`)),
  }
  const now = (): string => office.clock.now.toISOString()
  const context = (tx: Tx): JobContext => ({
    ...office.context(tx),
    service: {
      ...office.service,
      caseKeys: keys,
      organisation: { kind },
      law: (at: string) => ruleSetInForce(QATAR_DEMO_LAW, at),
    } as object as ServiceContext,
  })

  /** What came with a case, or went with it: sections, a note and a file. */
  const fill = async ({ caseId: owner }: Referral): Promise<void> => {
    await office.asSystem(async (tx) => {
      for (const category of ['identity', 'health'] as const)
        await insertSection(tx, openKeys, { id: uuidv7(), owner, category, at: now(), part: category, content: AS_WRITTEN[category] })
      await insertNote(tx, openKeys, { id: uuidv7(), caseId: owner, at: now(), by: 'them', text: 'she sleeps' })
      const file = sealFile(Buffer.from('%PDF- an invented page'), 'payslip', 'payslip.pdf')
      await insertFile(tx, openKeys, { id: uuidv7(), owner, from: '', at: now(), part: 'documents', entry: file.entry })
      await insertChunks(tx, file)
    })
  }

  return {
    erased,
    now,
    context,
    /** A referral that came to us with something in it. */
    held: async (state: Referral['state'] = 'accepted'): Promise<Referral> => {
      const referral = await office.referral('recipient', state)
      await fill(referral)
      return referral
    },
    fill,
    /** Somebody of the other end writes a note. */
    note: ({ caseId }: Referral, text: string): Promise<void> =>
      office.asSystem((tx) => insertNote(tx, openKeys, { id: uuidv7(), caseId, at: now(), by: 'them', text })),
    /** What the desk keeps of a case. */
    kept: ({ caseId }: Pick<Referral, 'caseId'>) =>
      office.asSystem(async (tx) => {
        const sections = await tx<{ category: string }[]>`select category from desk.section where owner = ${caseId} order by 1`
        const [row] = await tx<{ notes: number; files: number; chunks: number; need: number }[]>`
          select (select count(*)::int from desk.note where case_id = ${caseId}) as notes,
            (select count(*)::int from desk.file where owner = ${caseId}) as files,
            (select count(*)::int from desk.file_chunk) as chunks,
            (select octet_length(need) from desk.referral where case_id = ${caseId}) as need`
        return { sections: sections.map(({ category }) => category), ...row }
      }),
    /** An event of the other end, with the conversation locked as the inbox does. Returns its name. */
    hears: async (referral: Referral, event: Extract<Event, { type: keyof typeof rightsInbox }>): Promise<string> => {
      const arriving = office.arrives(referral, event)
      await office.asSystem(async (tx) => {
        await tx`select from exchange.conversation where case_id = ${referral.caseId} for update`
        const handler = rightsInbox[event.type] as ((given: typeof arriving, context: JobContext) => Promise<void>) | undefined
        await handler?.(arriving, context(tx))
      })
      return arriving.jti
    },
    withdraws: (categories: Withdrawn): Extract<Event, { type: 'consent-withdrawn' }> => ({
      type: 'consent-withdrawn',
      data: { categories, by: 'person' },
    }),
    /** Under which grant a case came or went; danger, so that its evidence is two names. */
    granted: (referral: Referral, { exp, eraseAt }: { readonly exp: string; readonly eraseAt: string }): Promise<string> =>
      office.asSystem(async (tx) => {
        const jti = randomId()
        const parties = { iss: 'https://care-house.network.example', aud: referral.partner, jti, person: referral.pseudonym }
        const grant: Grant = {
          ...parties,
          iat: Date.parse(exp) / 1000 - 3600,
          exp: Date.parse(exp) / 1000,
          basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] },
          purposes: ['protection'],
          categories: ['need', 'identity'],
          eraseAt,
          onward: { kinds: [], categories: [], depth: 0 },
          excluded: [],
          wayBack: false,
        }
        const hash = `hash of ${jti}`
        const jws = encryptUnder(
          Buffer.alloc(32),
          Buffer.from(`.${Buffer.from(JSON.stringify(grant)).toString('base64url')}.`),
          `grant ${hash}`,
        )
        await tx`
          insert into exchange.grant_held (hash, case_id, iss, aud, expires_at, jws)
          values (${hash}, ${referral.caseId}, ${grant.iss}, ${grant.aud}, ${exp}, ${jws})`
        await tx`update exchange.conversation set request_grant = ${hash} where case_id = ${referral.caseId}`
        await tx`update desk.referral set erase_at = ${exp}, consent = ${tx.json(consent({ until: exp, eraseAt }))} where id = ${referral.id}`
        return jti
      }),
    /** Jobs in the queue, by name and key. */
    jobs: (): Promise<{ task: string; key: string | null; runAt: string; payload: Record<string, string> }[]> =>
      office.asSystem(async (tx) => [
        ...(await tx<{ task: string; key: string | null; runAt: string; payload: Record<string, string> }[]>`
          select tasks.identifier as task, jobs.key, jobs.run_at as "runAt", jobs.payload
          from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
          order by 1, 2`),
      ]),
    run: (name: string, payload: Record<string, string>): Promise<void> =>
      office.asSystem(async (tx) => rightsJobs[name]?.(payload, context(tx))),
  }
}

/** An office, as the tests of what it holds see it. */
export type Holding = ReturnType<typeof holding>
