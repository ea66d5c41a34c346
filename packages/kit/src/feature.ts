import type { Category, Need } from '@ihala/contract'
import type { Capability, Feature } from './service-context.ts'

/** What a kind of organisation is, as its `kind.ts` says: plain data, read by services, pages and tools alike. */
export interface Kind {
  /** Name of its folder in services/. */
  readonly name: string
  /** Needs it serves, for the directory. */
  readonly serves: readonly Need[]
  /** Categories of personal data it may be given, whatever is granted: the registry says so to everybody. */
  readonly takes: readonly Category[]
  /** The least a referral must open once it is accepted, so that the need can be met; more is the person's to give. */
  readonly leastData: Readonly<Partial<Record<Need, readonly Category[]>>>
  /** Trust marks the registry must show before a partner believes that this is one (K5). */
  readonly trustMarks?: readonly string[]
  /** Marks of training its staff must hold for some of the work (D-12). */
  readonly staffMarks?: readonly string[]
  /** What its service does beside the common work; `portal`: its keyring has a key that people nobody knows seal to. */
  readonly capabilities?: readonly Capability[]
}

/** A kind of organisation at work. */
export interface ServiceDefinition {
  /** Name of its folder in services/. */
  readonly kind: string
  /** Their order is the order of migrations, and of handlers of one event. */
  readonly features: readonly Feature[]
  /** Needs it serves, for the directory. */
  readonly serves: readonly Need[]
  readonly capabilities?: readonly Capability[]
}

/** A kind of organisation, checked. */
export type Service = Required<ServiceDefinition>

/** Says what a kind of organisation is made of. Throws one plain sentence when two features share a name or a job. */
export function defineService({ kind, features, serves, capabilities = [] }: ServiceDefinition): Service {
  const reserved = ['ledger', 'exchange', 'kit', 'public']
  refuseTwice(kind, 'feature', [...reserved, ...features.map(({ name }) => name)])
  refuseTwice(
    kind,
    'job',
    features.flatMap(({ jobs = {} }) => Object.keys(jobs)),
  )
  for (const { name } of features) {
    if (!/^[a-z][a-z0-9-]{1,40}$/.test(name)) throw new TypeError(`the feature ${name} of ${kind} has no name in kebab-case`)
  }
  return { kind, features, serves, capabilities }
}

function refuseTwice(kind: string, what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new TypeError(`${kind} has two of the ${what} ${twice}`)
}
