import { ErasablePart, type HoldingLine } from '@ihala/contract'
import type { Reading } from '../i18n/reading.tsx'

/** A part in words: a category, the notes of either side, or what its holder wrote. */
export function partWord({ word }: Pick<Reading, 'word'>, part: ErasablePart): string {
  return part === 'words' || part === 'own' ? word('taken-back', part) : word('category', part)
}

/** A law and its article, as one cites them. */
export function lawWord({ say, word }: Pick<Reading, 'say' | 'word'>, law: string, article: string): string {
  return article === 'not-stated' ? word('law', law) : say('law.article', { law: word('law', law), article })
}

/** Who is spoken of in a sentence: the body itself, and how another one is called. */
export interface Called {
  /** Name of the body that holds, isolated. */
  readonly body: string
  /** Name of a body by its entity id; undefined where nobody here knows it. */
  readonly nameOf: (entityId: string) => string | undefined
}

/** A line as a sentence to the person. Names bodies and roles, never anybody of their staff. */
export function sentenceOf(reading: Reading, { body, nameOf }: Called, line: HoldingLine, parts: readonly ErasablePart[]): string {
  const { say, word, list, day } = reading
  // In the order of the list, whatever came first.
  const what = list(ErasablePart.enum.filter((part) => parts.includes(part)).map((part) => partWord(reading, part)))
  switch (line.is) {
    case 'held':
      return say('holding.held', { body, what, from: day(line.since) })
    case 'received':
      return say('holding.received', { body, what, from: day(line.at) })
    case 'opened':
      return say('holding.opened', { body, who: list(line.roles.map((role) => word('role', role))), until: day(line.last) })
    case 'passed-on': {
      const who = (line.body === undefined ? undefined : (nameOf(line.body) ?? line.body)) ?? word('kind', line.kind)
      return say('holding.passed-on', { body, what, who, from: day(line.at) })
    }
    case 'erased':
      return say('holding.erased', { body, what, from: day(line.at) })
    case 'kept':
      return say('holding.kept', { body, what, until: day(line.until) })
    case 'compelled':
      return say('holding.compelled', { body, who: word('authority', line.authority), from: day(line.at) })
    case 'identity-released':
      return say('holding.identity-released', { body, why: word('release-reason', line.reason), from: day(line.at) })
    default:
      return line satisfies never
  }
}
