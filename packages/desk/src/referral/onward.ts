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
}

/**
 * DESIGN §7, onward: the case whose grant limits a new referral, when something it opens is here only because a partner
 * disclosed it; undefined when all was written down here, under the consent that was taken here. A grant narrows one other:
 * throws Refusal `grant-wider-than-parent` when what it opens came with several cases.
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
  return source
}

/** Who holds what a category would open. The need is written anew for each referral. Files that came stay where own ones suffice. */
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
