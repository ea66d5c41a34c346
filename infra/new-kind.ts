import { Need } from '@ihala/contract'
import type { BothNames } from './organisations.ts'

/** Needs the network knows. */
export const NEEDS: readonly string[] = Need.enum

/** A kind of organisation that is to be. */
export interface NewKind {
  /** Kebab-case; also the slug of its first organisation. */
  readonly name: string
  readonly names: BothNames
  /** Needs it serves. */
  readonly serves: readonly string[]
}

/** The files of a new kind: the common desk with its own name, needs and pages. Path in its folder to text. */
export function kindFiles(kind: NewKind): Readonly<Record<string, string>> {
  return {
    'package.json': json(manifest(kind)),
    'README.md': readme(kind),
    'demo.json': demo(kind),
    'src/main.ts': MAIN,
    'src/kind.ts': kindSource(kind),
    'src/service.ts': SERVICE,
    'web/index.html': PAGE,
    'web/main.tsx': webSource(kind),
  }
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`
const listed = (texts: readonly string[]): string => `[${texts.map((text) => `'${text}'`).join(', ')}]`

function manifest({ name }: NewKind): object {
  return {
    name: `@ihala/${name}`,
    version: '0.1.0',
    private: true,
    license: 'EUPL-1.2',
    type: 'module',
    dependencies: {
      '@ihala/desk': 'workspace:*',
      '@ihala/kit': 'workspace:*',
      '@ihala/ui': 'workspace:*',
    },
  }
}

/** Staff of the demonstration; all invented. */
const STAFF = [
  { sub: 'dana-al-attar', ar: 'دانة العطار', en: 'Dana Al-Attar', roles: ['case-worker'], languages: ['ara', 'eng'] },
  { sub: 'joseph-mwangi', ar: 'جوزيف موانغي', en: 'Joseph Mwangi', roles: ['case-worker', 'duty-officer'], languages: ['swa', 'eng'] },
  { sub: 'rania-khoury', ar: 'رانيا خوري', en: 'Rania Khoury', roles: ['admin'], languages: ['ara', 'eng', 'fra'] },
  { sub: 'tariq-mansour', ar: 'طارق منصور', en: 'Tariq Mansour', roles: ['data-protection-officer'], languages: ['ara', 'eng'] },
]

/** The demonstration's organisation, laid out as the formatter wants it. */
function demo({ name, names }: NewKind): string {
  const text = (value: string): string => JSON.stringify(value)
  const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`
  const staff = STAFF.map(
    ({ sub, ar, en, roles, languages }) => `        {
          "sub": ${text(sub)},
          "names": { "ar": ${text(ar)}, "en": ${text(en)} },
          "roles": ${list(roles)},
          "languages": ${list(languages)}
        }`,
  )
  return `{
  "instances": [
    {
      "slug": ${text(name)},
      "names": { "ar": ${text(names.ar)}, "en": ${text(names.en)} },
      "languages": ["ar", "en"],
      "staff": [
${staff.join(',\n')}
      ],
      "seed": {}
    }
  ]
}
`
}

const MAIN = `import { run } from '@ihala/kit'
import { service } from './service.ts'

await run(service)
`

function kindSource({ name, serves }: NewKind): string {
  const least = serves.map((need) => `\n    '${need}': ['need'],`).join('')
  return `import type { Kind } from '@ihala/kit'

/** What this kind is (DESIGN §2: a folder, and nothing else). */
export const kind: Kind = {
  name: '${name}',
  serves: ${listed(serves)},
  leastData: {${least}${least === '' ? '' : '\n  '}},
  takes: ['need', 'identity', 'contact', 'safe-contact', 'health', 'documents', 'family', 'progress'],
  trustMarks: [],
}
`
}

const SERVICE = `import { desk } from '@ihala/desk'
import { defineService } from '@ihala/kit'
import { kind } from './kind.ts'

/** The common desk, under this kind's name. */
export const service = defineService({ kind: kind.name, features: [desk], serves: kind.serves })
`

const PAGE = `<!doctype html>
<html lang="ar" dir="rtl">
  <head>
    <meta charset="utf-8" />
    <title>إحالة</title>
  </head>
  <body>
    <div id="desk"></div>
    <script type="module" src="./main.tsx"></script>
  </body>
</html>
`

function webSource({ name }: NewKind): string {
  return `import { deskApp } from '@ihala/ui'

deskApp({ kind: '${name}', pages: [] })
`
}

function readme({ name, names }: NewKind): string {
  return `# ${names.en}

A kind of organisation of the network: the common desk (people, referrals, files, tasks) and nothing of its own yet.

- Say here whose law it works under, and what it never does.
- \`src/kind.ts\`: the needs it serves, and the least it must be told for each.
- \`demo.json\`: its organisations in the demonstration, with invented staff; the first is called \`${name}\`.
- A feature of its own is a folder in \`src/\`: decisions (\`visit.ts\`), tables and queries (\`visit.tables.ts\`,
  \`visit.store.ts\`), doors (\`visit.http.ts\`, \`visit.inbox.ts\`), with what makes its tables in \`migrations/<feature>/0001-<name>.sql\`; \`src/service.ts\` names it after \`desk\`.
- \`web/\`: its own pages, on \`@ihala/ui\`.
`
}
