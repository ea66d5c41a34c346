import type { Category, ConsentView, Event, NeedSection, ReferralState } from '@ihala/contract'
import {
  type CaseKeyStore,
  type Feature,
  type InboxContext,
  type IncomingEvent,
  migrationSources,
  type OutgoingMessage,
  openPool,
  randomId,
  type ServiceContext,
  stampSource,
  type Tx,
  uuidv7,
} from '@ihala/kit'
import { evolve, type Life, QATAR_DEMO_LAW, ruleSetInForce, type Side } from '@ihala/policy'
import { migratedDatabase } from '../../../test/kit/migrated-database.ts'
import { desk } from '../src/desk.ts'
import { insertPerson } from '../src/person/person.store.ts'
import { insertReferral, referralById } from '../src/referral/referral.store.ts'
import type { Referral } from '../src/referral/referral.ts'

/** The other end of every referral of a test, unless it says another. */
export const PARTNER = 'https://itf.network.example'

/** Keys are kit's to test; here what is kept may be read. */
export const openKeys: CaseKeyStore = {
  keyOf: async () => Buffer.alloc(32),
  keyFor: async () => Buffer.alloc(32),
  create: async () => {},
  make: async () => {},
  committed: () => {},
  encryptFor: async (_tx, _caseId, _part, _what, plaintext) => Buffer.from(plaintext),
  decryptFor: async (_tx, _caseId, _part, _what, bytes) => Buffer.from(bytes),
  decryptWithheld: async (_tx, _caseId, _part, _what, bytes) => Buffer.from(bytes),
  withhold: async () => {},
  erase: async () => {},
}

/** A woman who speaks Amharic and is alone. */
export const NEED: NeedSection = {
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

/** What she agreed to; it outlasts the test unless told. */
export function consent(changes: Partial<ConsentView> = {}): ConsentView {
  return {
    basis: 'consent',
    purposes: ['shelter'],
    categories: ['need', 'identity', 'contact', 'documents'],
    until: '2999-01-01T00:00:00.000Z',
    eraseAt: '2999-07-01T00:00:00.000Z',
    wayBack: true,
    language: 'amh',
    howGiven: 'oral',
    excluded: [],
    withdrawn: [],
    ...changes,
  }
}

/** An office with the common desk, a database of its own, and a clock that the test sets; no bus: what is sent is listed. */
export async function anOffice(features: readonly Feature[] = []) {
  const database = await migratedDatabase(migrationSources([desk, ...features]))
  const requests = openPool(database.appUrl, { max: 6, name: 'requests' })
  const background = openPool(database.appUrl, { max: 4, name: 'background', actor: 'system' })
  const clock = { now: new Date('2026-11-01T20:00:00.000Z') }
  const stamp = stampSource(() => clock.now)
  const sent: OutgoingMessage[] = []
  const takes: { categories: readonly Category[]; status: 'live' | 'suspended' } = { categories: [], status: 'live' }
  const keyring = { wrap: (bytes: Uint8Array) => Buffer.from(bytes), unwrap: (bytes: Uint8Array) => Buffer.from(bytes) }
  const registry = { find: () => ({ metadata: { ihala_member: { takes: takes.categories, status: takes.status } } }) }
  // The part of a service that the desk's handlers look at.
  const law = (at: string) => ruleSetInForce(QATAR_DEMO_LAW, at)
  const service = { caseKeys: openKeys, keyring, registry, law } as object as ServiceContext
  const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => background.begin(work) as Promise<T>
  const context = (tx: Tx): InboxContext => ({ tx, stamp, service, send: (message) => void sent.push(message) })

  const person = (): Promise<string> =>
    asSystem(async (tx) => {
      const id = uuidv7()
      await insertPerson(tx, openKeys, id, clock.now.toISOString())
      return id
    })
  const referral = async (
    side: Side,
    state: ReferralState,
    given: Partial<Pick<Referral, 'personId' | 'consent' | 'conflict' | 'narrows' | 'partner'>> = {},
  ): Promise<Referral> =>
    asSystem(async (tx) => {
      const [id, caseId] = [uuidv7(), randomId()]
      const { personId = null, narrows = null, partner = PARTNER, conflict = null } = given
      const row = { id, caseId, side, partner, state, personId, narrows, consent: given.consent ?? consent(), pseudonym: randomId() }
      const times = { dueAt: 'infinity', receivedAt: clock.now.toISOString() }
      await insertReferral(tx, openKeys, { ...row, ...times, urgency: 'tonight', needs: ['shelter'] }, NEED)
      await tx`update desk.referral set conflict = ${conflict} where id = ${id}`
      await tx`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
        values (${caseId}, ${partner}, ${side}, ${state}, false, 'sender', 1, 1)`
      return referralById(tx, id)
    })
  /** An event of the other side, as the exchange hands it on. */
  const arrives = (referral: Referral, event: Event, before?: Life): IncomingEvent => {
    const known: Life = before ?? { state: referral.state, cancelling: referral.cancelling, responsible: 'sender' }
    const pair = event.type === 'file-chunk'
    return {
      ...event,
      from: referral.partner,
      fromKind: 'union-liaison',
      caseId: pair ? null : referral.caseId,
      side: pair ? null : referral.side,
      before: pair ? null : known,
      life: pair ? null : evolve(known, event),
      grant: null,
      at: clock.now.toISOString(),
      jti: randomId(),
    }
  }

  return {
    database,
    clock,
    sent,
    takes,
    service,
    person,
    referral,
    arrives,
    asSystem,
    context,
    /** Lets a feature handle an event, in a transaction as the inbox makes it: the conversation is locked first. */
    handle: (event: IncomingEvent, feature: Feature = desk): Promise<void> =>
      asSystem(async (tx) => {
        if (event.caseId !== null) await tx`select from exchange.conversation where case_id = ${event.caseId} for update`
        const handler = feature.inbox?.[event.type] as ((event: IncomingEvent, context: InboxContext) => Promise<void>) | undefined
        if (!handler) throw new Error('nobody handles it')
        await handler(event, context(tx))
      }),
    see: (id: string): Promise<Referral> => asSystem((tx) => referralById(tx, id)),
    tasks: (referralId: string): Promise<string[]> =>
      asSystem(async (tx) =>
        (await tx<{ code: string }[]>`select code from desk.task where referral_id = ${referralId} order by id`).map(({ code }) => code),
      ),
    staff: async (role: string): Promise<string> => {
      const id = uuidv7()
      await asSystem(
        (tx) =>
          tx`insert into kit.staff (id, issuer, sub, pseudonym, roles, last_seen) values (${id}, 'https://id.example', ${id}, ${randomId()}, ${[role]}, now())`,
      )
      return id
    },
    /** One transaction of a staff member, as `act` makes it. */
    as: <T>(member: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
      requests.begin(async (tx) => {
        await tx`select set_config('ihala.staff', ${member}, true)`
        return work(tx)
      }) as Promise<T>,
    close: async () => {
      await Promise.all([requests.end({ timeout: 5 }), background.end({ timeout: 5 })])
      await database.drop()
    },
  }
}

/** An office, as the tests hold it. */
export type Office = Awaited<ReturnType<typeof anOffice>>
