import type { ReactNode } from 'react'

/** One component or picture, with what it looks like. Drawn in each language and colour. */
export interface Specimen {
  readonly name: string
  readonly shown: () => ReactNode
}
