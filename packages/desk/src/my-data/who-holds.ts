import { type BodyHolds, Category, type ErasablePart, type KeptPart, type Names, type RegistryStatement } from '@ihala/contract'
import type { Holder } from '../rights/holder.store.ts'

/** Something that went either way in a conversation about somebody. */
export interface Passed {
  readonly part: ErasablePart
  /** ISO instant. */
  readonly at: string
  /** Its content is gone here. */
  readonly erased: boolean
}

/** A conversation with another body about somebody. */
export interface With {
  readonly names: Names
  /** Last day of having any of it, local date. */
  readonly eraseOn: string
  readonly passed: readonly Passed[]
  /** What it was told to erase and what it said, oldest first; days are local dates. */
  readonly told: readonly (Pick<Holder, 'parts' | 'erased' | 'kept'> & { readonly dueOn: string })[]
  /** What a law or a hold keeps here of it. */
  readonly kept: readonly KeptPart[]
}

/** All that is known here of who has what of somebody. */
export interface Known {
  readonly self: Names
  /** What lies in their own file here and is read by who works with it. */
  readonly file: readonly ErasablePart[]
  readonly keptOfFile: readonly KeptPart[]
  readonly others: readonly With[]
  /** When they took back everything, ISO instant; null when they did not. */
  readonly takenBackAt: string | null
}

/** A body as the registry named it last. Whoever it never named is said so: an address means nothing to the person. */
export function bodyNamed(
  { lastKnown }: { readonly lastKnown: (entityId: string) => RegistryStatement | undefined },
  entityId: string,
): Names {
  return lastKnown(entityId)?.metadata.ihala_member.names ?? { ar: 'جهة لا يُعرف اسمها', en: 'A body whose name is not known' }
}

type Has = Pick<BodyHolds, 'names' | 'stands' | 'until'> & { readonly part: ErasablePart }

/** C9: who has what of somebody, and for how long: first this body itself, then each other one in the order they came in. */
export function whoHolds(known: Known): BodyHolds[] {
  const { self, file, keptOfFile, others } = known
  const here = (part: ErasablePart, stands: BodyHolds['stands'], until: string | null = null): Has => ({ names: self, part, stands, until })
  const kept = [...keptOfFile, ...others.flatMap((one) => one.kept)]
  const ours = others.flatMap((other) =>
    other.passed
      .filter(({ part, erased }) => !erased && other.kept.every((one) => one.part !== part))
      .map(({ part }) => here(part, standsAt(known, other, part).stands === 'holds' ? 'holds' : 'copy')),
  )
  const theirs = others.flatMap((other) => {
    const { names, passed, told } = other
    const parts = new Set([...passed.map(({ part }) => part), ...told.flatMap((one) => one.kept.map(({ part }) => part))])
    return [...parts].map((part): Has => ({ names, part, ...standsAt(known, other, part) }))
  })
  return together([
    ...file.map((part) => here(part, 'holds')),
    ...ours,
    ...kept.map(({ part, until }) => here(part, 'kept-by-law', until)),
    ...theirs,
  ])
}

/** How it stands with a part at the other body: the last word counts. */
function standsAt({ takenBackAt }: Known, { eraseOn, passed, told }: With, part: ErasablePart): Pick<Has, 'stands' | 'until'> {
  const word = told.findLast(({ parts }) => parts.includes(part))
  if (word !== undefined) {
    const kept = word.kept.find((one) => one.part === part)
    if (kept !== undefined) return { stands: 'kept-by-law', until: kept.until }
    return word.erased.includes(part) ? { stands: 'erased', until: null } : { stands: 'told-to-erase', until: word.dueOn }
  }
  // It is about to be told: a job of the same transaction does it.
  const since = takenBackAt !== null && passed.every((one) => one.part !== part || one.at <= takenBackAt)
  return since ? { stands: 'told-to-erase', until: null } : { stands: 'holds', until: eraseOn }
}

/** One line a body, state and day. That something is erased is said of a body only where nothing is left. */
function together(all: readonly Has[]): BodyHolds[] {
  const byLine = Map.groupBy(all, ({ names, stands, until }) => JSON.stringify([names, stands, until]))
  const left = new Set(all.filter(({ stands }) => stands !== 'erased').map(({ names }) => JSON.stringify(names)))
  return [...byLine.values()].flatMap((line): BodyHolds[] => {
    const [first] = line
    if (first === undefined) return []
    const { names, stands, until } = first
    if (stands !== 'erased') {
      const parts = new Set(line.map(({ part }) => part))
      const categories = Category.enum.filter((category) => parts.has(category))
      return [{ names, categories, own: parts.has('words') || parts.has('own'), stands, until }]
    }
    return left.has(JSON.stringify(names)) ? [] : [{ names, categories: [], own: false, stands, until: null }]
  })
}
