import type { Need } from '@ihala/contract'
import type { Static } from 'typebox'

/** Needs a funder serves. It asks for nothing beyond the coded need: no section about the person is disclosed to it (H2). */
export const serves: readonly Static<typeof Need>[] = ['financial-assistance']
