import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterProblem, type DeviceDraft, type DraftState, isTooOld, mayChange, nextOf, requestFor, withoutDraft } from './queue.ts'

const NOW = '2026-11-22T09:00:00.000Z'
const aDraft = (over: Partial<DeviceDraft> & { id: string }): DeviceDraft => ({
  what: 'person',
  key: `key-${over.id}`,
  label: '',
  form: {},
  about: [],
  sending: { path: '/people', body: { sections: {} }, people: 'none' },
  madeAt: NOW,
  state: { name: 'ready' },
  ...over,
})
const sentAs = (id: string) => ({ id, personId: `server-${id}`, label: '' })
const suman = aDraft({ id: 'suman' })
const nazmul = aDraft({ id: 'nazmul', madeAt: '2026-11-22T09:01:00.000Z' })
const crew = aDraft({
  id: 'crew',
  what: 'complaint',
  about: ['suman', 'nazmul'],
  madeAt: '2026-11-22T08:00:00.000Z',
  sending: { path: '/complaints', body: { heads: ['wages'] }, people: 'list' },
})

test('J-1: a crew goes after its people, the oldest first', () => {
  expect(nextOf([crew, nazmul, suman], [], NOW)?.id).toBe('suman')
  expect(nextOf([crew, nazmul], [sentAs('suman')], NOW)?.id).toBe('nazmul')
  expect(nextOf([crew], [sentAs('suman'), sentAs('nazmul')], NOW)?.id).toBe('crew')
  expect(nextOf([], [], NOW)).toBeUndefined()
})

test('nothing goes that is being written, was refused, is not complete, or may be made twice', () => {
  const refused: DraftState = { name: 'refused', code: 'body-invalid', status: 422, field: '/sections', rule: null }
  const old: DraftState = { name: 'unsure', since: '2026-11-08T00:00:00.000Z' }
  const kept = [
    { ...suman, state: { name: 'writing' } as const },
    { ...suman, state: refused },
    { ...suman, sending: null },
    { ...suman, state: old },
  ]
  expect(nextOf(kept, [], NOW)).toBeUndefined()
  expect(isTooOld(old, NOW)).toBe(true)
  expect(nextOf([{ ...suman, state: { name: 'unsure', since: '2026-11-20T00:00:00.000Z' } }], [], NOW)?.id).toBe('suman')
})

test('the people are named where the request has them', () => {
  const sent = [sentAs('suman'), sentAs('nazmul')]
  expect(requestFor(crew, sent)).toEqual({ path: '/complaints', body: { heads: ['wages'], people: ['server-suman', 'server-nazmul'] } })
  const referral = aDraft({ id: 'r', about: ['suman'], sending: { path: '/referrals', body: { to: 'x' }, people: 'one' } })
  expect(requestFor(referral, sent)).toEqual({ path: '/referrals', body: { to: 'x', personId: 'server-suman' } })
  const photo = aDraft({ id: 'p', about: ['suman'], sending: { path: '/people/:person/files', body: {}, people: 'path' } })
  expect(requestFor(photo, sent).path).toBe('/people/server-suman/files')
  expect(() => requestFor(crew, [sentAs('suman')])).toThrow()
})

const unsure = { name: 'unsure', since: NOW } as const
const no = (status: number, code: string, field?: string) => ({ status, code, field, rule: undefined })

test('no answer is no answer: it stays as it was sent, and may not be changed', () => {
  expect(afterProblem(no(0, 'no-answer'), unsure, true)).toEqual({ state: unsure, pause: 'no-network' })
  expect(afterProblem(no(502, 'http-502'), unsure, true)).toEqual({ state: unsure, pause: 'busy' })
  expect(mayChange(unsure)).toBe(false)
})

test('a session that ended keeps everything, and what was unsure stays unsure', () => {
  expect(afterProblem(no(401, 'session-expired'), unsure, true)).toEqual({ state: { name: 'ready' }, pause: 'sign-in' })
  expect(afterProblem(no(401, 'session-expired'), unsure, false)).toEqual({ state: unsure, pause: 'sign-in' })
  expect(afterProblem(no(403, 'cross-site-request'), unsure, true)).toEqual({ state: { name: 'ready' }, pause: 'busy' })
})

test('a refusal names its field, and the others go on', () => {
  const { state, pause } = afterProblem(no(422, 'body-invalid', '/sections/identity/names/latin'), unsure, true)
  expect(state).toEqual({ name: 'refused', code: 'body-invalid', status: 422, field: '/sections/identity/names/latin', rule: null })
  expect(pause).toBeUndefined()
  expect(mayChange(state)).toBe(true)
})

test('with a person goes all that is about them alone; a crew stays with one less', () => {
  const photo = aDraft({ id: 'photo', what: 'photo', about: ['suman'] })
  const { gone, left } = withoutDraft([suman, nazmul, crew, photo], 'suman')
  expect(gone.map(({ id }) => id)).toEqual(['suman', 'photo'])
  expect(left).toEqual([{ ...crew, about: ['nazmul'] }])
})

test('whatever is drafted and however answers are lost: each draft is taken once, and none is left over', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 8 }), fc.infiniteStream(fc.constantFrom('answer', 'lost', 'cut')), (crews, links) => {
      const people = crews.map((_, at) => aDraft({ id: `p${at}` }))
      const about = crews.map((size, at) =>
        aDraft({ id: `c${at}`, about: people.slice(0, size + 1).map(({ id }) => id), sending: { path: '/c', body: {}, people: 'list' } }),
      )
      let drafts: DeviceDraft[] = [...about, ...people]
      let sent: ReturnType<typeof sentAs>[] = []
      const taken = new Map<string, number>()
      const keys = new Set<string>()
      for (let turn = 0; turn < 500; turn += 1) {
        const draft = nextOf(drafts, sent, NOW)
        if (!draft) break
        const link = links.next().value
        // The service makes a thing once for each key, and may do so without its answer coming back.
        if (link !== 'cut' && !keys.has(draft.key)) {
          keys.add(draft.key)
          taken.set(draft.id, (taken.get(draft.id) ?? 0) + 1)
        }
        if (link === 'answer') {
          drafts = drafts.filter(({ id }) => id !== draft.id)
          sent = [...sent, sentAs(draft.id)]
        } else {
          const { state } = afterProblem(no(0, 'no-answer'), unsure, draft.state.name === 'ready')
          drafts = drafts.map((one) => (one.id === draft.id ? { ...one, state } : one))
        }
      }
      expect(drafts).toEqual([])
      expect([...taken.values()].every((count) => count === 1)).toBe(true)
      expect(taken.size).toBe(about.length + people.length)
    }),
  )
})
