import { createHash, randomUUID } from 'node:crypto'
import {
  type NeedSection,
  type NewReferral,
  PURPOSE_OF,
  type ReferralDetail,
  type ReferralPage,
  STAFF_ROLES,
  type StaffRole,
} from '@ihala/contract'
import { randomId, uuidv7 } from '@ihala/kit'
import { workerDoor } from '../../../services/ministry-intake/src/reports/worker-door.ts'
import { until } from '../../kit/desk-client.ts'
import { saidYes } from '../../kit/said-yes.ts'
import type { Attacked, AttackedNetwork } from './network.ts'

/** What is kept of one person at one organisation: row ids by the place they take in an address, and what no stranger may see. */
export interface Things {
  readonly people: string
  readonly referrals: string
  readonly files: string
  readonly tasks: string
  /** The referral that went out; `referrals` is the one that came in. */
  readonly sent: string
  /** Of its kind alone: `stays`, `beds`, `matters`, `reports`, `offers`, `awards`, `complaints`. */
  readonly own: Readonly<Record<string, string>>
  /** For a conflict list: the cases, those of reports too, and the local people. */
  readonly cases: readonly string[]
  /** Row ids, references and names that belong to these things alone. */
  readonly secrets: readonly string[]
}

/** The kinds that keep people; the committee keeps none (D-7). */
export const keepsPeople = (kind: string): boolean => kind !== 'national-committee'

const NEED: Readonly<Record<string, NeedSection['needs'][number]>> = {
  shelter: 'shelter',
  'legal-aid': 'legal-aid',
  'charity-funding': 'financial-assistance',
  'ministry-intake': 'complaint-handling',
  'union-liaison': 'interpretation',
}
/** Whom a kind refers to, and is referred to by. */
const partnerOf = (kind: string): string => (kind === 'union-liaison' ? 'ministry-intake' : 'union-liaison')

/** One signed-in member at one door. */
export type Hands = Awaited<ReturnType<typeof handsOf>>

/** Signs a member in, once; what is asked with these hands must succeed. */
export async function handsOf({ lone, kind }: Attacked, who = 'founder', roles: readonly StaffRole[] = STAFF_ROLES) {
  const signedIn = await lone.signIn(who, roles)
  const ask = async <T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, version?: number): Promise<T> => {
    const answer = await lone.running.app.inject({
      method,
      url,
      headers: {
        ...signedIn,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(payload === undefined ? {} : { payload }),
    })
    if (answer.statusCode >= 300) throw new Error(`${kind}: ${method} ${url} answered ${answer.statusCode} ${answer.payload.slice(0, 300)}`)
    return answer.json<T>()
  }
  return { ask, signedIn }
}

