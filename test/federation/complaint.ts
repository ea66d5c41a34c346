import type { ReferralDetail } from '@ihala/contract'
import { Answered, act, received, referralWhen, until } from '../kit/desk-client.ts'
import { CREW, NEEDS, SUMAN } from '../people/people.ts'
import { consentOf } from './consent.ts'
import { assertSo, type Stage } from './stage.ts'

/** What the next journeys go on from: the worker as the Ministry knows him. */
export interface AtMinistry {
  readonly personId: string
  readonly referralId: string
  readonly officerReferralId: string
}

/** J-1: a crew of three; one consents, the Ministry screens, the clock runs, the employer waits for the worker's word. */
export async function complaintToMinistry(stage: Stage): Promise<AtMinistry> {
  const { officer, intake } = stage.desks
  const people: string[] = []
  for (const person of CREW) {
    const sections = { ...person.sections, testimony: person.testimony.own }
    people.push((await officer.create('/people', { sections })).id)
  }
  const [sumanId = ''] = people
  await stage.step('ITF', 'documents a crew of three: unpaid wages, passports kept, threats')

  for (const evidence of SUMAN.evidence) {
    await officer.upload(
      `/people/${sumanId}/files`,
      { name: evidence.name, mediaType: evidence.mediaType, content: await stage.document(evidence.file) },
      { about: evidence.about },
    )
  }
  await stage.step('ITF', `attaches ${SUMAN.evidence.length} evidence files, each encrypted under a key of its own`)

  const complaint = await officer.create('/complaints', {
    channel: 'liaison-officer',
    people,
    heads: ['wages', 'overtime', 'deductions', 'fees'],
    firstContactOn: '2026-11-08',
  })
  await stage.step('ITF', 'writes the complaint with its heads of claim')

  const refused = await officer.ask('POST', '/referrals', {
    body: {
      personId: sumanId,
      to: stage.entityId('ministry-of-labour'),
      step: 'request',
      need: { ...NEEDS.sumanToMinistry, note: `Call ${SUMAN.telephone}` },
      consent: ministryConsent(),
      relatesTo: [],
    },
    headers: { 'idempotency-key': 'names-nobody' },
  })
  assertSo(
    refused.problem.code === 'need-names-person',
    `text before acceptance that gives a number is refused (${refused.status} ${refused.problem.code})`,
  )

  const sent = await officer.create('/referrals', {
    personId: sumanId,
    to: stage.entityId('ministry-of-labour'),
    step: 'request',
    need: NEEDS.sumanToMinistry,
    consent: ministryConsent(),
    relatesTo: [],
  })
  await stage.step('ITF', 'one worker consents and is referred to the Ministry; of the other two only the number goes')

  const line = await received(intake, 'itf')
  assertSo(line.state === 'requested', 'the Ministry has it as requested')
  const before = await intake.get<ReferralDetail>(`/referrals/${line.id}`)
  assertSo(
    before.sections.length === 0 && before.need?.others === 2 && before.personId === null,
    'before acceptance the Ministry sees only the coded need',
  )
  await referralWhen(officer, sent.id, 'the Ministry’s signed receipt is back', ({ referral }) => referral.facts.deliveredAt !== null)
  await act(intake, line.id, 'open')
  await stage.step('Ministry of Labour', 'receives and opens it; sees need, not name')

  await act(intake, line.id, 'accept', { transfer: true, conditions: [] })
  const whole = await referralWhen(
    intake,
    line.id,
    'sections and files arrive',
    (detail) => detail.sections.length >= 4 && detail.files.length === 2 && detail.files.every((file) => file.complete),
  )
  assertSo(
    whole.sections.every(({ category }) => ['identity', 'contact', 'employment', 'testimony'].includes(category)),
    'only granted sections came',
  )
  for (const file of whole.files) {
    const evidence = SUMAN.evidence.find(({ name }) => name === file.name)
    assertSo(evidence !== undefined, 'the file has its name')
    const [ours, theirs] = [await stage.document(evidence.file), await intake.bytes(`/files/${file.id}/content`)]
    assertSo(Buffer.compare(ours, Buffer.from(theirs)) === 0, `${file.about} arrived byte for byte`)
  }
  await stage.step('Ministry of Labour', 'accepts; receives the granted sections and both files, byte for byte')

  const matter = await until('the matter is registered and its clock runs', async () => {
    const { matters } = await intake.get<{ matters: { id: string; referralId: string; version: number; conciliationDueAt: string }[] }>(
      '/matters',
    )
    return matters.find((one) => one.referralId === line.id)
  })
  await stage.step('Ministry of Labour', `registers the complaint; the law’s conciliation clock ends ${matter.conciliationDueAt}`)

  await stage.desks.ministryAdmin.create('/staff-marks', { sub: 'joseph-varghese', mark: 'interviewing-victims', validUntil: '2027-11-22' })
  const screened = await intake.change(`/matters/${matter.id}/screening`, matter.version, {
    indicators: SUMAN.screening,
    victimStatus: 'presumed',
  })
  await stage.step('Ministry of Labour', 'screens with the 11 ILO indicators: presumed victim')

  await refusedWith('employer-not-safe-to-notify', () => intake.change(`/matters/${matter.id}/employer-notification`, screened.version, {}))
  await refusedWith('joint-session-forbidden', () =>
    intake.change(`/matters/${matter.id}/joint-session`, screened.version, {
      at: new Date(Date.now() + 2 * 86_400_000).toISOString(),
      personAsked: false,
    }),
  )
  await stage.step('Ministry of Labour', 'cannot tell the employer before the worker has confirmed (R-15), nor set a joint session (R-16)')

  const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10)
  const confirmed = await intake.change(`/matters/${matter.id}/worker-confirmation`, screened.version, {
    notifyOn: today,
    toldWhatFollows: true,
    safetyPlan: { bed: true, papers: true, phone: true, contact: true },
  })
  await intake.change(`/matters/${matter.id}/employer-notification`, confirmed.version, {})
  await stage.step('Ministry of Labour', 'notifies the employer on the day the worker confirmed; conciliation begins')

  const stageAtItf = await until('the officer sees the stage and the clock', async () => {
    const { items } = await officer.get<{
      items: { id: string; people: { personId: string; stage: string | null; dueAt: string | null }[] }[]
    }>('/complaints')
    const suman = items.find((one) => one.id === complaint.id)?.people.find((one) => one.personId === sumanId)
    return suman?.stage === 'conciliation-started' && suman.dueAt !== null ? suman : undefined
  })
  const atItf = await officer.get<ReferralDetail>(`/referrals/${sent.id}`)
  assertSo(atItf.sections.length === 0, 'the officer sees stages and clocks, not the Ministry’s file')
  await stage.step('ITF', `follows from outside: ${stageAtItf.stage}, clock until ${stageAtItf.dueAt}`)

  assertSo(whole.personId !== null, 'the Ministry knows a person now')
  return { personId: whole.personId, referralId: line.id, officerReferralId: sent.id }
}

function ministryConsent() {
  return consentOf(SUMAN, {
    purposes: ['complaint-handling', 'protection', 'shelter', 'health-care', 'legal-aid', 'financial-assistance'],
    categories: ['need', 'identity', 'contact', 'employment', 'documents', 'testimony'],
    onward: {
      kinds: ['shelter', 'legal-aid', 'charity-funding'],
      categories: ['need', 'identity', 'contact', 'employment', 'testimony'],
      depth: 2,
    },
  })
}

/** The act must be refused with this code; anything else, success included, is not so. */
export async function refusedWith(code: string, attempt: () => Promise<unknown>): Promise<void> {
  const outcome = await attempt().then(
    () => 'done',
    (error: unknown) => (error instanceof Answered ? error.code : error),
  )
  assertSo(outcome === code, `refused with ${code}, not ${String(outcome)}`)
}
