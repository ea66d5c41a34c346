import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One end of the measured loop: an organisation and who works there. */
export interface Bench {
  readonly slug: string
  readonly staff: string
}

/** Between whom the loop runs, and where their kinds lie. */
export interface Ends {
  readonly servicesDir: string
  readonly sender: Bench
  readonly recipient: Bench
  /** All organisations that must run. */
  readonly only: readonly string[]
  /** As it is said above the table. */
  readonly said: string
}

const COMMITTEE = 'national-committee'

/**
 * The Ministry refers to the Care House where both exist; else two organisations with the common desk alone, written to
 * `home`: what every kind has in common is measured either way.
 */
export function ends(root: string, home: string, standIns: boolean): Ends {
  const servicesDir = join(root, 'services')
  const there = ['ministry-intake', 'shelter', COMMITTEE].every((kind) => existsSync(join(servicesDir, kind, 'src', 'main.ts')))
  if (there && !standIns) {
    return {
      servicesDir,
      sender: { slug: 'ministry-of-labour', staff: 'joseph-varghese' },
      recipient: { slug: 'care-house', staff: 'grace-wanjiru' },
      only: [COMMITTEE, 'ministry-of-labour', 'care-house'],
      said: 'Ministry of Labour → Care House',
    }
  }
  const written = join(home, 'services')
  const [sender, recipient] = ['bench-sender', 'bench-recipient']
  for (const kind of [sender, recipient, COMMITTEE]) writeStandIn(written, kind)
  return {
    servicesDir: written,
    sender: { slug: sender, staff: 'officer' },
    recipient: { slug: recipient, staff: 'officer' },
    only: [COMMITTEE, sender, recipient],
    said: 'two organisations with the common desk alone',
  }
}

function writeStandIn(servicesDir: string, kind: string): void {
  const src = join(servicesDir, kind, 'src')
  mkdirSync(src, { recursive: true })
  const names = { ar: kind, en: kind }
  const staff = [{ sub: 'officer', names, roles: ['intake-officer'], languages: ['eng'] }]
  writeFileSync(
    join(servicesDir, kind, 'demo.json'),
    JSON.stringify({ instances: [{ slug: kind, names, languages: ['ar', 'en'], staff, seed: {} }] }),
  )
  writeFileSync(join(src, 'kind.ts'), `export const kind = { name: '${kind}', serves: ['shelter'] } as const\n`)
  writeFileSync(
    join(src, 'service.ts'),
    `import { desk } from '@ihala/desk'
import { defineService } from '@ihala/kit'
import { kind } from './kind.ts'

export const service = defineService({ kind: kind.name, features: [desk], serves: kind.serves })
`,
  )
  writeFileSync(join(src, 'main.ts'), "import { run } from '@ihala/kit'\nimport { service } from './service.ts'\n\nawait run(service)\n")
}
