import type { PersonPage } from '@ihala/contract'

/** How somebody is called in a list: in their own script, and in Latin letters where both are known. */
export function namesShown(
  names: { readonly own?: string; readonly latin: string } | undefined,
): Pick<PersonPage['items'][number], 'name' | 'otherName'> {
  return { name: names?.own ?? names?.latin ?? '', otherName: names?.own === undefined ? null : names.latin }
}
