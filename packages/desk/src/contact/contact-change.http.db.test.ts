import { actAlone, defineService, uuidv7 } from '@ihala/kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LoneService, loneService } from '../../../../test/kit/lone-service.ts'
import { desk } from '../desk.ts'

let house: LoneService
const START = new Date('2026-11-22T09:30:00.000Z')
let now = START
beforeAll(async () => {
  house = await loneService(defineService({ kind: 'shelter', features: [desk], serves: ['shelter'] }), {
    slug: 'care-house',
    clock: () => now,
  })
}, 60_000)
beforeEach(() => {
  now = START
})
afterAll(() => house?.stop())

const waits = (hours: number): void => {
  now = new Date(now.getTime() + hours * 3_600_000)
}
const gets = (who: string, url: string) => house.asks(who, ['shelter-worker'], { method: 'GET', url })
const posts = (who: string, url: string, body: object = {}) =>
  house.asks(who, ['shelter-worker'], { method: 'POST', url, body, headers: { 'idempotency-key': uuidv7() } })
const identity = { names: { latin: 'Hirut Bekele' }, sex: 'female', nationality: 'ET' }
const contact = { telephone: '+97400004130' }
const plan = { mayContact: true, telephone: '+97400004130', codeWord: 'jasmine' }
const theirs = { telephone: '+97466660000' }
const aPerson = async (sections: object = { contact, 'safe-contact': plan }): Promise<string> =>
  (await posts('grace', '/people', { sections: { identity, ...sections } })).body.id
const puts = async (who: string, id: string, sections: object) => {
  const { version } = (await gets(who, `/people/${id}`)).body
  const headers = { ...(await house.signIn(who, ['shelter-worker'])), 'if-match': `"${version}"` }
  const answer = await house.running.app.inject({
    method: 'PUT',
    url: `/people/${id}`,
    headers,
    payload: { sections: { identity, ...sections } },
  })
  return { status: answer.statusCode, body: answer.json() }
}
const asks = async (id: string, change: object = { category: 'contact', section: theirs }, who = 'grace') =>
  (await posts(who, `/people/${id}/contact-changes`, change)).body
const confirms = async (who: string, change: string, codeWord: string | null = 'jasmine', inPerson = false) =>
  (await posts(who, `/contact-changes/${change}/confirm`, { codeWord, inPerson })).body
/** Rings as the queue would, whatever the time. */
const rings = (change: string) =>
  actAlone(house.running.service, async (tx, send, stamp) =>
    desk.jobs?.['settle-contact-change']?.({ change }, { tx, send, stamp, service: house.running.service }),
  )
const tasks = async () => (await gets('grace', '/tasks')).body.tasks.map(({ code }: { code: string }) => code)

/** Whoever calls in her name, or has the mind to: none may come to stand within the 72 hours, with whatever is said. */
const SCRIPTS: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  'another number, written into the file': (id) => puts('grace', id, { contact: theirs, 'safe-contact': plan }),
  'another safe number': (id) => puts('grace', id, { contact, 'safe-contact': { ...plan, ...theirs } }),
  'another number and another word': (id) => puts('grace', id, { contact: theirs, 'safe-contact': { ...plan, codeWord: 'rose' } }),
  'the word taken out of the plan': (id) => puts('grace', id, { contact, 'safe-contact': { mayContact: true, ...theirs } }),
  'an address beside the number': (id) => puts('grace', id, { contact: { ...contact, email: 'hers@example.qa' }, 'safe-contact': plan }),
  'whereabouts beside the number': (id) => puts('grace', id, { contact: { ...contact, whereabouts: 'gate 4' }, 'safe-contact': plan }),
  'taken away, and given anew': async (id) => {
    await puts('grace', id, { 'safe-contact': plan })
    await puts('grace', id, { contact: theirs, 'safe-contact': plan })
  },
  'all taken away, and given anew by another one': async (id) => {
    await puts('grace', id, {})
    await puts('omar', id, { contact: theirs, 'safe-contact': { ...plan, ...theirs } })
  },
  'nobody may call, then somebody may, elsewhere': async (id) => {
    await puts('grace', id, { contact, 'safe-contact': { ...plan, mayContact: false } })
    await puts('grace', id, { contact, 'safe-contact': { ...plan, ...theirs } })
  },
  'asked for, and waited': async (id) => rings((await asks(id)).id),
  'asked for and confirmed by the same one': async (id) => confirms('grace', (await asks(id)).id),
  'asked for and confirmed with the right word': async (id) => confirms('omar', (await asks(id)).id),
  'confirmed with the right word, and rung for': async (id) => {
    const { id: change } = await asks(id)
    await confirms('omar', change)
    await rings(change)
  },
  'confirmed twice': async (id) => {
    const { id: change } = await asks(id)
    for (const who of ['omar', 'lina']) await confirms(who, change)
    await rings(change)
  },
  'every word there is': async (id) => {
    const { id: change } = await asks(id)
    for (const word of ['rose', 'lily', 'jasmin', 'jasmine']) await confirms('omar', change, word)
    await rings(change)
  },
  'no word, in person': async (id) => {
    const { id: change } = await asks(id)
    await confirms('omar', change, null, true)
    await rings(change)
  },
  'another safe number, asked for and confirmed': async (id) => {
    const { id: change } = await asks(id, { category: 'safe-contact', section: { ...plan, ...theirs } })
    await confirms('omar', change)
    await rings(change)
  },
  'the plan first, so that its word is theirs, then the number': async (id) => {
    const { id: first } = await asks(id, { category: 'safe-contact', section: { ...plan, codeWord: 'rose' } })
    await confirms('omar', first)
    const { id: second } = await asks(id)
    await confirms('omar', second, 'rose')
    for (const one of [first, second]) await rings(one)
  },
  'asked for, dropped, asked for again': async (id) => {
    const { id: first } = await asks(id)
    await posts('grace', `/contact-changes/${first}/drop`)
    const { id: second } = await asks(id)
    await confirms('omar', second)
    for (const one of [first, second]) await rings(one)
  },
  'two at once': async (id) => {
    const made = await Promise.all([asks(id), asks(id, undefined, 'omar'), asks(id, undefined, 'lina')])
    for (const { id: change } of made) if (change !== undefined) await confirms('sami', change)
  },
}

