import {
  type ConsentEvidence,
  ENVELOPE,
  EVENTS,
  type EventClaims,
  type EventType,
  type Grant,
  type GrantBasis,
  type GuardianStanding,
  type Need,
  noticeIn,
} from '@ihala/contract'
import { hashOf } from '@ihala/seal'
import { type Attack, attacks, forged, struck } from './attack.ts'
import { forge, forgeJwe, forgeJws, innerHeader, padded, randomHash, randomId, receiptClaims } from './forge.ts'
import { accepted, envelope, evidence, granted, next, refused, requestUnder } from './referral.ts'
import { CARE_HOUSE, NOON, openWorld, statementOf, UNION, type World } from './world.ts'

const instant = (at: number): string => new Date(at * 1000).toISOString()
const HOUR = 3600
const DAY = 24 * HOUR

/** The world in which the registry says of the sender, or of the receiver, that it is of another kind. */
async function kinds(sender: string, receiver: string): Promise<World> {
  const world = await openWorld()
  await world.registry.hear(statementOf(UNION, NOON + 1, { kind: sender }))
  await world.registry.hear(statementOf(CARE_HOUSE, NOON + 1, { kind: receiver }))
  return world
}

/** A first event under a grant, between two kinds of body, asking for one thing. */
const between =
  (sender: string, receiver: string, change: Partial<Grant> = {}, need: Need = 'shelter') =>
  async (): Promise<string> => {
    const world = await kinds(sender, receiver)
    const honest = JSON.stringify(requestUnder(change)).replace('"needs":["shelter"]', `"needs":["${need}"]`)
    return struck(world, envelope(JSON.parse(honest)).sealed)
  }

/** What the person of an honest grant said, and how they were told. */
function wordOf(): ConsentEvidence {
  const { basis } = evidence({})
  if (basis?.kind !== 'consent' || !('v' in basis.evidence)) throw new Error('an adult consents')
  return basis.evidence
}
const guardian = (standing: Partial<GuardianStanding> = {}): GrantBasis => ({
  kind: 'guardian',
  guardian: 'natural',
  standing: { relation: 'mother', inMatter: 'none', ...standing },
  assent: true,
  evidence: wordOf(),
})
const GUARDIAN: Partial<Grant> = { basis: guardian() }
/** What an earlier version said of a guardian: nothing but the kind. */
const untold = (): Grant['basis'] => {
  const { v: _v, coolingOff: _coolingOff, notice, ...rest } = wordOf()
  return { kind: 'guardian', guardian: 'natural', assent: true, evidence: { ...rest, notice: { id: notice.id, version: notice.version } } }
}
/** A first event about a child, on the word of this guardian. */
const child = (basis: Grant['basis']) =>
  forged(() => ({ claims: JSON.parse(JSON.stringify(requestUnder({ basis })).replace('"ageBand":"25-34"', '"ageBand":"under-18"')) }))

/** Decided by two for an adult who cannot decide now, within its limits. */
const PROFESSIONALS = [
  { profession: 'physician' as const, staff: randomId() },
  { profession: 'social-worker' as const, staff: randomId() },
]
const unable = (change: Partial<Extract<GrantBasis, { kind: 'incapacity' }>> = {}, terms: Partial<Grant> = {}): Partial<Grant> => ({
  basis: {
    kind: 'incapacity',
    decidedBy: { kind: 'two-professionals', professionals: PROFESSIONALS },
    askAgainAt: instant(NOON + DAY),
    ...change,
  },
  exp: NOON + 20 * DAY,
  eraseAt: instant(NOON + 60 * DAY),
  ...terms,
})

/** A complaint's own next step, on the word given at its filing. */
function statutory(step: Extract<GrantBasis, { kind: 'statutory' }>['step'], purposes: Grant['purposes']): Partial<Grant> {
  return { basis: { kind: 'statutory', step, filing: wordOf() }, purposes }
}

/** What goes on the word of two, within its limits. */
const DANGER: Partial<Grant> = {
  basis: { kind: 'danger', reason: 'danger-to-life', staff: [randomId(), randomId()] },
  exp: NOON + HOUR,
  eraseAt: instant(NOON + 10 * DAY),
  categories: ['need', 'identity'],
  wayBack: false,
}

