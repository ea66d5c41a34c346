import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { desk } from '@ihala/desk'
import { innerAad } from '@ihala/exchange'
import {
  addJob,
  type Config,
  createKeyring,
  encryptUnder,
  type FileKeyring,
  loadKeyring,
  migrate,
  migrationSources,
  openPool,
  randomId,
  type Tx,
  uuidv7,
} from '@ihala/kit'
import { hashOf, signEvent } from '@ihala/seal'
import postgres, { type Sql } from 'postgres'
import { newRecoveryKey, type RecoveryPrivateKey, type RecoveryPublicKey } from '../src/index.ts'

/** Where an empty database is, as `freshDatabase` of test/kit makes it. */
interface EmptyDatabase {
  readonly adminUrl: string
  readonly ownerUrl: string
  readonly appUrl: string
}

/** Migrations of a service that has the common desk. */
export const sources = migrationSources([desk])

const ENTITY = 'https://care-house.network.example'
export const PARTNER = 'https://itf.network.example'

/** An organisation with a database, keys and settings, and the recovery keys of two of its staff. */
export interface Organisation {
  readonly config: Config
  readonly folder: string
  /** A superuser's view of the database: what is really there. */
  readonly admin: Sql
  readonly keyring: FileKeyring
  readonly recipients: readonly RecoveryPublicKey[]
  readonly keys: readonly [RecoveryPrivateKey, RecoveryPrivateKey]
  /** Path of a file of this organisation. */
  readonly at: (name: string) => string
  readonly close: () => Promise<void>
}

