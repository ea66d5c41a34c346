import { AgeBand, Sex } from '@ihala/contract'

/** Something about a person, and how a value is written with it one way or the other. */
export interface Attribute {
  readonly name: string
  /** A copy of what a decision is given, in which it stands one way (`false`) or the other (`true`). */
  readonly set: (given: unknown, other: boolean) => unknown
}

type Fields = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A copy in which every object went through `change`, and every bare value through `bare`. */
function throughout(value: unknown, change: (fields: Fields) => Fields, bare: (one: unknown) => unknown = (one) => one): unknown {
  if (Array.isArray(value)) return value.map((one) => throughout(one, change, bare))
  if (value instanceof Map) return new Map([...value].map(([name, one]) => [name, throughout(one, change, bare)]))
  if (!isPlain(value)) return bare(value)
  return change(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, throughout(one, change, bare)])))
}

/**
 * Members that no decision may look at, whether its types have them or not: they are written into everything it is given, so that a
 * decision which begins to read one is found whatever object it finds it in.
 */
const NEVER: Readonly<Record<string, readonly [unknown, unknown]>> = {
  nationality: ['NP', 'QA'],
  sector: ['F', 'T'],
  residencePermit: ['29835600001', undefined],
  residenceStatus: ['regular', 'irregular'],
  passport: ['N1234567', undefined],
  passportHeldBy: ['person', 'employer'],
  victimStatus: ['identified', 'not-assessed'],
  proceedings: [{ wish: 'wishes-to-take-part' }, { wish: 'does-not-wish' }],
  wish: ['wishes-to-take-part', 'does-not-wish'],
  cooperates: [true, false],
  religion: ['one', 'another'],
  genderIdentity: ['one', 'another'],
  hiv: [true, false],
  maritalStatus: ['married', 'unmarried'],
}

const never = Object.entries(NEVER).map(
  ([name, [one, another]]): Attribute => ({
    name,
    set: (given, other) => throughout(given, (fields) => ({ ...fields, [name]: other ? another : one })),
  }),
)

const ADULT = '25-34'
const [WOMAN, MAN] = Sex.enum

/** What decisions are given of a person, where they have it. */
const seldom: readonly Attribute[] = [
  {
    name: 'sex',
    // A bed has a sex too, and a room for families: that is not the person's.
    set: (given, other) =>
      throughout(given, (fields) => ('sex' in fields && !('family' in fields) ? { ...fields, sex: other ? MAN : WOMAN } : fields)),
  },
  {
    name: 'age',
    set: (given, other) =>
      throughout(
        given,
        (fields) => fields,
        (one) => (AgeBand.enum.some((band) => band === one) ? (other ? 'under-18' : ADULT) : one),
      ),
  },
  {
    name: 'language',
    set: (given, other) => throughout(given, (fields) => ('speaks' in fields ? { ...fields, code: other ? 'eng' : 'npi' } : fields)),
  },
  {
    name: 'illness',
    set: (given, other) =>
      throughout(given, (fields) => ('medical' in fields ? { ...fields, medical: other ? ['pregnancy', 'suicide-risk'] : [] } : fields)),
  },
  {
    name: 'indicators',
    set: (given, other) =>
      throughout(given, (fields) => ('confidence' in fields ? { ...fields, confidence: other ? 'strong' : 'absent' } : fields)),
  },
]

/** what makes no difference. */
export const ATTRIBUTES: readonly Attribute[] = [...never, ...seldom]

/** What came out, without the members that were written in. */
export function without(value: unknown): unknown {
  const dropped = new Set([...Object.keys(NEVER), 'sex', 'medical', 'confidence'])
  return throughout(value, (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => !dropped.has(name))))
}
