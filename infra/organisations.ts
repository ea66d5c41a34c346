import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STAFF_ROLES, type StaffRole } from '@ihala/contract'

/** A name in both languages of the network. */
export interface BothNames {
  readonly ar: string
  readonly en: string
}

/** A member of an organisation's staff in the demonstration. */
export interface DemoStaff {
  /** Who they are at their organisation's identity provider. */
  readonly sub: string
  readonly names: BothNames
  readonly roles: readonly StaffRole[]
  /** Languages they speak, ISO 639-3. */
  readonly languages: readonly string[]
}

/** One organisation of the demonstration: an instance of a kind, from `services/<kind>/demo.json`. */
export interface DemoOrganisation {
  readonly slug: string
  /** Name of the folder in `services/`. */
  readonly kind: string
  /** Folder of the kind, absolute. */
  readonly folder: string
  readonly names: BothNames
  /** Languages of its screens. */
  readonly languages: readonly string[]
  readonly staff: readonly DemoStaff[]
  /** What its pages for workers say, where it has some; where one leaves them to is the demonstration's own page unless said here. */
  readonly workerPages?: WorkerPages
  /** What the kind itself starts with; only the kind reads it. */
  readonly seed: unknown
}

/** A part of an organisation's settings; its service looks at what they say. */
type WorkerPages = Readonly<Partial<Record<'leaveTo' | 'emergency', string>>>

/**
 * Every organisation of every kind: a new folder in `services/` with a demo.json is all it takes.
 * @param servicesDir the folder with one folder per kind
 * @throws with the file and what is wrong in it
 */
export function findOrganisations(servicesDir: string): DemoOrganisation[] {
  const organisations = readdirSync(servicesDir)
    .sort()
    .filter((kind) => existsSync(join(servicesDir, kind, 'demo.json')))
    .flatMap((kind) => readInstances(join(servicesDir, kind), kind))
  const slugs = organisations.map((one) => one.slug)
  const twice = slugs.find((slug, index) => slugs.indexOf(slug) !== index)
  if (twice !== undefined) throw new Error(`Two organisations are called “${twice}”: a slug names one organisation of the network.`)
  return organisations
}

function readInstances(folder: string, kind: string): DemoOrganisation[] {
  const file = join(folder, 'demo.json')
  const wrong = (what: string): never => {
    throw new Error(`${file}: ${what}`)
  }
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return wrong(`is not JSON (${error instanceof Error ? error.message : 'unreadable'})`)
  }
  const instances = listOf(recordOf(content)?.instances)
  if (!instances?.length) return wrong('needs “instances”, a list of at least one organisation')
  return instances.map((instance, index) => {
    const at = `instances[${index}]`
    const { slug, names, languages, staff, workerPages, seed } = recordOf(instance) ?? wrong(`${at} is not an object`)
    if (typeof slug !== 'string' || !/^[a-z][a-z0-9-]{1,30}$/.test(slug))
      return wrong(`${at}.slug must be small letters, digits and hyphens, 2 to 31 of them, a letter first`)
    return {
      slug,
      kind,
      folder,
      names: namesOf(names) ?? wrong(`${at}.names needs “ar” and “en”`),
      languages: textsOf(languages) ?? wrong(`${at}.languages must be a list of language codes`),
      staff: (listOf(staff) ?? wrong(`${at}.staff must be a list`)).map(
        (person, place) => staffOf(person) ?? wrong(`${at}.staff[${place}] needs sub, names, roles of the closed list, and languages`),
      ),
      ...(workerPages === undefined
        ? {}
        : {
            workerPages: workerPagesOf(workerPages) ?? wrong(`${at}.workerPages may say “leaveTo” and “emergency”, as texts, and no more`),
          }),
      seed: seed ?? {},
    }
  })
}

function staffOf(value: unknown): DemoStaff | undefined {
  const { sub, names, roles, languages } = recordOf(value) ?? {}
  const both = namesOf(names)
  const spoken = textsOf(languages)
  const known = textsOf(roles)?.filter(isRole)
  if (typeof sub !== 'string' || !both || !spoken || !known?.length || known.length !== listOf(roles)?.length) return undefined
  return { sub, names: both, roles: known, languages: spoken }
}

function workerPagesOf(value: unknown): WorkerPages | undefined {
  const record = recordOf(value)
  if (!record || Object.keys(record).some((name) => name !== 'leaveTo' && name !== 'emergency')) return undefined
  const { leaveTo, emergency } = record
  if ((leaveTo !== undefined && typeof leaveTo !== 'string') || (emergency !== undefined && typeof emergency !== 'string')) return undefined
  return { ...(leaveTo === undefined ? {} : { leaveTo }), ...(emergency === undefined ? {} : { emergency }) }
}

function isRole(role: string): role is StaffRole {
  return STAFF_ROLES.some((known) => known === role)
}

function namesOf(value: unknown): BothNames | undefined {
  const { ar, en } = recordOf(value) ?? {}
  return typeof ar === 'string' && typeof en === 'string' && ar !== '' && en !== '' ? { ar, en } : undefined
}

function textsOf(value: unknown): string[] | undefined {
  const list = listOf(value)
  const texts = list?.filter((one) => typeof one === 'string')
  return texts && texts.length === list?.length ? texts : undefined
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined
}
