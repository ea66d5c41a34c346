import { ReadingReason, STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { loadAccess } from '@ihala/kit'
import { expect, test } from 'vitest'
import { policies } from './policies.ts'
import { caseFor, mayShow, type PartShown, type Seen, type Standing } from './reading/reading.ts'

const KINDS = ['shelter', 'legal-aid', 'charity-funding'] as const
const REASONS = [null, 'covering-for-colleague', 'supervision', 'offered'] as const
const access = await loadAccess([{ feature: 'desk', text: policies }], { slug: 'a-house', kind: 'shelter' })
const asker = (roles: readonly StaffRole[]) => ({
  allows: (action: string, resource: Parameters<typeof access.allows>[2]) => access.allows({ id: 'somebody', roles }, action, resource),
})
/** Whether a part is shown: the case is entered first, but for its line on a list. */
const shows = (roles: readonly StaffRole[], seen: Seen, part: PartShown): boolean =>
  (part === 'line' || asker(roles).allows('enter-case', caseFor(seen.kind, seen.standing))) && mayShow(asker(roles), seen, part)

const PARTS: readonly PartShown[] = ['line', 'need', 'identity', 'contact', 'health', 'testimony', 'documents', 'exposure']

/**
 * Who sees what, when; written by hand as a second source. The case is the asker's (`me`), nobody's yet, or a colleague's (`others`),
 * then with the reason they said. `y` shown, `.` not. `sealed`: who the person is, is sealed, and was not opened to them.
 */
const TABLE = `
who                at               case    reason                  line need iden cont heal test docs expo
intake-officer     ministry-intake  me      none                    y    y    y    y    y    y    y    .
intake-officer     ministry-intake  nobody  none                    y    y    y    y    y    y    y    .
intake-officer     ministry-intake  others  none                    .    .    .    .    .    .    .    .
intake-officer     ministry-intake  others  covering-for-colleague  .    y    y    y    y    y    y    .
intake-officer     ministry-intake  others  person-is-here          .    y    y    y    y    y    y    .
intake-officer     ministry-intake  others  danger                  .    y    y    y    y    y    y    .
intake-officer     ministry-intake  others  supervision             .    y    .    .    .    .    .    .
intake-officer     ministry-intake  others  correction              .    y    .    .    .    .    .    .
liaison-officer    union-liaison    me      none                    y    y    y    y    y    y    y    .
liaison-officer    union-liaison    others  none                    .    .    .    .    .    .    .    .
lawyer             legal-aid        me      none                    y    y    y    y    y    y    y    y
lawyer             legal-aid        nobody  none                    y    y    y    y    y    y    y    y
lawyer             legal-aid        others  none                    .    .    .    .    .    .    .    .
lawyer             legal-aid        others  offered                 .    y    .    .    .    .    .    .
lawyer             legal-aid        others  person-is-here          .    y    y    y    y    y    y    .
lawyer             legal-aid        others  covering-for-colleague  .    y    y    y    y    y    y    y
legal-coordinator  legal-aid        others  none                    y    y    y    y    y    y    y    .
legal-coordinator  legal-aid        me      none                    y    y    y    y    y    y    y    y
duty-officer       union-liaison    others  none                    y    y    y    y    y    y    y    .
shelter-worker     shelter          others  none                    y    y    y    y    y    y    y    .
shelter-worker     shelter          me      none                    y    y    y    y    y    y    y    .
shelter-worker     legal-aid        others  none                    .    .    .    .    .    .    .    .
clinician          shelter          me      none                    y    y    y    y    y    .    y    y
clinician          shelter          others  none                    y    y    y    y    y    .    y    .
clinician          union-liaison    others  none                    .    .    .    .    .    .    .    .
case-worker        charity-funding  others  none                    y    y    y    y    y    y    y    .
approver           charity-funding  others  none                    y    y    .    .    .    .    .    .
approver           union-liaison    me      none                    y    y    .    .    .    .    .    .
approver           union-liaison    others  danger                  .    y    .    .    .    .    .    .
shelter-worker     shelter          me      none+sealed             y    y    .    .    y    y    .    .
lawyer             legal-aid        me      none+sealed             y    y    .    .    y    y    .    y
duty-officer       shelter          others  none+sealed             y    y    .    .    y    y    .    .
admin              shelter          me      none                    .    .    .    .    .    .    .    .
analyst            shelter          nobody  none                    .    .    .    .    .    .    .    .
data-protection-officer shelter     nobody  none                    .    .    .    .    .    .    .    .
`

test('M3, T33, R-4: who sees what of a case, and when', () => {
  const [, ...rows] = TABLE.trim().split('\n')
  expect(rows).toHaveLength(35)
  for (const row of rows) {
    const [who = '', kind = '', assigned = '', why = '', ...marks] = row.split(/ +/)
    const role = STAFF_ROLES.find((one) => one === who)
    const reason = ReadingReason.enum.find((one) => why.startsWith(one)) ?? null
    if (!role || (assigned !== 'me' && assigned !== 'others' && assigned !== 'nobody')) throw new Error(`no such row: ${row}`)
    const seen: Seen = { kind, standing: { assigned, reason }, withheld: why.endsWith('+sealed') }
    expect(
      PARTS.map((part) => (shows([role], seen, part) ? 'y' : '.')),
      row,
    ).toEqual(marks)
  }
})

/** Every role, in houses that differ, and every standing. */
function* everything(): Generator<{ readonly role: StaffRole; readonly seen: Seen }> {
  for (const role of STAFF_ROLES)
    for (const kind of KINDS)
      for (const assigned of ['me', 'others', 'nobody'] as const)
        for (const reason of REASONS)
          for (const withheld of [false, true]) yield { role, seen: { kind, standing: { assigned, reason }, withheld } }
}

test('R-5: exposure shows to legal aid and the treating clinician only, of their own cases or when they cover for whose it is', () => {
  let shown = 0
  for (const { role, seen } of everything()) {
    if (!shows([role], seen, 'exposure')) continue
    shown += 1
    expect(['lawyer', 'legal-coordinator', 'clinician']).toContain(role)
    expect(seen.standing.assigned !== 'others' || seen.standing.reason === 'covering-for-colleague').toBe(true)
  }
  expect(shown).toBeGreaterThan(0)
})

test('M6, T35: who a sealed person is, and where, shows to no role in no house for no reason', () => {
  for (const { role, seen } of everything())
    if (seen.withheld)
      for (const part of ['identity', 'contact', 'safe-contact', 'family', 'documents'] as const)
        expect(shows([role], seen, part), `${role}: ${part}`).toBe(false)
})

test('c2, R-5: what a law keeps though the person took it back shows to whoever answers for its keeping alone, and exposure to nobody', () => {
  const shown = new Set<string>()
  for (const { role, seen } of everything()) {
    expect(asker([role]).allows('read-kept', { type: 'Case', id: 'case' }), role).toBe(role === 'data-protection-officer')
    for (const part of [...PARTS, 'words'] as const) if (mayShow(asker([role]), { ...seen, kept: true }, part)) shown.add(`${role} ${part}`)
  }
  const parts = [...PARTS, 'words'].filter((part) => part !== 'line' && part !== 'exposure')
  expect([...shown].toSorted()).toEqual(parts.map((part) => `data-protection-officer ${part}`).toSorted())
})

test('T33: a reason never shows more than the case does to whose it is, and who may not enter sees nothing of it', () => {
  for (const { role, seen } of everything()) {
    if (seen.withheld) continue
    const mine: Standing = { assigned: 'me', reason: null }
    for (const part of ['need', 'identity', 'testimony', 'exposure', 'words'] as const) {
      if (shows([role], seen, part)) expect(shows([role], { ...seen, standing: mine }, part), `${role}: ${part}`).toBe(true)
      if (!asker([role]).allows('enter-case', caseFor(seen.kind, seen.standing))) expect(shows([role], seen, part)).toBe(false)
    }
  }
})

test('M3: a part nobody named shows to nobody', () => {
  for (const role of STAFF_ROLES) {
    const resource = {
      type: 'Part',
      id: 'x',
      attributes: { kind: 'shelter', assigned: 'me', reason: 'none', withheld: false, part: 'secrets' },
    }
    expect(access.allows({ id: 'somebody', roles: [role] }, 'see-part', resource)).toBe(false)
  }
})
