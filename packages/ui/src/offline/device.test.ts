import type { SessionView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { memoryBoxes } from '../../test/memory-boxes.ts'
import type { Sending as Asked } from '../api/client.ts'
import { ProblemError } from '../api/problem.ts'
import { type Device, deviceOver } from './device.ts'
import { MOST_FAILURES } from './pin.ts'
import { sendWhatCan } from './send.ts'
import type { Derive } from './vault.ts'

const PIN = '24681357'
const WIPE = '86427531'
const OFFICER = { officer: 'marlon' }
const derive: Derive = async (pin, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...salt, ...new TextEncoder().encode(pin)])))

/** A service that makes a thing once for each key, over a link that may be cut before or after. */
function aService() {
  const made = new Map<string, { path: string; body: unknown; id: string }>()
  const asked: string[] = []
  let next: 'answers' | 'cut after' | 'cut before' | ProblemError = 'answers'
  let staff: string | undefined = 'marlon'
  const cut = new ProblemError({ code: 'no-answer', status: 0 })
  return {
    made,
    asked,
    will: (how: typeof next) => {
      next = how
    },
    signIn: (who: string | undefined) => {
      staff = who
    },
    api: {
      keepSession: () => undefined,
      session: async () => {
        if (next === 'cut before') throw cut
        if (staff === undefined) throw new ProblemError({ code: 'not-signed-in', status: 204 })
        return { staff: { id: staff }, csrf: 'c' } as SessionView
      },
      send: async <T>({ path, body, idempotencyKey = '' }: Asked) => {
        asked.push(idempotencyKey)
        const how = next
        next = 'answers'
        if (how instanceof ProblemError) throw how
        const known = made.get(idempotencyKey) ?? { path, body, id: `server-${made.size + 1}` }
        made.set(idempotencyKey, known)
        if (how === 'cut after') throw cut
        return { id: known.id, version: 1 } as T
      },
    },
  }
}

function aDevice(options: { boxes?: ReturnType<typeof memoryBoxes>; clock?: { now: string } } = {}) {
  const boxes = options.boxes ?? memoryBoxes()
  const clock = options.clock ?? { now: '2026-11-22T09:00:00.000Z' }
  const service = aService()
  let busy = false
  const device = deviceOver({
    boxes,
    derive,
    now: () => clock.now,
    newId: () => crypto.randomUUID(),
    alone: async (work) => {
      if (busy) return
      busy = true
      await work().finally(() => {
        busy = false
      })
    },
    sendAll: (rows, officer, goesOn, moved) => sendWhatCan(rows, { api: service.api, officer, now: () => clock.now, goesOn, moved }),
    wipeOutside: async () => {
      boxes.told.push('outside dropped')
    },
  })
  return { device, boxes, clock, service }
}

const draftOf = (device: Device, id: string) => {
  const found = device.look().drafts.find(({ draft }) => draft.id === id)
  if (!found) throw new Error(`no draft ${id}`)
  return found
}

/** Writes down a person, ready to go. */
async function suman(device: Device, name = 'Suman Gurung'): Promise<string> {
  const id = await device.begin({ what: 'person', label: '', about: [] })
  const { draft, revision } = draftOf(device, id)
  const body = { sections: { identity: { names: { latin: name } } } }
  await device.keep(
    { ...draft, label: name, form: body, sending: { path: '/people', body, people: 'none' }, state: { name: 'ready' } },
    revision,
  )
  return id
}

test('what was begun and never written into is counted by nobody, and is gone when the device is locked', async () => {
  const { device } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const blank = await device.begin({ what: 'person', label: '', about: [] })
  expect(device.look().waiting).toBe(0)
  const photographed = await device.begin({ what: 'person', label: '', about: [] })
  await device.begin({ what: 'photo', label: 'photo', about: [photographed] }, new Uint8Array([1]))
  expect(device.look().waiting).toBe(2)
  await device.lock()
  expect(device.look().waiting).toBe(2)
  await device.unlock(PIN)
  expect(device.look().drafts.map(({ draft }) => draft.id)).not.toContain(blank)
})

test('P1: drafts are there again after the device was locked, and not before; how many there are is always said', async () => {
  const { device, boxes } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  await suman(device)
  await device.lock()
  expect(device.look()).toMatchObject({ stands: { name: 'locked' }, waiting: 1, drafts: [] })
  const stored = [...boxes.rows.values()].map(({ sealed }) => new TextDecoder('latin1').decode(sealed)).join()
  for (const word of ['Suman', 'Gurung', 'identity', 'marlon', 'Qatar', 'ready']) expect(stored).not.toContain(word)
  expect(await device.unlock('24681358')).toBe(false)
  expect(await device.unlock('٢٤٦٨١٣٥٧')).toBe(true)
  expect(device.look().drafts.map(({ draft }) => draft.label)).toEqual(['Suman Gurung'])
})

