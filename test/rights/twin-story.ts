import { randomUUID } from 'node:crypto'
import type { NeedSection, PersonSections, ReferralDetail, ReferralPage, VictimStatus } from '@ihala/contract'
import { STAFF_ROLES } from '@ihala/contract'
import type { Static } from 'typebox'
import type { Attacked, AttackedNetwork } from '../adversary/http/network.ts'
import { needFor, referralOf } from '../adversary/http/seeding.ts'
import { until } from '../kit/desk-client.ts'

/** A person as desks meet her; one twin differs from the other in one of these. */
export interface Twin {
  readonly sections: PersonSections
  readonly need: Pick<NeedSection, 'sex'>
  readonly wish: 'undecided' | 'wishes-to-take-part' | 'does-not-wish'
  readonly victimStatus: Static<typeof VictimStatus>
}

/** What the network did about her, without ids and names. */
export interface Told {
  /** Each request and what was answered: the status and, where it was refused, the code. */
  readonly answers: readonly string[]
  /** Where each referral came to at each end. */
  readonly states: readonly string[]
  /** Each clock that ran: when it began and when it is due. */
  readonly clocks: readonly { readonly what: string; readonly begun: string; readonly due: string | null }[]
  /** How many rows each table of the features gained. */
  readonly rows: Readonly<Record<string, number>>
}

type Ask = <T extends object = { id: string; version: number }>(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
  version?: number,
) => Promise<T>

