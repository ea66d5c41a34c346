import { STAFF_ROLES } from '@ihala/contract'
import { bar, openPool, suspend, uuidv7 } from '@ihala/kit'
import fc from 'fast-check'
import type { Sql, TransactionSql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { isLong, seed } from '../kit/seed.ts'
import { type Attacked, type AttackedNetwork, attackedNetwork, KINDS } from './http/network.ts'
import { handsOf, keepsPeople, type Things, thingsOf } from './http/seeding.ts'

/** A column with one of these names says whom or which case a row is about. */
const TELLING = ['case_id', 'person_id', 'referral_id', 'staff_id', 'owner', 'subject', 'by_staff', 'lawyer_id']

/**
 * Where a row of somebody whom a member may not see is known, and why it has to be: the list that bars them is what bars
 * them, and who read what is shown by one route only, after the person was found.
 */
const KNOWN_ALL_THE_SAME = new Set(['kit.barred', 'kit.access', 'ledger.leaf_content'])

/** Read by the policies themselves, so they cannot ask themselves: whoever says that somebody acts sees them (pseudonyms, wrapped names). */
const ASKED_BY_THE_POLICIES = new Set(['kit.staff', 'kit.barred'])

interface House {
  readonly at: Attacked
  readonly withheld: Things
  readonly app: Sql
  readonly tables: readonly { readonly name: string; readonly comment: string; readonly fenced: boolean; readonly telling: boolean }[]
}

let network: AttackedNetwork
const houses = new Map<string, House>()
const counted = { tables: 0, looks: 0, 'foreign rows': 0, 'open tables': 0 }
const PEOPLE = KINDS.filter(keepsPeople)

beforeAll(async () => {
  network = await attackedNetwork()
  const endowment = { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' }
  await (await handsOf(network.of('charity-funding'))).ask('POST', '/fund/endowments', endowment)
  for (const kind of PEOPLE) {
    const at = network.of(kind)
    const { lone, admin } = at
    const withheld = await thingsOf(network, at, `Withheld of ${kind}`, lone.staffId('founder'))
    for (const who of ['worker', 'barred', 'suspended']) await lone.signIn(who, STAFF_ROLES)
    await lone.running.service.asSystem(async (tx) => {
      for (const one of withheld.cases) await bar(tx, lone.staffId('barred'), one)
      await suspend(tx, lone.staffId('suspended'), new Date().toISOString())
    })
    const tables = await tablesOf(admin)
    // One connection: what one transaction leaves behind, the next would find.
    houses.set(kind, { at, withheld, tables, app: openPool(lone.database.appUrl, { max: 1, name: 'requests' }) })
    counted.tables += tables.length
  }
  await network.idle()
}, 120_000)
afterAll(async () => {
  figure('T33', { ...counted, seed: seed() })
  await Promise.all([...houses.values()].map(({ app }) => app.end({ timeout: 1 })))
  await network?.stop()
})

const houseOf = (kind: string): House => {
  const house = houses.get(kind)
  if (!house) throw new Error(`${kind} was not started`)
  return house
}

function tablesOf(admin: Sql): Promise<House['tables'][number][]> {
  return admin<House['tables'][number][]>`
      select format('%s.%s', n.nspname, c.relname) as name, coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
        c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as fenced,
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = any(${TELLING}) and not a.attisdropped) as telling
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') order by 1`
}

/** Whether a table says whom its rows are about, and has neither a fence nor a reason. */
function isOpen({ fenced, comment, telling }: House['tables'][number]): boolean {
  return (comment.startsWith('personal:') || telling) && !fenced && !comment.startsWith('not personal:')
}

/** Every row of a table as text, for whoever acts. */
async function rowsOf(tx: TransactionSql, table: string): Promise<string[]> {
  const rows = await tx.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${table} t`)
  return rows.map(({ row }) => row)
}

function asActor<T>(sql: Sql, actor: string | undefined, work: (tx: TransactionSql) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    if (actor !== undefined) await tx`select set_config('ihala.staff', ${actor}, true)`
    return work(tx)
  }) as Promise<T>
}

/** How many rows of each fenced table somebody sees. */
async function sightOf({ tables }: House, tx: TransactionSql): Promise<Record<string, number>> {
  const fenced = tables.filter((table) => table.fenced)
  counted.looks += fenced.length
  const query = fenced.map(({ name }) => `select '${name}' as name, count(*)::int as rows from ${name}`).join(' union all ')
  const rows = await tx.unsafe<{ name: string; rows: number }[]>(query)
  return Object.fromEntries(rows.filter((one) => one.rows > 0).map((one) => [one.name, one.rows]))
}

test.each(PEOPLE)('T33: at %s every table that says whom a row is about has a fence, or says why it needs none', (kind) => {
  const open = houseOf(kind).tables.filter(isOpen)
  counted['open tables'] += open.length
  expect(open.map(({ name }) => name)).toEqual([])
})

test.each(PEOPLE)(
  'T33: at %s a barred member sees no row of whom they may not see, in any table',
  async (kind) => {
    const house = houseOf(kind)
    const { at, withheld, tables, app } = house
    const found: string[] = []
    for (const { name, comment } of tables) {
      if (KNOWN_ALL_THE_SAME.has(name) || comment.startsWith('not personal:')) continue
      const rows = await asActor(app, at.lone.staffId('barred'), (tx) => rowsOf(tx, name))
      for (const secret of withheld.secrets) if (rows.some((row) => row.includes(secret))) found.push(`${name} tells ${secret}`)
    }
    counted['foreign rows'] += found.length
    expect(found).toEqual([])
    // The same rows are there for a colleague: what was looked for could have been found.
    const seen = await Promise.all(
      ['desk.referral', 'exchange.conversation', 'exchange.event', 'exchange.grant_held'].map(async (table) =>
        (await asActor(app, at.lone.staffId('worker'), (tx) => rowsOf(tx, table))).some((row) =>
          withheld.cases.some((one) => row.includes(one)),
        ),
      ),
    )
    expect(seen).toEqual([true, true, true, true])
  },
  30_000,
)

test.each(PEOPLE)(
  'T33: at %s who did not say who acts, a stranger, nonsense and the suspended see nothing, nor does the owner',
  async (kind) => {
    const house = houseOf(kind)
    const { at, app } = house
    const nobody = { undefined, '': '', stranger: uuidv7(), nonsense: 'admin', upper: 'SYSTEM', suspended: at.lone.staffId('suspended') }
    for (const [who, actor] of Object.entries(nobody)) {
      const seen = await asActor(app, actor, (tx) => sightOf(house, tx))
      for (const table of ASKED_BY_THE_POLICIES) if (actor) delete seen[table]
      // Who is suspended keeps what they asked for under their own key.
      expect(seen, `${kind}: ${who}`).toEqual({})
    }
    const owner = openPool(at.lone.database.ownerUrl, { max: 1, name: 'owner' })
    try {
      expect(await asActor(owner, undefined, (tx) => sightOf(house, tx))).toEqual({})
    } finally {
      await owner.end({ timeout: 1 })
    }
  },
  30_000,
)

test('T33: the role of one organisation does not enter the database of another', async () => {
  for (const kind of PEOPLE) {
    const { at } = houseOf(kind)
    const other = houseOf(kind === 'shelter' ? 'legal-aid' : 'shelter').at
    for (const url of [at.lone.database.appUrl, at.lone.database.ownerUrl]) {
      const there = new URL(url)
      there.pathname = new URL(other.lone.database.appUrl).pathname
      const stranger = openPool(there.href, { max: 1, name: 'stranger' })
      await expect(stranger`select 1`).rejects.toMatchObject({ code: '42501' })
      await stranger.end({ timeout: 1 })
    }
  }
}, 30_000)

test.each(PEOPLE)(
  'T33: at %s a pooled connection carries nobody over, whoever came before and however it ended',
  async (kind) => {
    const house = houseOf(kind)
    const { at, app } = house
    const actors = [undefined, 'system', at.lone.staffId('worker'), at.lone.staffId('barred'), at.lone.staffId('suspended'), uuidv7()]
    const sights = new Map<string | undefined, string>()
    for (const actor of actors) {
      const fresh = openPool(at.lone.database.appUrl, { max: 1, name: 'fresh' })
      sights.set(actor, JSON.stringify(await asActor(fresh, actor, (tx) => sightOf(house, tx))))
      await fresh.end({ timeout: 1 })
    }
    expect(new Set(sights.values()).size).toBeGreaterThan(3)
    const turn = fc.record({ actor: fc.constantFrom(...actors), ends: fc.constantFrom('commit', 'fault', 'refusal') })
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 2, maxLength: 6 }), async (turns) => {
        for (const { actor, ends } of turns) {
          const seen: string[] = []
          const done = asActor(app, actor, async (tx) => {
            seen.push(JSON.stringify(await sightOf(house, tx)))
            if (ends === 'fault') await tx`select 1 / 0`
            if (ends === 'refusal') throw new Error('refused')
          })
          await (ends === 'commit' ? done : expect(done).rejects.toThrow())
          expect(seen).toEqual([sights.get(actor)])
        }
      }),
      { numRuns: isLong() ? 300 : 6, seed: seed() },
    )
  },
  120_000,
)

test('T33: without its fence it would be seen, and a table without one is found', async () => {
  const { at, app, withheld } = houseOf('shelter')
  await at.admin`drop policy those_who_see on exchange.conversation`
  await at.admin`create table desk.planted (id uuid, case_id text)`
  const rows = await asActor(app, at.lone.staffId('barred'), (tx) => rowsOf(tx, 'exchange.conversation'))
  expect(rows.some((row) => withheld.cases.some((one) => row.includes(one)))).toBe(true)
  expect((await tablesOf(at.admin)).filter(isOpen).map(({ name }) => name)).toEqual(['desk.planted'])
})