const told = (at: number): Partial<Grant> => ({ reflection: { because: 'over', at: instant(at) } })

/** A request after an honest enquiry, forged; the clock may have gone on. */
const enquired =
  (change: (enquiry: EventClaims) => object, under: Partial<Grant> = {}, seconds = 0) =>
  async (): Promise<string> => {
    const world = await openWorld()
    const request = requestUnder(under)
    if (!('relatesTo' in request.data)) throw new Error('a request relates to something')
    const { relatesTo: _relatesTo, ...data } = request.data
    const enquiry: EventClaims = { ...request, evt: 'referral-enquired', v: EVENTS['referral-enquired'].v, data }
    const { sealed, hash } = envelope(enquiry)
    await struck(world, sealed)
    world.wait(seconds)
    const grant = hashOf(request.grant ?? '')
    const then = { ...request, jti: randomId(), iat: NOON + seconds, seq: 2, prev: hash, grant, ...change(enquiry) }
    return struck(world, envelope(then).sealed)
  }

/** A note in an accepted referral, by a sender whom the registry lets write notes; the clock may have gone on. */
const noted =
  (change: object, under: Partial<Grant> = {}, seconds = 0) =>
  async (): Promise<string> => {
    const { world, next } = await accepted(under)
    const sends: EventType[] = ['referral-requested', 'note-added']
    await world.registry.hear(statementOf(UNION, NOON + 1, { sends }))
    world.wait(seconds)
    const note = { evt: 'note-added', v: EVENTS['note-added'].v, data: { text: 'The door is green.' }, iat: NOON + seconds }
    return struck(world, envelope({ ...next, ...note, ...change }).sealed)
  }

const testimony = (approvedByPerson: boolean) =>
  next(
    { data: { category: 'testimony', section: { language: 'amh', text: 'An invented account.', approvedByPerson, indicators: [] } } },
    UNION,
    {
      categories: ['need', 'testimony', 'progress'],
    },
  )

/** Several signed objects in one envelope, each in a line of its own. */
const together = async (lines: readonly string[]): Promise<string> => struck(await openWorld(), forgeJwe(padded(lines.join('\n'))))
const receiptLine = (): string =>
  forgeJws(innerHeader(UNION, ENVELOPE.typ.receipt), JSON.stringify(receiptClaims(randomId(), randomHash())), UNION.signing)