/** Signs a member in with every role, and writes down what is answered. */
async function deskOf({ kind, lone }: Attacked, answers: string[], who = 'founder'): Promise<Ask> {
  const signedIn = await lone.signIn(who, STAFF_ROLES)
  return async (method, url, body, version) => {
    const answer = await lone.running.app.inject({
      method,
      url,
      headers: {
        ...signedIn,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    const said = answer.json()
    if (method !== 'GET') answers.push(`${kind} ${method} ${url.replaceAll(/[0-9a-f-]{36}/g, '…')} ${answer.statusCode} ${said.code ?? ''}`)
    return said
  }
}

/**
 * Tables of the features, and what the exchange keeps of a conversation; but not by what somebody is found, of which there are as many
 * rows as their names and papers have pieces.
 */
async function rowsIn({ kind, admin }: Attacked): Promise<readonly (readonly [string, number])[]> {
  const tables = await admin<{ table: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and (n.nspname || '.' || c.relname in ('exchange.event', 'exchange.conversation', 'exchange.grant_held')
      or n.nspname not in ('ledger', 'exchange', 'kit', 'public', 'information_schema')
        and n.nspname not like 'pg\_%' and n.nspname not like 'graphile%' and c.relname <> 'search_token') order by 1`
  return Promise.all(
    tables.map(async ({ table }) => {
      const [row] = await admin.unsafe<{ count: number }[]>(`select count(*)::int as count from ${table}`)
      return [`${kind} ${table}`, row?.count ?? 0] as const
    }),
  )
}

const rowsOf = async (network: AttackedNetwork): Promise<ReadonlyMap<string, number>> =>
  new Map((await Promise.all(network.all.map(rowsIn))).flat())

/** One person's way through every kind of body, by its own doors. */
export async function story(network: AttackedNetwork, twin: Twin): Promise<Told> {
  const before = await rowsOf(network)
  const answers: string[] = []
  const clocks: { what: string; begun: string; due: string | null }[] = []
  const desk = (kind: string, who?: string) => deskOf(network.of(kind), answers, who)
  const union = await desk('union-liaison')
  const person = await union('POST', '/people', { sections: twin.sections })
  const ends: { what: string; ask: Ask; id: string }[] = []

  /** Refers her and has her taken on; what the recipient calls the referral. */
  const refer = async (kind: string, ask: Ask, enquireFirst = false): Promise<string> => {
    const known = new Set((await ask<ReferralPage>('GET', '/referrals?box=received')).items.map(({ id }) => id))
    const draft = referralOf(person.id, network.of(kind).entityId, { ...needFor(kind), ...twin.need })
    const purposes = ['shelter', 'protection', 'legal-aid', 'financial-assistance', 'complaint-handling']
    const body = { ...draft, step: enquireFirst ? 'enquire' : 'request', consent: { ...draft.consent, purposes } }
    const sent = await union('POST', '/referrals', body)
    const line = await until(`${kind} receives a referral`, async () =>
      (await ask<ReferralPage>('GET', '/referrals?box=received')).items.find(({ id }) => !known.has(id)),
    )
    clocks.push({ what: `${kind} answers`, begun: line.receivedAt, due: line.dueAt })
    let version = line.version
    if (enquireFirst) {
      await ask('POST', `/referrals/${line.id}/answer-capacity`, { answer: 'capacity', conditions: [] }, version)
      const answered = await until('the answer arrives', async () => {
        const detail = await union<ReferralDetail>('GET', `/referrals/${sent.id}`)
        return detail.referral.state === 'answered' ? detail : undefined
      })
      await union('POST', `/referrals/${sent.id}/request`, {}, answered.referral.version)
      version = await until('the request arrives', async () => {
        const detail = await ask<ReferralDetail>('GET', `/referrals/${line.id}`)
        return detail.referral.state === 'requested' ? detail.referral.version : undefined
      })
    }
    await ask('POST', `/referrals/${line.id}/accept`, { transfer: true, conditions: [] }, version)
    await until(`${kind} is told who it is`, async () =>
      (await ask<ReferralDetail>('GET', `/referrals/${line.id}`)).personId === null ? undefined : true,
    )
    ends.push({ what: `${kind} here`, ask, id: line.id }, { what: `${kind} there`, ask: union, id: sent.id })
    return line.id
  }

  const shelter = await desk('shelter')
  const stayed = await refer('shelter', shelter, true)
  const bed = await shelter('POST', '/beds', { label: `bed ${randomUUID().slice(-8)}`, sex: 'any', family: false, stepFree: false })
  await shelter('POST', `/referrals/${stayed}/bed-hold`, { bedId: bed.id })
  await shelter('POST', `/referrals/${stayed}/arrival`, { bedId: bed.id })

  const charity = await desk('charity-funding')
  const funded = await refer('charity-funding', charity)
  const award = await charity('POST', `/referrals/${funded}/award`, { minorUnits: 1000, period: '2026-11', purpose: 'living-costs' })
  for (const who of ['second', 'third']) {
    const { awards } = await charity<{ awards: { id: string; version: number }[] }>('GET', '/awards')
    const approver = await desk('charity-funding', who)
    await approver('POST', `/awards/${award.id}/approve`, {}, awards.find(({ id }) => id === award.id)?.version)
  }

  const lawyers = await desk('legal-aid')
  const pleaded = await refer('legal-aid', lawyers)
  const offer = await lawyers('POST', `/referrals/${pleaded}/offers`, { lawyerId: network.of('legal-aid').lone.staffId('founder') })
  await lawyers('POST', `/offers/${offer.id}/take`, {}, offer.version)
  await lawyers('PUT', `/referrals/${pleaded}/proceedings`, { wish: twin.wish }, 0)

  const ministry = await desk('ministry-intake')
  const complained = await refer('ministry-intake', ministry)
  await ministry('PUT', `/referrals/${complained}/proceedings`, { wish: twin.wish }, 0)
  const matterOf = async () => {
    const list = await ministry<{ matters: { id: string; version: number; registeredAt: string; conciliationDueAt: string }[] }>(
      'GET',
      `/matters?referralId=${complained}`,
    )
    const [matter] = list.matters
    if (!matter) throw new Error('a complaint that was taken on is a matter')
    return matter
  }
  const matter = await matterOf()
  const indicators = [{ indicator: 'withholding-of-wages', confidence: 'strong' }]
  await ministry('POST', `/matters/${matter.id}/screening`, { indicators, victimStatus: twin.victimStatus }, matter.version)
  const session = { at: '2030-01-10T08:00:00.000Z', personAsked: false }
  await ministry('POST', `/matters/${matter.id}/joint-session`, session, (await matterOf()).version)
  clocks.push({ what: 'conciliation', begun: matter.registeredAt, due: matter.conciliationDueAt })

  await network.idle()
  const states: string[] = []
  for (const { what, ask, id } of ends) {
    // What came back of progress and ends is there when the two ends say the same.
    const { referral, verbs } = await ask<ReferralDetail>('GET', `/referrals/${id}`)
    states.push(`${what}: ${referral.state} ${referral.businessStatus ?? ''} ${referral.outcome ?? ''} ${verbs.join(' ')}`)
    clocks.push({ what, begun: referral.receivedAt, due: referral.dueAt })
  }
  const after = await rowsOf(network)
  return {
    answers,
    states,
    clocks,
    rows: Object.fromEntries([...after].map(([table, count]) => [table, count - (before.get(table) ?? 0)])),
  }
}
