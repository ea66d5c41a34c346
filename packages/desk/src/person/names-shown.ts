import type { PersonPage, SectionOf } from '@ihala/contract'

/** How a list calls somebody: in their own script, and in Latin letters where both are known; and what tells namesakes apart. */
export function namesShown(
  identity: Pick<SectionOf<'identity'>, 'names' | 'dateOfBirth' | 'nationality'> | undefined,
): Omit<PersonPage['items'][number], 'id' | 'version'> {
  const { names, dateOfBirth, nationality = null } = identity ?? {}
  return {
    name: names?.own ?? names?.latin ?? '',
    otherName: names?.own === undefined ? null : names.latin,
    birthYear: dateOfBirth === undefined ? null : Number(dateOfBirth.slice(0, 4)),
    nationality,
  }
}
