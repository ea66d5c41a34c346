import { readFileSync } from 'node:fs'
import type { checkDossier } from './outside-check.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../packages/contract/published/${name}`, import.meta.url), 'utf8'))

/** What the outside check is given: the anchors whoever checks believes, and two of the published files. */
export function published(anchors: Parameters<typeof checkDossier>[1]['anchors']): Parameters<typeof checkDossier>[1] {
  return { anchors, table: read('event-table.json'), limits: read('limits.json') }
}
