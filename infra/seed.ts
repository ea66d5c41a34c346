import { randomBytes, randomUUID } from 'node:crypto'
import { type NewReferral, noticeIn } from '@ihala/contract'
import type { Network, RunningOrganisation } from './network.ts'

/** A door of the network, held by one of its staff. */
type Post = (path: string, body: object) => Promise<string>

/** Rooms and fund as `demo.json` describes them. */
interface DemoSeed {
  readonly houses?: readonly {
    readonly for: string
    readonly rooms: readonly { readonly code: string; readonly beds: number; readonly accessible?: boolean; readonly family?: boolean }[]
  }[]
  readonly fund?: { readonly currency: string; readonly balanceMinor: number }
}

/**
 * Gives a fresh demonstration something to work with, through the organisations' own doors: beds, a fund, a trained officer, and
 * one invented person's referral that waits at the shelter. Says what was done.
 */
export async function seedDemonstration(network: Network, report: (line: string) => void): Promise<void> {
  for (const organisation of network.organisations) {
    const seed = organisation.seed as DemoSeed | undefined
    if (seed?.houses) await addBeds(await doorOf(network, organisation, 'admin'), seed.houses)
    if (seed?.fund)
      await (await doorOf(network, organisation, 'admin'))('/fund/endowments', {
        currency: seed.fund.currency,
        minorUnits: seed.fund.balanceMinor,
        source: 'memorandum',
      })
    if (organisation.kind === 'ministry-intake') await trainOfficers(await doorOf(network, organisation, 'admin'), organisation)
  }
  const union = network.organisations.find((one) => one.kind === 'union-liaison')
  const shelter = network.organisations.find((one) => one.kind === 'shelter')
  if (union && shelter) await referSomebody(await doorOf(network, union, 'liaison-officer'), shelter.entityId)
  report('  ✓ Demonstration prepared: beds, a fund, and one referral that waits at the shelter')
}

async function addBeds(post: Post, houses: NonNullable<DemoSeed['houses']>): Promise<void> {
  for (const house of houses) {
    for (const room of house.rooms) {
      for (let bed = 1; bed <= room.beds; bed += 1) {
        await post('/beds', {
          label: `${room.code}/${bed}`,
          sex: house.for === 'men' ? 'male' : 'female',
          family: room.family === true,
          stepFree: room.accessible === true,
        })
      }
    }
  }
}

async function trainOfficers(post: Post, ministry: RunningOrganisation): Promise<void> {
  const validUntil = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10)
  for (const { sub } of ministry.staff.filter(({ roles }) => roles.includes('intake-officer')))
    await post('/staff-marks', { sub, mark: 'interviewing-victims', validUntil })
}

async function referSomebody(post: Post, to: string): Promise<void> {
  const now = Date.now()
  const after = (days: number): string => new Date(now + days * 86_400_000).toISOString()
  // Invented, like everybody in the demonstration.
  const personId = await post('/people', {
    sections: {
      identity: { names: { latin: 'Lakshmi Devi Rana', own: 'लक्ष्मी देवी राना' }, sex: 'female', nationality: 'NP' },
      contact: { telephone: '+97400001234' },
    },
  })
  const referral: NewReferral = {
    personId,
    to,
    step: 'request',
    relatesTo: [],
    need: {
      needs: ['shelter'],
      urgency: 'tonight',
      sex: 'female',
      ageBand: '25-34',
      children: [],
      languages: [{ code: 'npi', speaks: true, reads: true }],
      medical: [],
      access: [],
      staffSex: 'female',
      others: 0,
      note: 'Left her workplace this morning and has nowhere safe to sleep.',
    },
    consent: {
      basis: {
        kind: 'consent',
        evidence: {
          v: 2,
          notice: noticeIn('npi'),
          language: 'npi',
          coolingOff: 'asked-not-to-wait',
          understood: true,
          readBack: true,
          interpreter: 'independent',
          howGiven: 'signature',
          witnessed: false,
          privatelyConfirmed: true,
          takenAt: new Date(now).toISOString(),
          takenBy: randomBytes(16).toString('base64url'),
        },
      },
      purposes: ['shelter', 'protection'],
      categories: ['need', 'identity', 'contact'],
      until: after(90),
      eraseAt: after(180),
      onward: { kinds: ['legal-aid', 'charity-funding'], categories: ['need', 'identity', 'contact'], depth: 1 },
      excluded: [],
      wayBack: true,
    },
  }
  await post('/referrals', referral)
}

/** Signs in the first member of staff with a role, over HTTP like everybody. */
async function doorOf(network: Network, organisation: RunningOrganisation, role: string): Promise<Post> {
  const member = organisation.staff.find(({ roles }) => roles.some((one) => one === role))
  if (!member) throw new Error(`Nobody at ${organisation.slug} has the role ${role}.`)
  const { cookie } = await network.signIn(organisation.slug, member.sub)
  const session: { csrf: string } = await (await fetch(`${organisation.baseUrl}/session`, { headers: { cookie } })).json()
  return async (path, body) => {
    const response = await fetch(`${organisation.baseUrl}${path}`, {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': session.csrf, 'idempotency-key': randomUUID(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${organisation.slug} answered ${response.status} to POST ${path}`)
    const created: { id: string } = await response.json()
    return created.id
  }
}
