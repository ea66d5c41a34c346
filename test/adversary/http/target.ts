import { uuidv7 } from '@ihala/kit'
import type { Operation } from './contract-of.ts'
import type { Attacked, AttackedNetwork } from './network.ts'
import type { Target } from './requests.ts'
import { keepsPeople, type Things } from './seeding.ts'
import type { KnownNames } from './skeleton.ts'

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

const TABLES: Readonly<Record<string, string>> = {
  people: 'desk.person',
  referrals: 'desk.referral',
  stays: 'stays.stay',
  matters: 'matters.matter',
  offers: 'offers.offer',
  awards: 'awards.award',
}

/** What a route is asked about at an organisation that keeps these things; its version is as it is now. */
export async function targetOf(
  network: Pick<AttackedNetwork, 'of'>,
  at: Pick<Attacked, 'kind' | 'lone' | 'admin'>,
  things: Things | undefined,
  operation: Operation,
): Promise<Target> {
  const noun = operation.path.split('/')[1] ?? ''
  const found = things && (Reflect.get(things, noun) ?? things.own[noun])
  const id = typeof found === 'string' ? found : uuidv7()
  const partner = network.of(at.kind === 'union-liaison' ? 'shelter' : 'union-liaison')
  const known: KnownNames = {
    to: partner.entityId,
    partner: partner.entityId,
    lawyerId: at.lone.staffId('founder'),
    personId: things?.people ?? uuidv7(),
    people: [things?.people ?? uuidv7()],
    relatesTo: [],
    firstContactOn: '2026-01-10',
    askAgainAt: inDays(5),
    expiresAt: inDays(90),
    box: 'received',
    currency: 'QAR',
    transfer: true,
  }
  return { operation, id, known, version: await versionOf(at, noun, id) }
}

async function versionOf({ kind, admin }: Pick<Attacked, 'kind' | 'admin'>, noun: string, id: string): Promise<string> {
  const table = TABLES[noun]
  if (table === undefined || !keepsPeople(kind)) return '"1"'
  const [row] = await admin.unsafe<{ version: number }[]>(`select version from ${table} where id = $1`, [id])
  return `"${row?.version ?? 1}"`
}
