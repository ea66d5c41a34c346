import { Category, check, DangerReferral, type MemberView } from '@ihala/contract'
import { expect, test } from 'vitest'
import { EMPTY_DRAFT } from '../new-referral/draft.ts'
import { carried, type DangerDraft, dangerOf, seconds } from './danger.ts'

const NOW = '2026-03-05T18:00:00.000Z'
const member = (slug: string, change: Partial<MemberView> = {}): MemberView => ({
  entityId: `https://${slug}.ihala.test`,
  names: { ar: slug, en: slug },
  kind: 'shelter',
  status: 'live',
  serves: ['shelter'],
  takes: ['need', 'identity', 'contact', 'exposure'],
  self: false,
  ...change,
})
const house = member('care-house')
const draft: DangerDraft = {
  referral: {
    ...EMPTY_DRAFT,
    to: house.entityId,
    need: {
      ...EMPTY_DRAFT.need,
      needs: ['shelter'],
      urgency: 'immediate',
      sex: 'female',
      ageBand: '25-34',
      languages: [{ code: 'amh', speaks: true, reads: false }],
    },
  },
  reason: 'danger-to-life',
  categories: ['identity', 'contact'],
  second: undefined,
}

test('R-1a: what is asked on danger fits the contract: one body, an hour, two weeks, no word of the person', () => {
  const sent = dangerOf(draft, NOW)
  expect(check(DangerReferral).firstFault(sent)).toBeUndefined()
  expect(sent?.consent).toMatchObject({
    categories: ['need', 'identity', 'contact'],
    purposes: ['shelter'],
    until: '2026-03-05T19:00:00.000Z',
    eraseAt: '2026-03-19T18:00:00.000Z',
  })
  expect(check(DangerReferral).firstFault(dangerOf({ ...draft, second: 'https://itf.ihala.test' }, NOW))).toBeUndefined()
})

test('nothing is sent before everything is said', () => {
  expect(dangerOf({ ...draft, reason: undefined }, NOW)).toBeUndefined()
  expect(dangerOf({ ...draft, referral: { ...draft.referral, to: undefined } }, NOW)).toBeUndefined()
  expect(dangerOf({ ...draft, referral: EMPTY_DRAFT }, NOW)).toBeUndefined()
})

test('R-5: a disclosure of abuse is never among what danger may carry, nor what the body may not take', () => {
  expect(carried(Category.enum, house)).toEqual(['identity', 'contact'])
  expect(carried(Category.enum, undefined)).toEqual([])
})

test('the second body is neither we, nor the one it goes to, nor one that helps nobody', () => {
  const all = [
    house,
    member('itf'),
    member('us', { self: true }),
    member('committee', { serves: [] }),
    member('away', { status: 'suspended' }),
  ]
  expect(seconds(all, house.entityId).map(({ names }) => names.en)).toEqual(['itf'])
})
