import type { Names } from '@ihala/contract'
import type { ComponentType, ReactNode } from 'react'
import type { Missing } from '../components/text-field.tsx'

/** What a draft's form works with. */
export interface OwnFields {
  /** As it was kept on this device; an empty object at first. */
  readonly kept: unknown
  readonly onChange: (form: unknown) => void
  /** Where the people it is about are chosen, of those on this device. */
  readonly people: ReactNode
}

/** Something a kind lets its officers write down without a network, beside people, pictures and referrals. */
export interface OwnDraft {
  /** Of this kind alone: `complaint`. */
  readonly code: string
  readonly title: Names
  /** Where it is sent. */
  readonly path: string
  readonly Fields: ComponentType<OwnFields>
  /** The fields it lacks, beside the people. */
  readonly missing: (kept: unknown) => readonly Missing[]
  /** What is sent, without the people (`people` is filled in when they have their ids); undefined while something is missing. */
  readonly bodyOf: (kept: unknown) => Readonly<Record<string, unknown>> | undefined
}