/** A need that this kind serves. */
export const needFor = (kind: string): NeedSection => ({
  needs: [NEED[kind] ?? 'shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: false }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
})

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

/** A referral as staff would write it. */
export const referralOf = (personId: string, to: string, need: NeedSection): NewReferral => ({
  personId,
  to,
  step: 'request',
  relatesTo: [],
  need,
  consent: {
    basis: {
      kind: 'consent',
      evidence: saidYes(inDays(0), { takenBy: randomId() }),
    },
    purposes: [...new Set([...need.needs.flatMap((one) => PURPOSE_OF[one] ?? []), 'protection' as const])],
    categories: ['need', 'identity', 'contact'],
    until: inDays(90),
    eraseAt: inDays(180),
    onward: { kinds: ['legal-aid', 'charity-funding'], categories: ['need', 'identity'], depth: 1 },
    excluded: [],
    wayBack: true,
  },
})

const EDGE = 'edge-of-this-test'

/** The body of an upload: one small file. */
export function upload(name: string, about = 'payslip'): { readonly payload: Buffer; readonly headers: Record<string, string> } {
  const payload = Buffer.from(
    [
      `--${EDGE}\r\ncontent-disposition: form-data; name="about"\r\n\r\n${about}`,
      `--${EDGE}\r\ncontent-disposition: form-data; name="file"; filename="${name}.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 one page`,
      `--${EDGE}--\r\n`,
    ].join('\r\n'),
  )
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${EDGE}` } }
}

async function aPerson(hands: Hands, name: string): Promise<string> {
  const sections = { identity: { names: { latin: name }, sex: 'female', nationality: 'ET' }, contact: { telephone: '+97400004130' } }
  return (await hands.ask<{ id: string }>('POST', '/people', { sections })).id
}

/** A person who came with a referral from the partner, accepted and disclosed. */
async function received(network: Pick<AttackedNetwork, 'of'>, at: Attacked, hands: Hands, name: string): Promise<ReferralDetail> {
  const partner = network.of(partnerOf(at.kind))
  const theirs = await handsOf(partner)
  const known = new Set((await hands.ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
  await theirs.ask('POST', '/referrals', referralOf(await aPerson(theirs, name), at.entityId, needFor(at.kind)))
  const line = await until(`${at.kind} receives a referral`, async () =>
    (await hands.ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
  )
  await hands.ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, line.version)
  return until(`${at.kind} is told who it is`, async () => {
    const detail = await hands.ask<ReferralDetail>('GET', `/referrals/${line.id}`)
    return detail.personId === null ? undefined : detail
  })
}

/** A report that came through the pages for workers, which nobody signs in to; staff have read it. */
async function aReport({ lone, admin }: Attacked, hands: Hands): Promise<string> {
  const door = workerDoor(lone.running.service, async (digits) => createHash('sha256').update(digits).digest('base64url'))
  const told = { language: 'ben', wrongs: ['papers-kept' as const], about: 'me' as const, answers: [], story: 'They keep my passport.' }
  const { statement } = await door.file({ plain: told }, { kind: 'slow' })
  const rows = await admin<{ id: string }[]>`select id from reports.report where statement = ${statement}`
  const { id } = rows[0] ?? { id: '' }
  await hands.ask('POST', `/reports/${id}/opening`)
  return id
}

/** What only this kind keeps, of the referral that came in. `lawyerId` is whom a case is offered to. */
async function ownThings(at: Attacked, hands: Hands, referral: string, person: string, lawyerId: string): Promise<Record<string, string>> {
  const id = async (url: string, body: object): Promise<string> => (await hands.ask<{ id: string }>('POST', url, body)).id
  switch (at.kind) {
    case 'shelter': {
      const bed = await id('/beds', { label: `bed ${uuidv7().slice(-6)}`, sex: 'female', family: false, stepFree: false })
      return { stays: await id(`/referrals/${referral}/arrival`, { bedId: bed }) }
    }
    case 'ministry-intake': {
      const { matters } = await hands.ask<{ matters: { id: string }[] }>('GET', `/matters?referralId=${referral}`)
      return { matters: matters[0]?.id ?? '', reports: await aReport(at, hands) }
    }
    case 'legal-aid':
      return {
        offers: await id(`/referrals/${referral}/offers`, { lawyerId }),
        mandates: await id(`/referrals/${referral}/mandates`, { scope: ['committee'] }),
        'powers-of-attorney': await id(`/referrals/${referral}/powers-of-attorney`, {
          number: '2026/4130',
          certifiedBy: 'Notary of this test',
          scope: ['court'],
          expiresAt: inDays(90),
        }),
      }
    case 'charity-funding':
      return { awards: await id(`/referrals/${referral}/award`, { minorUnits: 1000, period: '2026-11', purpose: 'living-costs' }) }
    case 'union-liaison':
      return {
        complaints: await id('/complaints', { channel: 'in-person', people: [person], heads: ['wages'], firstContactOn: '2026-01-10' }),
      }
    default:
      return {}
  }
}

/** An act that waits for its second person, and an alert for the data-protection officer. */
async function ofTwo({ lone }: Attacked, hands: Hands, person: string, referral: string): Promise<Record<string, string>> {
  const asked = { authority: 'court', paper: 'An order of this test', what: ['identity'], at: inDays(-1) }
  const { id } = await hands.ask<{ id: string }>('POST', `/people/${person}/compelled`, asked)
  const hold = { basis: 'ordered-by-court', parts: ['own'], until: inDays(30).slice(0, 10) }
  const { id: holds } = await hands.ask<{ id: string }>('POST', `/people/${person}/holds`, hold)
  const objection = { category: 'contact', because: 'against-my-wish', by: 'person' }
  const { id: rights } = await hands.ask<{ id: string }>('POST', `/people/${person}/objections`, objection)
  const { id: incapacity } = await hands.ask<{ id: string }>('POST', `/people/${person}/incapacity`, {
    profession: 'nurse',
    askAgainAt: inDays(5),
  })
  const alerts = uuidv7()
  await lone.running.service.asSystem(
    (tx) => tx`
      insert into desk.task (id, code, referral_id, due_at, created_at, for_role)
      values (${alerts}, 'danger-received', ${referral}, now(), now(), 'data-protection-officer')`,
  )
  return { 'second-person': id, incapacity, alerts, holds, rights }
}

/** Makes every role's member work on these cases, so that what they meet is not that a case is a colleague's. `named` says how they are called. */
export async function assignAll(
  { lone, admin }: Attacked,
  { cases }: Pick<Things, 'cases'>,
  named: (role: StaffRole) => string = (role) => role,
): Promise<void> {
  const members = STAFF_ROLES.map((role) => lone.staffId(named(role)))
  await admin`
    insert into kit.assignment (case_id, staff_id)
    select one, member from unnest(${[...cases]}::text[]) one, unnest(${members}::uuid[]) member on conflict do nothing`
}

/** Everything an organisation can keep of one person, made through its own doors. */
export async function thingsOf(network: Pick<AttackedNetwork, 'of'>, at: Attacked, name: string, lawyerId: string): Promise<Things> {
  const hands = await handsOf(at)
  const people = await aPerson(hands, `${name} Here`)
  const { lone } = at
  const partner = network.of(partnerOf(at.kind))
  const { id: sent } = await hands.ask<{ id: string }>('POST', '/referrals', referralOf(people, partner.entityId, needFor(partner.kind)))
  const came = await received(network, at, hands, `${name} There`)
  const { payload, headers } = upload(name)
  const uploaded = await lone.running.app.inject({
    method: 'POST',
    url: `/people/${people}/files`,
    payload,
    headers: { ...hands.signedIn, ...headers, 'idempotency-key': randomUUID() },
  })
  const { id: files } = uploaded.json<{ id: string }>()
  const referrals = came.referral.id
  const tasks = uuidv7()
  await lone.running.service.asSystem(
    (tx) =>
      tx`insert into desk.task (id, code, referral_id, due_at, created_at) values (${tasks}, 'not-delivered', ${referrals}, now(), now())`,
  )
  const own = { ...(await ownThings(at, hands, referrals, people, lawyerId)), ...(await ofTwo(at, hands, people, referrals)) }
  const rows = await at.admin<{ caseId: string; reference: string }[]>`
    select case_id as "caseId", reference from desk.referral where id in (${sent}, ${referrals})`
  const told = own.reports
    ? await at.admin<{ caseId: string }[]>`select case_id as "caseId" from reports.report where id = ${own.reports}`
    : []
  const cases = [people, came.personId ?? '', ...[...rows, ...told].map(({ caseId }) => caseId)]
  const secrets = [name, sent, referrals, files, tasks, ...cases, ...rows.map(({ reference }) => reference), ...Object.values(own)]
  return { people, referrals, sent, files, tasks, own, cases, secrets }
}
