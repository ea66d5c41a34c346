import { expect, test } from 'vitest'
import { nodeFinding } from './doctor.ts'
import { type Saying, sentence, WORDS } from './doctor.words.ts'

const names = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

test('both languages say the same figures', () => {
  for (const [saying, { en, ar }] of Object.entries(WORDS)) {
    expect([saying, names(ar)]).toEqual([saying, names(en)])
    expect(ar, saying).toMatch(/\p{Script=Arabic}/u)
  }
  expect(sentence('outbox-slow', { count: 3, age: { seconds: 7_300 } }, 'en')).toContain('the oldest for 2 h')
  expect(sentence('outbox-slow', { count: 3, age: { seconds: 7_300 } }, 'ar')).toContain('أقدمها منذ 2 س')
})

test('a version of Node.js that cannot run this is bad', () => {
  const said = (version: string): [string, Saying] => [nodeFinding(version).verdict, nodeFinding(version).saying]
  expect([said('24.1.0'), said('22.12.0'), said('26.0.0')]).toEqual([
    ['good', 'node-good'],
    ['bad', 'node-bad'],
    ['good', 'node-good'],
  ])
})