test('T41, R-3: twenty ways to take over how somebody is reached; none stands before 72 hours, and the old way is not lost to them', async () => {
  expect(Object.keys(SCRIPTS)).toHaveLength(20)
  for (const [name, script] of Object.entries(SCRIPTS)) {
    // No key lives through sixty days.
    now = START
    const id = await aPerson()
    await script(id)
    waits(71.9)
    for (const change of (await gets('grace', `/people/${id}/contact-changes`)).body.changes) await rings(change.id)
    const { sections } = (await gets('grace', `/people/${id}`)).body
    expect(JSON.stringify(sections), name).not.toMatch(/66660000|hers@example|gate 4|rose/)
  }
}, 30_000)

test('T41: after 72 hours it stands once a colleague heard the word, whichever comes last; else it never does', async () => {
  const numberOf = async (id: string) => (await gets('grace', `/people/${id}`)).body.sections.contact.telephone
  const [early, late, never] = [await aPerson(), await aPerson(), await aPerson()]
  const [one, two, three] = [(await asks(early)).id, (await asks(late)).id, (await asks(never)).id]
  expect(await asks(early)).toMatchObject({ code: 'state-forbids' })
  // The task names the change: whoever shall hear the word comes to the person by it.
  expect((await gets('omar', `/contact-changes/${one}`)).body).toEqual({ id: one, personId: early })
  expect((await gets('omar', `/contact-changes/${uuidv7()}`)).status).toBe(404)
  expect(await confirms('omar', one)).toMatchObject({ confirmed: true })
  waits(72)
  for (const change of [one, two, three]) await rings(change)
  expect([await numberOf(early), await numberOf(late)]).toEqual([theirs.telephone, contact.telephone])
  expect(await confirms('omar', two)).toMatchObject({ confirmed: true })
  expect(await numberOf(late)).toBe(theirs.telephone)
  waits(15 * 24)
  await rings(three)
  expect(await numberOf(never)).toBe(contact.telephone)
  expect(await tasks()).toContain('contact-change-unconfirmed')
  const { changes } = (await gets('grace', `/people/${never}/contact-changes`)).body
  expect(changes).toMatchObject([{ id: three, category: 'contact', state: 'dropped', section: theirs }])
  // What lies there is sealed.
  const rows = await house.running.service.asSystem(
    (tx) => tx<{ row: string }[]>`select to_jsonb(c)::text as row from desk.contact_change c`,
  )
  // Bytes stand there in hexadecimal. Four digits would once in a while be found in a seal by chance.
  const plain = [theirs.telephone, Buffer.from(theirs.telephone).toString('hex')]
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ row }) => plain.some((one) => row.includes(one)))).toEqual([])
})

test('T41: three wrong words end it, and the data-protection officer hears; that nobody may call stands at once', async () => {
  const id = await aPerson()
  const { id: change } = await asks(id)
  for (const word of ['rose', 'lily', 'tulip']) expect(await confirms('omar', change, word)).toMatchObject({ confirmed: false })
  expect(await confirms('omar', change)).toMatchObject({ code: 'state-forbids' })
  const alerts = (await house.asks('dina', ['data-protection-officer'], { method: 'GET', url: '/alerts' })).body.alerts
  expect(alerts.map(({ code }: { code: string }) => code)).toContain('contact-change-doubted')
  expect((await puts('grace', id, { contact, 'safe-contact': { ...plan, mayContact: false } })).status).toBe(200)
  const call = { channel: 'telephone', purpose: 'news', codeWordGiven: true }
  expect((await posts('grace', `/people/${id}/contacts`, call)).body.code).toBe('contact-not-safe')
})
