import type { NewPerson, PersonDetail, PersonSections } from '@ihala/contract'

/** A person's file while it is being written: every section may be missing, every text empty. */
export type Draft = { readonly [C in keyof PersonSections]?: Partial<NonNullable<PersonSections[C]>> }

/** What a name is until somebody writes it. */
export const NO_NAMES: PersonSections['identity']['names'] = { latin: '' }

/** The draft of a file as it is kept. */
export function draftOf(detail: Pick<PersonDetail, 'sections'>): Draft {
  return detail.sections
}

/**
 * What is sent: without empty texts, lists that may be missing, and sections in which nothing was written. Required members that
 * are missing stay missing: the service names them.
 */
export function tidied(draft: Draft): NewPerson['sections'] {
  const sections = Object.entries(draft).flatMap(([category, content]) => {
    const kept = withoutEmpty(content as Record<string, unknown>)
    if (category !== 'identity' && isEmpty(category, kept)) return []
    return [[category, { ...FILLED[category], ...kept }]]
  })
  return Object.fromEntries(sections) as NewPerson['sections']
}

/** Members a section always has, as they are when nobody said anything. */
const FILLED: Readonly<Record<string, Record<string, unknown>>> = {
  employment: { claims: [] },
  testimony: { indicators: [], approvedByPerson: false },
  'safe-contact': { mayContact: false },
}

function isEmpty(category: string, kept: Record<string, unknown>): boolean {
  const filled = FILLED[category] ?? {}
  // A yes to “may be contacted” or a time of disclosure alone is already something; a list or an answer left as it was is not.
  return Object.entries(kept).every(
    ([name, value]) => JSON.stringify(filled[name]) === JSON.stringify(value) || (category === 'exposure' && name === 'disclosedAt'),
  )
}

function withoutEmpty(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => {
      if (value === undefined || value === '') return []
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        const inner = withoutEmpty(value as Record<string, unknown>)
        return Object.keys(inner).length === 0 ? [] : [[name, inner]]
      }
      return [[name, value]]
    }),
  )
}

/** One member in which two versions of a file differ. `at` is a JSON Pointer. */
export interface Difference {
  readonly at: string
  readonly theirs: unknown
  readonly mine: unknown
}

/** Where two versions of a file differ, leaf by leaf, so that neither is overwritten unseen (D11). */
export function differences(theirs: unknown, mine: unknown, at = ''): readonly Difference[] {
  if (isPlain(theirs) && isPlain(mine)) {
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
    return names.flatMap((name) => differences(theirs[name], mine[name], `${at}/${name}`))
  }
  return JSON.stringify(theirs) === JSON.stringify(mine) ? [] : [{ at, theirs, mine }]
}

/** The value at a JSON Pointer, or undefined. */
export function valueAt(value: unknown, at: string): unknown {
  return at
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, name) => (isPlain(inner) ? inner[name] : undefined), value)
}

/** A copy with another value at a JSON Pointer; undefined takes the member away, and with it what is then empty. */
export function withValueAt(value: unknown, at: string, next: unknown): Record<string, unknown> {
  const [, name = '', ...rest] = at.split('/')
  const kept = isPlain(value) ? value : {}
  const inner = rest.length === 0 ? next : withValueAt(kept[name], `/${rest.join('/')}`, next)
  const { [name]: _, ...others } = kept
  return inner === undefined || (isPlain(inner) && Object.keys(inner).length === 0) ? others : { ...others, [name]: inner }
}

/** Which of two versions of a member stands unless somebody says otherwise: mine where I changed it, else the newer one. */
export function firstChoice(opened: unknown, { at, mine }: Difference): 'mine' | 'theirs' {
  return JSON.stringify(valueAt(opened, at)) === JSON.stringify(mine) ? 'theirs' : 'mine'
}

/** Both versions as one: theirs, and mine in the members that were chosen. */
export function merged(theirs: unknown, differing: readonly Difference[], chosen: (difference: Difference) => 'mine' | 'theirs'): Draft {
  return differing
    .filter((difference) => chosen(difference) === 'mine')
    .reduce<Record<string, unknown>>((whole, { at, mine }) => withValueAt(whole, at, mine), isPlain(theirs) ? theirs : {})
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy in which one member is another value, or is not there at all. */
export function withMember<T extends object, K extends keyof T>(value: T, name: K, next: T[K] | undefined): T {
  const { [name]: _, ...others } = value
  return (next === undefined ? others : { ...others, [name]: next }) as T
}
