import type { ConsentView, NeedSection, ReferralState } from '@ihala/contract'
import { type CaseKeyStore, migrationSources, type OutgoingMessage, openPool, randomId, stampSource, type Tx, uuidv7 } from '@ihala/kit'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { service } from '../src/service.ts'

type Pool = ReturnType<typeof openPool>

/** Keys are kit's to test; here what is kept may be read. */
const openKeys: CaseKeyStore = {
  keyOf: async () => Buffer.alloc(32),
  keyFor: async () => Buffer.alloc(32),
  create: async () => {},
  make: async () => {},
  encryptFor: async (_tx, _caseId, _part, _what, plaintext) => Buffer.from(plaintext),
  decryptFor: async (_tx, _caseId, _part, _what, bytes) => Buffer.from(bytes),
  decryptWithheld: async (_tx, _caseId, _part, _what, bytes) => Buffer.from(bytes),
  withhold: async () => {},
  committed: () => {},
  erase: async () => {},
}

/** A woman who speaks Amharic and is alone. */
const hirut: NeedSection = {
  needs: ['shelter'],
  urgency: 'tonight',
  sex: 'female',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'amh', speaks: true, reads: false }],
  medical: [],
  access: [],
  staffSex: 'female',
  others: 0,
}

/** What Hirut agreed to; it outlasts the test. */
const consent: ConsentView = {
  basis: 'consent',
  purposes: ['shelter'],
  categories: ['need'],
  until: '2999-01-01T00:00:00.000Z',
  eraseAt: '2999-07-01T00:00:00.000Z',
  wayBack: true,
  language: 'amh',
  howGiven: 'oral',
  excluded: [],
  withdrawn: [],
}

/** The Care House with a database of its own and a clock that the test sets. */
export async function aHouse() {
  const database = await migratedDatabase(migrationSources(service.features))
  const requests = openPool(database.appUrl, { max: 12, name: 'requests' })
  const background = openPool(database.appUrl, { max: 2, name: 'background', actor: 'system' })
  const clock = { now: new Date('2026-03-01T20:00:00.000Z') }
  const stamp = stampSource(() => clock.now)
  const sent: OutgoingMessage[] = []

  const staff = async (role: string): Promise<string> => {
    const id = uuidv7()
    await background.begin(
      (tx) =>
        tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.example', ${id}, ${randomId()}, ${[role]}, now())`,
    )
    return id
  }
  const referral = async (
    state: ReferralState,
    { need = {}, wayBack = true }: { need?: Partial<NeedSection>; wayBack?: boolean } = {},
  ): Promise<string> => {
    const id = uuidv7()
    const whole: NeedSection = { ...hirut, ...need }
    await background.begin(
      (tx) => tx`
        insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, received_at, need)
        values (${id}, ${randomId()}, 'recipient', 'https://itf.network.example', ${state}, ${whole.urgency}, ${whole.needs}, ${randomId()}, ${JSON.stringify({ ...consent, wayBack })}::text::jsonb, ${clock.now.toISOString()}, ${Buffer.from(JSON.stringify(whole))})`,
    )
    return id
  }
  const bed = async (label: string, sex: 'female' | 'male' | 'any' = 'female'): Promise<string> => {
    const id = uuidv7()
    await background.begin(
      (tx) =>
        tx`insert into beds.bed (id, label, sex, family, step_free, created_at) values (${id}, ${label}, ${sex}, false, false, now())`,
    )
    return id
  }
  /** One transaction of a staff member, as `act` makes it. */
  const as = <T>(member: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
    requests.begin(async (tx) => {
      await tx`select set_config('ihala.staff', ${member}, true)`
      return work(tx)
    }) as Promise<T>
  const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => background.begin(work) as Promise<T>
  const writing = (tx: Tx) => ({ tx, stamp, keys: openKeys, send: (message: OutgoingMessage) => void sent.push(message) })
  const tasks = () => asSystem((tx) => tx<{ code: string; referralId: string }[]>`select code, referral_id from desk.task order by id`)

  return {
    clock,
    sent,
    staff,
    referral,
    bed,
    as,
    asSystem,
    writing,
    tasks,
    empty: () =>
      asSystem(async (tx) => {
        for (const table of ['desk.task', 'stays.stay', 'beds.occupancy', 'beds.bed']) await tx`delete from ${tx(table)}`
      }),
    close: async () => {
      await Promise.all([requests, background].map((pool: Pool) => pool.end({ timeout: 5 })))
      await database.drop()
    },
  }
}