/** Settings of Care House for a database; its folder has no keyring yet. */
export function emptyPlace(database: EmptyDatabase): Pick<Organisation, 'config' | 'folder' | 'at'> {
  const folder = mkdtempSync(join(tmpdir(), 'ihala-cli-'))
  const at = (name: string): string => join(folder, name)
  writeFileSync(at('kek'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  writeFileSync(at('secret'), 'a secret of the provider', { mode: 0o600 })
  const config: Config = {
    slug: 'care-house',
    kind: 'shelter',
    entityId: ENTITY,
    names: { ar: 'دار الأمان', en: 'Care House' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Qatar',
    databaseUrl: database.appUrl,
    ownerDatabaseUrl: database.ownerUrl,
    keyDir: at('keys'),
    kekFile: at('kek'),
    nats: { url: 'nats://127.0.0.1:1', credsFile: at('secret'), tag: `A${'B'.repeat(55)}` },
    oidc: { issuer: 'http://127.0.0.1:1', clientId: 'care-house', clientSecretFile: at('secret') },
    port: 0,
    baseUrl: 'http://127.0.0.1',
    registry: {
      anchorKeys: [
        { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), holder: 'national-committee', government: true },
        { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(42)}E`, holder: 'itf', government: false },
      ],
      networkDomain: 'network.example',
      anchorId: 'https://national-committee.network.example',
    },
    environment: 'development',
  }
  return { config, folder, at }
}

/** Care House with its tables and keys, and nothing in them. */
export async function anOrganisation(database: EmptyDatabase, migrations = sources): Promise<Organisation> {
  const place = emptyPlace(database)
  const { config, folder } = place
  createKeyring(config.keyDir, config.kekFile, new Date())
  const app = openPool(database.appUrl, { max: 1, name: 'test' })
  await migrate(app, { ownerUrl: database.ownerUrl, sources: migrations }).finally(() => app.end())
  const [one, other] = [newRecoveryKey(), newRecoveryKey()]
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  return {
    ...place,
    admin,
    keyring: loadKeyring({ dir: config.keyDir, kekFile: config.kekFile, clock: () => new Date() }),
    recipients: [one.open, other.open],
    keys: [one, other],
    close: async () => {
      await admin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Data keys of a case and its person, wrapped as kit wraps them, and what is sealed under them. */
function caseKeys(tx: Tx, keyring: FileKeyring) {
  const made = new Map<string, Buffer>()
  const keyOf = (owner: string): Buffer => made.get(owner) ?? Buffer.alloc(0)
  return {
    keyOf,
    make: async (owner: string): Promise<void> => {
      made.set(owner, randomBytes(32))
      await tx`insert into kit.case_key (case_id, wrapped) values (${owner}, ${keyring.wrap(keyOf(owner))})`
    },
    sealed: (owner: string, what: string, text: string): Buffer => encryptUnder(keyOf(owner), Buffer.from(text), `${owner}/${what}`),
  }
}

/** What a case was filled with. */
export interface FilledCase {
  readonly caseId: string
  readonly personId: string
}

/** A referral with `events` events of each side, its person, sections, notes, and a row in every other table. */
export async function aCase({ config, keyring }: Organisation, events = 3): Promise<FilledCase> {
  const db = openPool(config.databaseUrl, { max: 1, name: 'test', actor: 'system' })
  const [caseId, personId, referralId] = [randomId(), uuidv7(), uuidv7()]
  const now = new Date().toISOString()
  try {
    await db.begin(async (tx) => {
      const keys = caseKeys(tx, keyring)
      await keys.make(personId)
      await keys.make(caseId)
      await tx`insert into desk.person (id, created_at) values (${personId}, ${now})`
      await tx`
        insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
        values (${caseId}, ${PARTNER}, 'recipient', 'accepted', false, 'recipient', ${events}, ${events})`
      for (const iss of [ENTITY, PARTNER]) await chain(tx, { key: keys.keyOf(caseId), keyring, caseId, iss, events, now })
      const need = keys.sealed(caseId, 'need', '{"urgency":"tonight"}')
      await tx`
        insert into desk.referral (id, case_id, side, partner, state, urgency, needs, person_id, pseudonym, consent, received_at, need)
        values (${referralId}, ${caseId}, 'recipient', ${PARTNER}, 'accepted', 'tonight', ${['shelter']}, ${personId}, ${randomId()},
          ${tx.json({ basis: 'consent', said: 'tab\tand\nline \\ ، نعم' })}, ${now}, ${need})`
      for (const [table, owner] of [
        ['section', personId],
        ['note', caseId],
      ] as const) {
        const id = uuidv7()
        const content = keys.sealed(owner, `${table}/${id}`, JSON.stringify({ said: 'زينب' }))
        if (table === 'section') {
          await tx`insert into desk.section (id, owner, category, at, content) values (${id}, ${owner}, 'identity', ${now}, ${content})`
        } else {
          await tx`insert into desk.note (id, case_id, at, by_us, content) values (${id}, ${owner}, ${now}, true, ${content})`
        }
      }
      await tx`insert into desk.task (id, code, referral_id, created_at) values (${uuidv7()}, 'referral-arrived', ${referralId}, ${now})`
      await staff(tx, keyring, caseId, now)
      await addJob(tx, 'clean', { bed: uuidv7() }, { runAt: '2999-01-01T00:00:00.000Z' })
    })
  } finally {
    await db.end()
  }
  return { caseId, personId }
}

interface Chain {
  readonly key: Buffer
  readonly keyring: FileKeyring
  readonly caseId: string
  readonly iss: string
  readonly events: number
  readonly now: string
}

async function chain(tx: Tx, { key, keyring, caseId, iss, events, now }: Chain): Promise<void> {
  let prev: string | null = null
  for (let seq = 1; seq <= events; seq++) {
    const [jti, leaf] = [randomId(), uuidv7()]
    const jws: string = signEvent(Buffer.from(JSON.stringify({ iss, jti, case: caseId, seq, prev, data: {} })), keyring)
    const sealed = encryptUnder(key, Buffer.from(jws), innerAad(iss, jti))
    prev = hashOf(jws)
    await tx`
      insert into exchange.event (iss, jti, case_id, seq, evt, at, hash, leaf_id, inner_jws)
      values (${iss}, ${jti}, ${caseId}, ${seq}, 'note-added', ${now}, ${prev}, ${leaf}, ${sealed})`
    await tx`insert into ledger.leaf (id, hash) values (${leaf}, ${randomBytes(32)})`
    await tx`insert into ledger.leaf_content (leaf_id, salt, event) values (${leaf}, ${randomBytes(16)}, '{}')`
  }
}

async function staff(tx: Tx, keyring: FileKeyring, caseId: string, now: string): Promise<void> {
  const id = uuidv7()
  const names = keyring.wrap(Buffer.from('نور'))
  await tx`
    insert into kit.staff (id, issuer, sub, pseudonym, roles, names, last_seen)
    values (${id}, 'https://id.example', ${id}, ${randomId()}, ${['shelter-worker']}, ${names}, ${now})`
  await tx`insert into kit.assignment (case_id, staff_id) values (${caseId}, ${id})`
  await tx`insert into kit.barred (case_id, staff_id) values (${randomId()}, ${id})`
  await tx`
    insert into kit.session (id_hash, staff_id, csrf, created_at, seen_at)
    values (${randomBytes(32)}, ${id}, 'token', ${now}, ${now})`
  await tx`
    insert into kit.access (id, staff, action, subject, at) values (${uuidv7()}, ${randomId()}, 'read-person', ${caseId}, ${now})`
}

/** Every row of every table as text, sorted: two databases with the same are the same. */
export async function contents(admin: Sql): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = await admin<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1`
  const all = new Map<string, readonly string[]>()
  for (const { name } of tables) {
    const rows = await admin<{ row: string }[]>`select t::text as row from ${admin(name)} t`
    all.set(name, rows.map(({ row }) => row).sort())
  }
  return all
}
