import type { Need } from '@ihala/contract'
import type { Static } from 'typebox'
import type { Capability, Feature } from './service-context.ts'

/** A kind of organisation. */
export interface ServiceDefinition {
  /** Name of its folder in services/. */
  readonly kind: string
  /** Their order is the order of migrations, and of handlers of one event. */
  readonly features: readonly Feature[]
  /** Needs it serves, for the directory. */
  readonly serves: readonly Static<typeof Need>[]
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
