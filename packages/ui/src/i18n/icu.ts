import { IntlMessageFormat } from 'intl-messageformat'

/** Makes a text that counts or chooses (ICU) of a language tag. */
export type FormatOf = (text: string, tag: string) => { readonly format: (values: Record<string, string | number>) => unknown }

/** Apart from all else: it weighs, and the first screen does without. */
export const formatOf: FormatOf = (text, tag) => new IntlMessageFormat(text, tag)