/** R-1, R-1a, R-2, R-6, c7, c21, M7: what a member in good standing may not do to a person, though it signs for it. */
export const CONSENT_ATTACKS: readonly Attack[] = attacks({
  'a word given tomorrow': [refused('grant-evidence-incomplete'), granted(evidence({ takenAt: instant(NOON + 400) }))],
  'a recorded word that nobody witnessed': [
    refused('grant-evidence-incomplete'),
    granted(evidence({ howGiven: 'recorded-oral', witnessed: false })),
  ],
  'a word in a language the person does not have': [
    refused('grant-evidence-incomplete'),
    granted(evidence({ language: 'hin', notice: noticeIn('hin') })),
  ],
  'a thumb that nobody witnessed': [refused('grant-evidence-incomplete'), granted(evidence({ howGiven: 'thumb', witnessed: false }))],
  'c20: a notice that nobody knows': [refused('notice-unknown'), granted(evidence({ notice: { ...noticeIn('amh'), id: 'promotion' } }))],
  'c20: another text under the name of the notice': [
    refused('notice-unknown'),
    granted(evidence({ notice: { ...noticeIn('amh'), sha256: randomHash() } })),
  ],
  'c20: a language in which there is no text': [refused('notice-unknown'), granted(evidence({ language: 'som' }))],
  'the ten minutes, over': ['stored, answered, with effect', granted(evidence({ coolingOff: 'waited', takenAt: instant(NOON - 10 * 60) }))],
  'the ten minutes, not over': [refused('cooling-off'), granted(evidence({ coolingOff: 'waited', takenAt: instant(NOON - 9 * 60) }))],
  'the ten minutes, not waited for as if it were immediate': [refused('cooling-off'), granted(evidence({ coolingOff: 'immediate' }))],
  'R-6: a child, on a mother’s word': ['stored, answered, with effect', child(guardian())],
  'c22: a child, on an employer’s word': [refused('guardian-unfit'), child(guardian({ inMatter: 'employer' }))],
  'c22: a child, on the word of whom nobody knows': [refused('guardian-unfit'), child(guardian({ inMatter: 'not-known' }))],
  'c22: a child, on the word of the body that sends': [refused('guardian-unfit'), child(guardian({ body: UNION.entityId }))],
  'c22: a child, on the word of the body that receives': [refused('guardian-unfit'), child(guardian({ body: CARE_HOUSE.entityId }))],
  'c22: a child, on the word of an uncle as a natural guardian': [
    refused('guardian-unfit'),
    child(guardian({ relation: 'aunt-or-uncle' })),
  ],
  'c22: a child, on the word of a guardian of whom nothing is told': [refused('guardian-unfit'), child(untold())],
  'R-6: decided for an adult who cannot decide now': ['stored, answered, with effect', granted(unable())],
  'R-6: decided for an adult by a guardian': [
    'stored, answered, with effect',
    granted(unable({ decidedBy: { kind: 'guardian', standing: { relation: 'other-relative', inMatter: 'none' }, evidence: wordOf() } })),
  ],
  'R-6: decided for an adult by a guardian who is the recruiter': [
    refused('guardian-unfit'),
    granted(
      unable({ decidedBy: { kind: 'guardian', standing: { relation: 'other-relative', inMatter: 'recruiter' }, evidence: wordOf() } }),
    ),
  ],
  'R-6: decided for an adult for half a year': [refused('grant-expired'), granted(unable({}, { exp: NOON + 50 * DAY }))],
  'R-6: decided for an adult who is never asked again': [
    refused('grant-evidence-incomplete'),
    granted(unable({ askAgainAt: instant(NOON + 21 * DAY) })),
  ],
  'R-6: decided for an adult, with papers': [
    refused('grant-not-covering'),
    granted(unable({}, { categories: ['need', 'identity', 'documents'] })),
  ],
  'R-6: decided for an adult, for a complaint': [
    refused('grant-not-covering'),
    granted(unable({}, { purposes: ['shelter', 'complaint-handling'] })),
  ],
  'R-6: decided for an adult, and passed on': [
    refused('grant-wider-than-parent'),
    granted(unable({}, { onward: { kinds: ['legal-aid'], categories: ['need'], depth: 1 } })),
  ],
  'R-6: decided for an adult by one professional': [
    refused('second-person-required'),
    granted(
      unable({
        decidedBy: { kind: 'two-professionals', professionals: PROFESSIONALS.map((one) => ({ ...one, staff: 'pZ3kq9Yv1TnXw0c2L8sR5A' })) },
      }),
    ),
  ],
  'a grant whose content is erased before it ends': [refused('grant-evidence-incomplete'), granted({ eraseAt: instant(NOON + 29 * DAY) })],
  'a grant that lets go on more than it opens': [
    refused('grant-wider-than-parent'),
    granted({ onward: { kinds: ['legal-aid'], categories: ['contact'], depth: 1 } }),
  ],
  'a grant for another purpose than what is asked for': [refused('grant-not-covering'), granted({ purposes: ['legal-aid'] })],
  'R-6: a guardian for an adult': [refused('grant-evidence-incomplete'), granted(GUARDIAN)],
  'R-1a: danger, within its limits': ['stored, answered, with effect', granted(DANGER)],
  'R-1a: danger for two hours': [refused('grant-expired'), granted({ ...DANGER, exp: NOON + 2 * HOUR })],
  'R-1a: danger kept for a month': [refused('grant-evidence-incomplete'), granted({ ...DANGER, eraseAt: instant(NOON + 30 * DAY) })],
  'R-1a: danger that goes on': [
    refused('grant-wider-than-parent'),
    granted({ ...DANGER, onward: { kinds: ['legal-aid'], categories: ['need'], depth: 1 } }),
  ],
  'R-1a: danger with a way back': [refused('grant-not-covering'), granted({ ...DANGER, wayBack: true })],
  'R-1a: danger that tells of exposure': [refused('grant-not-covering'), granted({ ...DANGER, categories: ['need', 'exposure'] })],
  'R-1: the next step of a complaint': [
    'stored, answered, with effect',
    between('ministry-intake', 'labour-relations', statutory('department', ['complaint-handling']), 'complaint-handling'),
  ],
  'R-1: the next step of a complaint, from elsewhere': [
    refused('grant-not-covering'),
    between('union-liaison', 'labour-relations', statutory('department', ['complaint-handling']), 'complaint-handling'),
  ],
  'R-1: the next step of a complaint, to elsewhere': [
    refused('grant-not-covering'),
    between('ministry-intake', 'shelter', statutory('department', ['complaint-handling']), 'complaint-handling'),
  ],
  'R-1: the next step of a complaint, for something else': [
    refused('grant-not-covering'),
    between('ministry-intake', 'labour-relations', statutory('department', ['shelter'])),
  ],
  'c21: to the police, after the reflection period': [
    'stored, answered, with effect',
    between('union-liaison', 'police', told(NOON - DAY)),
  ],
  'c21: to the police, nothing said of the reflection period': [refused('reflection-runs'), between('union-liaison', 'police')],
  'c21: to the police, on a word from before the period was over': [
    refused('reflection-runs'),
    between('union-liaison', 'police', told(NOON + 60)),
  ],
  'c21: to the police, narrowed from a word to another': [
    refused('reflection-runs'),
    between('union-liaison', 'police', { ...told(NOON - DAY), parent: randomHash() }),
  ],
  'c21: to the police, without the person’s word': [
    refused('reflection-runs'),
    between('union-liaison', 'police', { ...DANGER, ...told(NOON - DAY) }),
  ],
  'M7: from an employer': [refused('kind-receives-nothing'), between('employer', 'shelter')],
  'M7: to immigration': [refused('kind-receives-nothing'), between('union-liaison', 'immigration')],
  'an account that its person approved': ['stored, answered, with effect', testimony(true)],
  'R-1: an account that its person did not approve': [refused('summary-not-approved'), testimony(false)],
  'a request after its enquiry': ['stored, answered, with effect', enquired(() => ({}))],
  'a request under another grant than its enquiry’s': [refused('grant-missing'), enquired(() => ({ grant: randomHash() }))],
  'a request about another person than its enquiry': [
    refused('grant-wrong-person'),
    enquired(({ data }) => ({ data: { ...data, relatesTo: [], person: randomId() } })),
  ],
  'a request after the grant of its enquiry has ended': [refused('grant-expired'), enquired(() => ({}), { exp: NOON + 60 }, 120)],
  'a note': ['stored, answered, with effect', noted({})],
  'a note under another grant': [refused('grant-missing'), noted({ grant: randomHash() })],
  'a note after the grant has ended': [refused('grant-expired'), noted({}, { exp: NOON + 60 }, 120)],
  'two receipts of nothing, together': ['dropped', () => together([receiptLine(), receiptLine()])],
  'twenty-one receipts together': ['quarantined inner-header-invalid', () => together(Array.from({ length: 21 }, receiptLine))],
  'an event among receipts': [
    'quarantined inner-header-invalid',
    () => together([receiptLine(), forgeJws(innerHeader(UNION), JSON.stringify(requestUnder({})), UNION.signing)]),
  ],
  'a receipt in the size of a file’s piece': [
    'quarantined envelope-bad-padding',
    async () => struck(await openWorld(), forgeJwe(padded(receiptLine(), ENVELOPE.chunkSize))),
  ],
  'c7: the list of all conversations, from its beginning, for the ninth time a day': [
    refused('too-many-requests'),
    async () => {
      const world = await openWorld()
      const ask = () =>
        forge({
          claims: { evt: 'chain-asked', v: 1, data: { of: 'pair' }, case: undefined, seq: undefined, seen: undefined, grant: undefined },
        })
      for (let asked = 0; asked < 8; asked += 1) await struck(world, ask())
      return struck(world, ask())
    },
  ],
})
