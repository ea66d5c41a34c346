import { COMPANIES, PEOPLE } from './people.ts'

/** A string that nobody but sender and recipient may ever hold. */
export interface Planted {
  /** Key of the person or company. */
  readonly of: string
  readonly what:
    | 'name'
    | 'passport'
    | 'permit'
    | 'telephone'
    | 'e-mail'
    | 'company'
    | 'place'
    | 'testimony'
    | 'code-word'
    | 'health'
    | 'family'
    | 'date-of-birth'
  readonly text: string
}

/** Parts of names shorter than this turn up by chance in random bytes. */
const SHORTEST_PART = 7

/** T12: every planted secret of the invented people, once each. */
export const PLANTED: readonly Planted[] = unique([
  ...PEOPLE.flatMap((person): Planted[] => {
    const { key, names, sections } = person
    return [
      ...[names.latin, names.own, ...parts(names.latin), ...parts(names.own)].map((text): Planted => ({ of: key, what: 'name', text })),
      { of: key, what: 'passport', text: person.passport },
      { of: key, what: 'permit', text: person.residencePermit },
      { of: key, what: 'date-of-birth', text: person.dateOfBirth },
      ...telephone(person.telephone).map((text): Planted => ({ of: key, what: 'telephone', text })),
      ...optional(sections.contact.email).map((text): Planted => ({ of: key, what: 'e-mail', text })),
      ...[person.home, ...optional(sections.contact.whereabouts), ...optional(sections.employment.site)].map(
        (text): Planted => ({ of: key, what: 'place', text }),
      ),
      ...optional(sections['safe-contact'].codeWord).map((text): Planted => ({ of: key, what: 'code-word', text })),
      ...optional(sections['safe-contact'].never).map((text): Planted => ({ of: key, what: 'code-word', text })),
      { of: key, what: 'health', text: sections.health.summary },
      { of: key, what: 'family', text: sections.family.summary },
      ...person.phrases.map((text): Planted => ({ of: key, what: 'testimony', text })),
    ]
  }),
  ...COMPANIES.flatMap((company): Planted[] => [
    ...[company.names.latin, company.names.own].map((text): Planted => ({ of: company.key, what: 'company', text })),
    ...[company.contact.latin, company.contact.own].map((text): Planted => ({ of: company.key, what: 'name', text })),
    { of: company.key, what: 'place', text: company.address },
    ...telephone(company.telephone).map((text): Planted => ({ of: company.key, what: 'telephone', text })),
  ]),
])

/**
 * The ways a text may hide in stored bytes: as it is, JSON-escaped, percent-encoded, base64 and base64url at each of the
 * three alignments. Search each as UTF-8 bytes.
 */
export function formsOf(text: string): readonly string[] {
  const escaped = [...text].map((letter) => (letter.charCodeAt(0) < 128 ? letter : unicodeEscape(letter))).join('')
  const base64 = [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
    // Letters that also depend on the neighbouring bytes are cut off at both ends.
    const inner = bytes.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6))
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [...new Set([text, escaped, encodeURIComponent(text), ...base64])]
}

function unicodeEscape(letter: string): string {
  return [...Array(letter.length).keys()].map((i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
}

function parts(name: string): readonly string[] {
  return name.split(' ').filter((part) => Buffer.byteLength(part) >= SHORTEST_PART)
}

function telephone(number: string): readonly string[] {
  const digits = number.slice(1)
  return [digits, `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`]
}

function optional(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text]
}

function unique(all: readonly Planted[]): readonly Planted[] {
  return [...new Map(all.map((planted) => [planted.text, planted])).values()]
}
