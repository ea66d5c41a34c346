import { type Category, Refusal } from '@ihala/contract'

/** Something held of a person: by the person's own file, or by the case it came with. */
interface Held {
  readonly owner: string
}

/** What a new referral would open. */
export interface Opening {
  readonly personId: string
  readonly categories: readonly Category[]
  readonly sections: ReadonlyMap<Category, Held>
  readonly files: readonly Held[]
  /** The case the person came with; undefined for whom we knew ourselves. */
  readonly came: string | undefined
}

/**
 * DESIGN §7, onward: the case whose grant limits a new referral, when something it opens is here only because a partner
 * disclosed it, or the person came with it; undefined when all was written down here, of somebody we knew ourselves, under the
 * consent that was taken here. A grant narrows one other: throws Refusal `grant-wider-than-parent` when what it opens came with several cases.
 */
export function sourceCase(opening: Opening): string | undefined {
  let source: string | undefined
  for (const category of opening.categories) {
    for (const owner of ownersOf(category, opening)) {
      if (owner === opening.personId) continue
      if (source !== undefined && source !== owner) throw new Refusal('grant-wider-than-parent', { category })
      source = owner
    }
  }
  // The need is written anew for each referral, yet whoever came with a case is known through it.
  return source ?? opening.came
}

/** Who holds what a category would open. Files that came stay where own ones suffice. */
function ownersOf(category: Category, { personId, sections, files }: Opening): string[] {
  if (category === 'need' || category === 'progress') return []
  if (category !== 'documents') return [sections.get(category)].flatMap((section) => (section ? [section.owner] : []))
  const owners = [...new Set(files.map(({ owner }) => owner))]
  return owners.includes(personId) ? [personId] : owners
}

/** Whether a thing held may go under a referral of this person: written down here, or of the case that its grant narrows. */
export function mayPassOn(referral: { readonly personId: string | null; readonly narrows: string | null }, held: Held): boolean {
  return held.owner === referral.personId || (referral.narrows !== null && held.owner === referral.narrows)
}