test('what is being typed is saved before the key goes', async () => {
  const { device } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await device.begin({ what: 'person', label: '', about: [] })
  const end = device.beforeLock(async () => {
    const { draft, revision } = draftOf(device, id)
    await device.keep({ ...draft, label: 'half a name' }, revision)
  })
  await device.lock()
  end()
  await device.unlock(PIN)
  expect(draftOf(device, id).draft.label).toBe('half a name')
})

test('wrong PINs wait longer and longer, however often the page is opened anew; the tenth takes everything', async () => {
  const { device, boxes, clock } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  await suman(device)
  await device.lock()
  for (let at = 1; at < MOST_FAILURES; at += 1) {
    // A new page on the same rows: what was counted is counted.
    const page = aDevice({ boxes, clock }).device
    expect(await page.unlock('00000000')).toBe(false)
    const blocked = (await boxes.vault())?.blockedUntil
    if (blocked) {
      expect(await page.unlock(PIN)).toBe(false)
      clock.now = blocked
    }
  }
  const last = aDevice({ boxes, clock }).device
  expect(await last.unlock('00000000')).toBe(false)
  expect(last.look().stands.name).toBe('wiped')
  expect(boxes.rows.size).toBe(0)
  expect(await boxes.vault()).toBeUndefined()
})

test('wiping destroys the wrapped key before anything else', async () => {
  const { device, boxes } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  await suman(device)
  await device.wipe()
  expect(boxes.told).toEqual(['vault dropped', 'rows dropped', 'outside dropped'])
  expect(device.look()).toMatchObject({ stands: { name: 'wiped' }, waiting: 0, drafts: [] })
})

test('the PIN that wipes opens an empty device, and opens it again', async () => {
  const { device, boxes } = aDevice()
  await device.setUp(PIN, WIPE, OFFICER)
  await suman(device)
  await device.lock()
  expect(await device.unlock(WIPE)).toBe(true)
  expect(device.look()).toMatchObject({ stands: { name: 'open' }, waiting: 0, drafts: [] })
  expect([...boxes.rows.values()].map(({ kind }) => kind)).not.toContain('draft')
  await device.lock()
  expect(await device.unlock(PIN)).toBe(false)
  expect(await device.unlock(WIPE)).toBe(true)
})

test('P3: the answer is lost after the service made it: it goes again under the same key and is made once', async () => {
  const { device, service } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await suman(device)
  service.will('cut after')
  await device.send()
  expect(draftOf(device, id).draft.state.name).toBe('unsure')
  expect(device.look()).toMatchObject({ waiting: 1, pause: 'no-network' })
  await device.send()
  expect(device.look()).toMatchObject({ waiting: 0, drafts: [], pause: undefined })
  expect(service.made.size).toBe(1)
  expect(service.asked).toEqual([service.asked[0], service.asked[0]])
})

test('what may be there already is not written over: the change is a draft of its own, under its own key', async () => {
  const { device, service } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await suman(device)
  service.will('cut after')
  await device.send()
  const { draft, revision } = draftOf(device, id)
  expect(await device.keep({ ...draft, label: 'another name' }, revision)).toBe(false)
  const copies = device.look().drafts.filter((one) => one.draft.id !== id)
  expect(copies.map((one) => [one.draft.label, one.draft.state.name])).toEqual([['another name', 'writing']])
  expect(copies[0]?.draft.key).not.toBe(draft.key)
})

test('two windows: the one that read first does not write over the other', async () => {
  const { device, boxes, clock } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await suman(device)
  const other = aDevice({ boxes, clock }).device
  await other.unlock(PIN)
  const seen = draftOf(other, id)
  const { draft, revision } = draftOf(device, id)
  expect(await device.keep({ ...draft, label: 'from the first' }, revision)).toBe(true)
  expect(await other.keep({ ...seen.draft, label: 'from the second' }, seen.revision)).toBe(false)
  expect(
    other
      .look()
      .drafts.map((one) => one.draft.label)
      .sort(),
  ).toEqual(['from the first', 'from the second'])
})

test('a session that ended, or another officer’s, sends nothing and keeps everything', async () => {
  const { device, service } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  await suman(device)
  for (const [who, pause] of [
    [undefined, 'sign-in'],
    ['sunita', 'other-officer'],
  ] as const) {
    service.signIn(who)
    await device.send()
    expect(device.look()).toMatchObject({ pause, waiting: 1 })
  }
  expect(service.asked).toEqual([])
  service.signIn('marlon')
  await device.send()
  expect(device.look().waiting).toBe(0)
})

