import { type EventType, PARTS, type Part, type Withdrawn } from '@ihala/contract'
import { categoriesOf, grantLevelOf } from './grants.ts'

/**
 * The part of its case under whose key an event is kept (DESIGN §7, §11): erasing the part erases what the event said. Bare codes and
 * what is between two organisations say nothing of a category and stay.
 */
export function partOf(event: { readonly type: EventType; readonly data: object }): Part {
  // Tokens over names: what they were made of is the person's, whoever compares them.
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
