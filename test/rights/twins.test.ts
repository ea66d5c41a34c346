import { STAFF_ROLES } from '@ihala/contract'
import { localDate } from '@ihala/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AttackedNetwork, attackedNetwork } from '../adversary/http/network.ts'
import { handsOf } from '../adversary/http/seeding.ts'
import { story, type Told, type Twin } from './twin-story.ts'

const HIRUT: Twin = {
  sections: {
    identity: {
      names: { latin: 'Hirut Bekele' },
      sex: 'female',
      nationality: 'ET',
      passport: 'ETX9906031',
      residencePermit: '29835600001',
    },
    contact: { telephone: '+97400004130' },
    employment: { employer: 'Falcon Crest', sector: 'F', passportHeldBy: 'person', claims: [] },
  },
  need: { sex: 'female' },
  wish: 'undecided',
  victimStatus: 'not-assessed',
}
const { identity, employment } = HIRUT.sections
if (!identity || !employment) throw new Error('she has a name and a work')
const { passport: _passport, ...withoutPassport } = identity
const { residencePermit: _permit, ...withoutPermit } = identity
const who = (changes: Partial<Twin['sections']>): Twin => ({ ...HIRUT, sections: { ...HIRUT.sections, ...changes } })

/** Her twins, each other than she in one thing. */
const TWINS: Readonly<Record<string, Twin>> = {
  nationality: who({ identity: { ...identity, nationality: 'NP' } }),
  passport: who({ identity: withoutPassport }),
  'residence status': who({ identity: withoutPermit }),
  sector: who({ employment: { ...employment, sector: 'T' } }),
  'passport held': who({ employment: { ...employment, passportHeldBy: 'employer' } }),
  sex: { ...who({ identity: { ...identity, sex: 'male' } }), need: { sex: 'male' } },
  'proceedings wished': { ...HIRUT, wish: 'wishes-to-take-part' },
  'proceedings not wished': { ...HIRUT, wish: 'does-not-wish' },
  'victim status': { ...HIRUT, victimStatus: 'identified' },
}

let network: AttackedNetwork
let hers: Told
let herDay = ''
beforeAll(async () => {
  network = await attackedNetwork()
  const charity = await handsOf(network.of('charity-funding'))
  await charity.ask('POST', '/fund/endowments', { currency: 'QAR', minorUnits: 10_000_000, source: 'donation' })
  const ministry = await handsOf(network.of('ministry-intake'), 'admin', STAFF_ROLES)
  await ministry.ask('POST', '/staff-marks', { sub: 'founder', mark: 'interviewing-victims', validUntil: '2999-01-01' })
  // The first of everything (members who sign in, accounts of the fund) is hers; the twins come after it.
  await story(network, HIRUT)
  await ofOneDay(HIRUT)
}, 120_000)
afterAll(() => network?.stop())

const today = (): string => localDate(new Date().toISOString(), 'Asia/Qatar')

/** Two stories of one day: over midnight a clock of days is due a day later by rights. */
async function ofOneDay(twin: Twin): Promise<Told> {
  for (;;) {
    if (herDay !== today()) {
      herDay = today()
      hers = await story(network, HIRUT)
    }
    const theirs = await story(network, twin)
    if (herDay === today()) return theirs
  }
}

/** Two clocks are the same when both are due at one moment, or the same span after they began. */
function apart(one: Told['clocks'][number], other: Told['clocks'][number] | undefined): boolean {
  if (other === undefined || one.what !== other.what) return true
  if (one.due === null || other.due === null) return one.due !== other.due
  const [due, otherDue] = [Date.parse(one.due), Date.parse(other.due)]
  const [span, otherSpan] = [due - Date.parse(one.begun), otherDue - Date.parse(other.begun)]
  return Math.abs(due - otherDue) > 1_000 && Math.abs(span - otherSpan) > 5_000
}

test('her story is one of help: nothing but the joint session was refused', () => {
  const refused = hers.answers.filter((answer) => / [45]\d\d /.test(answer))
  expect(refused).toEqual(['ministry-intake POST /matters/…/joint-session 422 joint-session-forbidden'])
  expect(hers.clocks.filter(({ due }) => due !== null).length).toBeGreaterThan(4)
  expect(hers.rows['shelter stays.stay']).toBe(1)
  expect(hers.rows['legal-aid proceedings.wish']).toBe(1)
})

test.each(Object.entries(TWINS))(
  'c5, R-2, R-18: a twin who differs by %s is answered, served and counted the same',
  async (_name, twin) => {
    const theirs = await ofOneDay(twin)
    expect(theirs.answers).toEqual(hers.answers)
    expect(theirs.states).toEqual(hers.states)
    expect(theirs.rows).toEqual(hers.rows)
    expect(theirs.clocks.filter((clock, at) => apart(clock, hers.clocks[at]))).toEqual([])
    expect(theirs.clocks.length).toBe(hers.clocks.length)
  },
  60_000,
)