test('a refusal names the field and stops nobody else; put right, it goes', async () => {
  const { device, service } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await suman(device, '')
  const good = await suman(device, 'Nazmul')
  service.will(new ProblemError({ code: 'body-invalid', status: 422, field: '/sections/identity/names/latin', rule: 'minLength' }))
  await device.send()
  expect(device.look().drafts.map(({ draft }) => draft.id)).toEqual([device.look().drafts[0]?.draft.id])
  const { draft, revision } = device.look().drafts[0] ?? draftOf(device, good)
  expect(draft.state).toMatchObject({ name: 'refused', field: '/sections/identity/names/latin', rule: 'minLength' })
  expect([id, good]).toContain(draft.id)
  await device.keep({ ...draft, state: { name: 'ready' } }, revision)
  await device.send()
  expect(device.look().waiting).toBe(0)
  expect(service.made.size).toBe(2)
})

test('J-1: a crew is sent with the ids its people were given; nothing of them stays', async () => {
  const { device, service, boxes } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const people = [await suman(device), await suman(device, 'Nazmul')]
  const id = await device.begin({ what: 'complaint', label: 'wages', about: people })
  const { draft, revision } = draftOf(device, id)
  await device.keep(
    { ...draft, sending: { path: '/complaints', body: { heads: ['wages'] }, people: 'list' }, state: { name: 'ready' } },
    revision,
  )
  await device.send()
  const complaints = [...service.made.values()].filter(({ path }) => path === '/complaints').map((one) => one.body)
  const ids = [...service.made.values()].filter(({ path }) => path === '/people').map((one) => one.id)
  expect(complaints).toEqual([{ heads: ['wages'], people: expect.arrayContaining(ids) }])
  expect([...boxes.rows.values()].map(({ kind }) => kind)).toEqual(['profile'])
})

test('what was deleted comes back, with all that went with it', async () => {
  const { device } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  const id = await suman(device)
  const photo = await device.begin({ what: 'photo', label: 'photo', about: [id] }, new Uint8Array([1, 2, 3]))
  await device.remove(id)
  expect(device.look().waiting).toBe(0)
  await device.undo()
  expect(
    device
      .look()
      .drafts.map(({ draft }) => draft.id)
      .toSorted(),
  ).toEqual([id, photo].toSorted())
  expect(await device.file(photo)).toEqual(new Uint8Array([1, 2, 3]))
})

const sita = {
  id: '01930000-0000-7000-8000-00000000517a',
  label: 'सीता थापा',
  otherName: 'Sita Thapa',
  takenAt: '2026-11-22T08:00:00.000Z',
}

test('somebody the office knows: taken along sealed, a draft about them names their file, and a lost answer makes nothing twice', async () => {
  const { device, service, boxes } = aDevice()
  await device.setUp(PIN, undefined, OFFICER)
  await device.takeAlong([sita])
  const id = await device.begin({ what: 'referral', label: '', about: [sita.id] })
  const { draft, revision } = draftOf(device, id)
  await device.keep({ ...draft, sending: { path: '/drafts', body: { to: 'x' }, people: 'one' }, state: { name: 'ready' } }, revision)
  await device.lock()
  expect(device.look().known).toEqual([])
  const stored = [...boxes.rows.values()].flatMap(({ id, sealed }) => [id, new TextDecoder('latin1').decode(sealed)]).join()
  for (const word of ['सीता', 'Sita', 'Thapa', sita.id]) expect(stored).not.toContain(word)
  await device.unlock(PIN)
  service.will('cut after')
  await device.send()
  await device.send()
  expect([...service.made.values()].map(({ path, body }) => ({ path, body }))).toEqual([
    { path: '/drafts', body: { to: 'x', personId: sita.id } },
  ])
  expect([service.asked.length, device.look().waiting]).toEqual([2, 0])
  expect(device.look().known).toEqual([sita])
})

test('whoever was taken along goes after a week, but not while a draft is about them; and with everything when it is wiped', async () => {
  const { device, clock, boxes } = aDevice()
  await device.setUp(PIN, WIPE, OFFICER)
  const maya = { ...sita, id: '01930000-0000-7000-8000-00000000aaaa', label: 'Maya' }
  await device.takeAlong([sita, maya])
  const id = await device.begin({ what: 'complaint', label: '', about: [maya.id] })
  await device.lock()
  clock.now = '2026-11-30T09:00:00.000Z'
  await device.unlock(PIN)
  expect(device.look().known).toEqual([maya])
  // Nobody takes away whom a draft is still about.
  await device.takeAlong([])
  expect(device.look().known).toEqual([maya])
  await device.remove(id)
  // It may come back, as long as the device is open.
  expect(device.look().known).toEqual([maya])
  await device.lock()
  await device.unlock(PIN)
  expect(device.look().known).toEqual([])
  await device.takeAlong([{ ...sita, takenAt: clock.now }])
  expect(device.look().known).toHaveLength(1)
  await device.lock()
  await device.unlock(WIPE)
  expect(device.look().known).toEqual([])
  expect([...boxes.rows.values()].map(({ kind }) => kind)).toEqual(['profile'])
})
