import { type EventType, PARTS, type Part, type Withdrawn } from '@ihala/contract'
import { categoriesOf, grantLevelOf } from './grants.ts'

/**
 * The name of a data key of a case, or of a person's own file. A part of a case has one key for ever, but words, which go with whatever
 * is taken back: what is written after that lies under the next one (`words`, `words-2` …), so that a case goes on and nothing begins
 * again under an erased key. So have the categories of a person's own file. The names are each holder's own and cross no border.
 */
export type KeyPart = Part | `${Exclude<Part, ''>}-${number}`

/**
 * The part of its case under whose key an event is kept (DESIGN §7, §11): erasing the part erases what the event said. Bare codes and
 * what is between two organisations say nothing of a category and stay.
 */
export function partOf(event: { readonly type: EventType; readonly data: object }): Part {
  // Blinded names: what they were made of is the person's, whoever compares them.
  if (event.type === 'conflict-checked') return 'need'
  // Free text may speak of anything.
  if (event.type === 'note-added') return 'words'
  const level = grantLevelOf(event)
  switch (level) {
    case 'request':
    case 'section':
    case 'progress': {
      const [category] = categoriesOf(event)
      if (category === undefined) throw new Error(`an event of no category: ${event.type}`)
      return category
    }
    case 'case':
    case 'none':
      return ''
    default:
      return level satisfies never
  }
}

/**
 * The parts that go with what a person takes back: its categories, and words, which may speak of any; with everything, all but what
 * says only that there was a referral and what the person decided.
 */
export function partsOf(withdrawn: Withdrawn): Part[] {
  return PARTS.filter((part) => part !== '' && (withdrawn === 'all' || part === 'words' || withdrawn.some((one) => one === part)))
}

/** The part that a key is of. Throws (a fault) for a name that no key has. */
export function partNamed(name: KeyPart): Part {
  const bare = name.replace(/-\d+$/, '')
  const part = PARTS.find((one) => one === bare)
  if (part === undefined) throw new Error(`a key of no part: ${name}`)
  return part
}

/** The name of the first, second … key of a part. @param number from 1 */
export function keyPartNumbered(part: Exclude<Part, ''>, number: number): KeyPart {
  return number === 1 ? part : `${part}-${number}`
}

/** The names of the keys that go with these parts of a case. @param words how many keys of words go, the first ones */
export function keyPartsOf(parts: readonly Part[], words: number): KeyPart[] {
  return parts.flatMap((part) =>
    part === 'words' ? Array.from({ length: words }, (_, index) => keyPartNumbered(part, index + 1)) : [part],
  )
}
