import type { ConsentView, NeedSection, ReferralState, StaffRole } from '@ihala/contract'
import type { Referral } from '@ihala/desk'
import { type CaseKeyStore, migrationSources, type OutgoingMessage, openPool, randomId, stampSource, type Tx, uuidv7 } from '@ihala/kit'
import { QATAR_DEMO_LAW, ruleSetInForce } from '@ihala/policy'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { service } from '../src/service.ts'

/** Bytes that are not their content at sight, and open only for the case and the place they were sealed for. */
const mask = (caseId: string, what: string, bytes: Uint8Array): Buffer => {
  const place = Buffer.from(`${caseId}/${what}`)
  return Buffer.from(bytes.map((byte, at) => byte ^ (place[at % place.length] ?? 0) ^ 0x80))
}
const caseKeys: CaseKeyStore = {
  keyOf: async () => Buffer.alloc(32),
  keyFor: async () => Buffer.alloc(32),
  create: async () => {},
  make: async () => {},
  encryptFor: async (_tx, caseId, _part, what, plaintext) => mask(caseId, what, plaintext),
  decryptFor: async (_tx, caseId, _part, what, bytes) => mask(caseId, what, bytes),
  decryptWithheld: async (_tx, caseId, _part, what, bytes) => mask(caseId, what, bytes),
  withhold: async () => {},
  committed: () => {},
  erase: async () => {},
}
const keyring = { unwrap: (bytes: Uint8Array) => Buffer.from(bytes) }

/** Nazmul speaks Bengali and wants what he is owed. */
const nazmul: NeedSection = {
  needs: ['legal-aid'],
  urgency: 'planned',
  sex: 'male',
  ageBand: '25-34',
  children: [],
  languages: [{ code: 'ben', speaks: true, reads: true }],
  medical: [],
  access: [],
  staffSex: 'no-preference',
  others: 0,
}

/** What Nazmul agreed to; it outlasts the test. */
const consent: ConsentView = {
  basis: 'consent',
  purposes: ['legal-aid'],
  categories: ['need'],
  until: '2999-01-01T00:00:00.000Z',
  eraseAt: '2999-07-01T00:00:00.000Z',
  wayBack: true,
  language: 'ben',
  howGiven: 'oral',
  excluded: [],
  withdrawn: [],
}

/** A member of staff, as a session knows them. */
export interface Member {
  readonly id: string
  readonly roles: readonly StaffRole[]
}

/** The Lawyers Association with a database of its own and a clock that the test sets. */
export async function chambers() {
  const database = await migratedDatabase(migrationSources(service.features))
  const requests = openPool(database.appUrl, { max: 8, name: 'requests' })
  const background = openPool(database.appUrl, { max: 2, name: 'background', actor: 'system' })
  const clock = { now: new Date('2026-11-01T07:00:00.000Z') }
  const stamp = stampSource(() => clock.now)
  const sent: OutgoingMessage[] = []
  const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => background.begin(work) as Promise<T>

  return {
    clock,
    sent,
    asSystem,
    service: { caseKeys, keyring, law: (now: string) => ruleSetInForce(QATAR_DEMO_LAW, now) },
    member: async (en: string, role: StaffRole, languages: readonly string[]): Promise<Member> => {
      const id = uuidv7()
      const names = Buffer.from(JSON.stringify({ names: { ar: 'اسم', en }, languages }))
      await asSystem(
        (tx) =>
          tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, names, last_seen) values (${id}, 'https://id.example', ${id}, ${randomId()}, ${[role]}, ${names}, now())`,
      )
      return { id, roles: [role] }
    },
    referral: async (state: ReferralState, conflict: Referral['conflict'] = null): Promise<string> => {
      const id = uuidv7()
      const caseId = randomId()
      const need = mask(caseId, 'need', Buffer.from(JSON.stringify(nazmul)))
      await asSystem(
        (tx) => tx`
          insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, conflict, received_at, need)
          values (${id}, ${caseId}, 'recipient', 'https://bwi.network.example', ${state}, 'planned', ${nazmul.needs}, ${randomId()}, ${JSON.stringify(consent)}::text::jsonb, ${conflict}, ${clock.now.toISOString()}, ${need})`,
      )
      return id
    },
    caseOf: (referralId: string): Promise<string> =>
      asSystem(async (tx) => (await tx<{ caseId: string }[]>`select case_id from desk.referral where id = ${referralId}`)[0]?.caseId ?? ''),
    tasks: () => asSystem((tx) => tx<{ code: string; dueAt: string }[]>`select code, due_at from desk.task order by id`),
    tasksAbout: (referralId: string) =>
      asSystem(async (tx) =>
        (await tx<{ code: string }[]>`select code from desk.task where referral_id = ${referralId} order by id`).map(({ code }) => code),
      ),
    /** One transaction of a staff member, as `act` makes it. */
    as: <T>({ id }: Member, work: (tx: Tx) => Promise<T>): Promise<T> =>
      requests.begin(async (tx) => {
        await tx`select set_config('ihala.staff', ${id}, true)`
        return work(tx)
      }) as Promise<T>,
    writing: (tx: Tx) => ({ tx, stamp, send: (message: OutgoingMessage) => void sent.push(message) }),
    close: async () => {
      await Promise.all([requests.end({ timeout: 5 }), background.end({ timeout: 5 })])
      await database.drop()
    },
  }
}
