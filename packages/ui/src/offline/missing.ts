import type { Missing } from '../components/text-field.tsx'
import { EMPTY_DRAFT, type Draft as Referral } from '../new-referral/draft.ts'
import { answered, missingIn, QUESTIONS } from '../new-referral/questions.ts'
import type { Draft as Person } from '../person/draft.ts'
import type { OwnDraft } from './own-draft.ts'
import { personOf } from './people.ts'
import type { DeviceDraft } from './queue.ts'

/** What a draft lacks before it can go. */
export interface Lack {
  readonly fields: readonly Missing[]
  /** A referral is asked question by question: how many are open after the one those fields are in. */
  readonly questionsAfter: number
}

/** A referral's form as it was kept on this device. */
export function referralOf(kept: unknown): Referral {
  return { ...EMPTY_DRAFT, ...(typeof kept === 'object' && kept !== null ? (kept as Partial<Referral>) : {}) }
}

/** What a draft lacks, by what it is; `own` is what the kind lets its officers write down. */
export function lackOf({ what, form, about }: Pick<DeviceDraft, 'what' | 'form' | 'about'>, own: readonly OwnDraft[]): Lack {
  switch (what) {
    case 'person':
      return { fields: missingInPerson(personOf(form)), questionsAfter: 0 }
    case 'referral':
      return lackOfReferral(referralOf(form))
    case 'photo':
      return { fields: [], questionsAfter: 0 }
    default: {
      const found = own.find(({ code }) => code === what)
      return { fields: found ? missingInOwn(found, { form, about }) : [], questionsAfter: 0 }
    }
  }
}

/** What somebody's form lacks. */
export function missingInPerson({ identity }: Person): readonly Missing[] {
  return [
    ...((identity?.names?.latin.trim() ?? '') === '' ? ([{ field: '/sections/identity/names/latin', words: 'person.name' }] as const) : []),
    ...(identity?.sex === undefined ? ([{ field: '/sections/identity/sex', words: 'person.sex' }] as const) : []),
  ]
}

/** What a form of the kind's own lacks: it is about people in any case. */
export function missingInOwn(own: OwnDraft, { form, about }: Pick<DeviceDraft, 'form' | 'about'>): readonly Missing[] {
  return [...(about.length === 0 ? ([{ field: '/people', words: 'complaints.ask.people' }] as const) : []), ...own.missing(form)]
}

function lackOfReferral(form: Referral): Lack {
  const [first, ...after] = QUESTIONS.filter((question) => !answered(question, form))
  return { fields: first ? missingIn(first, form) : [], questionsAfter: after.length }
}
