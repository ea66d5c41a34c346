import {
  type Category,
  type HowGiven,
  type MemberView,
  type NeedSection,
  type NewReferral,
  NOTICES,
  type NoticeTold,
  type PersonDetail,
  PURPOSE_OF,
  type Purpose,
  SECTION_CATEGORIES,
  type SectionCategory,
  TOLD_NOW,
} from '@ihala/contract'
import type { FAMILIES } from '../i18n/families.ts'

/** A referral while it is being asked for, question by question. Kept in memory only: it is about a person. */
export interface Draft {
  readonly personId: string | undefined
  readonly to: string | undefined
  readonly step: NewReferral['step']
  readonly need: NeedDraft
  readonly consent: ConsentDraft
  /** It is told by telephone too (J-9). */
  readonly byTelephone: boolean
  /** Whom the person wants asked after that, in their own order (J-2); or at the same time. */
  readonly next: readonly NextBody[]
  /** All of them are asked at once whether they can, and then one is chosen. */
  readonly together: boolean
}

/**
 * DESIGN §8: what need not go at once waits ten minutes and may be undone, and so does what the person may still take back without a
 * trace. Of who asked that it go at once too: the ten minutes are for a slip of the office, which may send it now.
 */
export function waits({ need, consent }: Pick<Draft, 'need' | 'consent'>): boolean {
  return need.urgency !== 'immediate' || consent.coolingOff === 'waited'
}

/** What is said of when it goes. */
export function goesWhen(
  draft: Pick<Draft, 'need' | 'consent'>,
  offline: boolean,
): 'undo.will-wait' | 'undo.will-wait-asked' | 'undo.goes-at-once' | 'offline.will-wait' | 'offline.goes-at-once' {
  if (!waits(draft)) return offline ? 'offline.goes-at-once' : 'undo.goes-at-once'
  if (offline) return 'offline.will-wait'
  return draft.consent.coolingOff === 'asked-not-to-wait' ? 'undo.will-wait-asked' : 'undo.will-wait'
}

/** Whether one question goes to several bodies at once. */
export function asksTogether({ next, together }: Pick<Draft, 'next' | 'together'>): boolean {
  return together && next.length > 0
}

/** A body that is asked when the one before declines or does not answer: what it takes, and whether the person said yes to it too. */
export interface NextBody {
  readonly to: string
  readonly takes: readonly Category[]
  readonly agreed: boolean
}

/** What differs where a referral is written down on the officer's device. */
export interface Offline {
  /** The person's file is at the office, and nothing of it is here: what is behind a door is not known. */
  readonly fileElsewhere: boolean
}

/** How many bodies a person may name after the first. */
export const MOST_NEXT = 5

/** The need while it is being written. */
export interface NeedDraft extends Omit<NeedSection, 'urgency' | 'sex' | 'ageBand'> {
  readonly urgency: NeedSection['urgency'] | undefined
  readonly sex: NeedSection['sex'] | undefined
  readonly ageBand: NeedSection['ageBand'] | undefined
}

/** The consent while it is being asked for. */
export interface ConsentDraft {
  readonly categories: readonly Category[]
  readonly purposes: readonly Purpose[]
  readonly language: string | undefined
  readonly interpreter: (typeof FAMILIES)['interpreter'][number] | undefined
  readonly howGiven: (typeof HowGiven)['enum'][number] | undefined
  readonly understood: boolean
  readonly readBack: boolean
  readonly privatelyConfirmed: boolean
  readonly witnessed: boolean
  readonly guardian: (typeof FAMILIES)['guardian'][number] | undefined
  readonly guardianRelation: (typeof FAMILIES)['guardian-relation'][number] | undefined
  readonly guardianInMatter: (typeof FAMILIES)['guardian-in-matter'][number] | undefined
  readonly assent: boolean
  readonly coolingOff: (typeof FAMILIES)['cooling-off'][number] | undefined
  readonly months: number
  readonly wayBack: boolean
  readonly onwardKinds: readonly string[]
  /** Whether those it is referred on to may refer on in turn, to the same kinds of body and no further. */
  readonly onwardFurther: boolean
  readonly excluded: readonly string[]
}

export const EMPTY_DRAFT: Draft = {
  personId: undefined,
  to: undefined,
  step: 'request',
  byTelephone: false,
  next: [],
  together: false,
  need: {
    needs: [],
    urgency: undefined,
    sex: undefined,
    ageBand: undefined,
    children: [],
    languages: [],
    medical: [],
    access: [],
    staffSex: 'no-preference',
    others: 0,
  },
  consent: {
    categories: ['need'],
    purposes: [],
    language: undefined,
    interpreter: undefined,
    howGiven: undefined,
    understood: false,
    readBack: false,
    privatelyConfirmed: false,
    witnessed: false,
    guardian: undefined,
    guardianRelation: undefined,
    guardianInMatter: undefined,
    assent: false,
    coolingOff: undefined,
    months: 6,
    wayBack: false,
    onwardKinds: [],
    onwardFurther: false,
    excluded: [],
  },
}

/** For how many months a consent may be given; none is longer than a year (DESIGN §7). */
export const MONTHS = [1, 3, 6, 12] as const

/** The text that somebody is told from in this language: the newest there is (c20); undefined where there is none. */
export function noticeFor(language: string): NoticeTold | undefined {
  const notice = NOTICES.findLast(({ id, texts }) => id === TOLD_NOW && Object.hasOwn(texts, language))
  const sha256 = notice?.texts[language]?.sha256
  return notice && sha256 !== undefined ? { id: notice.id, version: notice.version, sha256 } : undefined
}

/** presumed a minor while age is doubtful; the adult path is then not there. */
export function needsGuardian({ ageBand }: Pick<NeedDraft, 'ageBand'>): boolean {
  return ageBand === 'under-18' || ageBand === 'unknown'
}

/**
 * What a person's file says of the need, where nothing was said yet.
 * @param asked what another body was asked for them before; it says more than the file
 */
export function prefilled(draft: Draft, person: PersonDetail, today: string, asked?: NeedSection | null): Draft {
  const { identity } = person.sections
  const kept = asked ?? person.need
  const need = {
    ...(kept ?? draft.need),
    sex: draft.need.sex ?? kept?.sex ?? identity?.sex,
    ageBand: draft.need.ageBand ?? kept?.ageBand ?? (identity?.dateOfBirth ? bandOf(identity.dateOfBirth, today) : undefined),
  }
  const { purposes } = draft.consent
  return {
    ...draft,
    personId: person.id,
    need,
    consent: { ...draft.consent, purposes: purposes.length > 0 ? purposes : purposesOf(need.needs) },
  }
}

const BANDS = [
  [18, 'under-18'],
  [25, '18-24'],
  [35, '25-34'],
  [50, '35-49'],
  [65, '50-64'],
] as const

/** The age band of somebody born on a day, today. Both are calendar dates. */
export function bandOf(born: string, today: string): NeedSection['ageBand'] {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
  return BANDS.find(([until]) => years < until)?.[1] ?? '65-and-over'
}

/** The purposes that follow from what is needed. Staff may change them. */
export function purposesOf(needs: NeedSection['needs']): readonly Purpose[] {
  return [...new Set(needs.flatMap((need) => PURPOSE_OF[need] ?? []))]
}

/** Whether this door may be opened to a body that takes these categories (R-5, H2). */
export function mayOpen(category: Category, takes: readonly Category[]): boolean {
  return takes.includes(category)
}

/** The sections that will go, and those that are written down but stay. Only what the consent opens goes. */
export function disclosed(
  draft: Draft,
  person: PersonDetail,
): { readonly go: readonly SectionCategory[]; readonly stay: readonly SectionCategory[] } {
  const written = SECTION_CATEGORIES.filter((category) =>
    category === 'documents' ? person.files.length > 0 : person.sections[category] !== undefined,
  )
  const opens = (category: SectionCategory) => draft.consent.categories.includes(category)
  return { go: written.filter(opens), stay: written.filter((category) => !opens(category)) }
}

/** What making the request needs from outside. */
export interface Moment {
  /** When the person said yes, ISO instant. */
  readonly now: string
  /** 128 random bits, base64url; the service puts the staff member's own pseudonym in its place. */
  readonly takenBy: string
}

const DAY = 24 * 3600 * 1000

/** The request, or undefined while a question is unanswered. */
export function requestOf(draft: Draft, { now, takenBy }: Moment): NewReferral | undefined {
  const { need, consent, personId, to, step } = draft
  const { urgency, sex, ageBand } = need
  const { language, interpreter, howGiven, guardian, guardianRelation, guardianInMatter, coolingOff } = consent
  if (!personId || !to || !urgency || !sex || !ageBand || !consent.understood) return undefined
  const notice = language === undefined ? undefined : noticeFor(language)
  if (!language || !notice || !interpreter || !howGiven || !coolingOff) return undefined
  const evidence = {
    v: 2 as const,
    notice,
    language,
    understood: true as const,
    readBack: consent.readBack,
    interpreter,
    howGiven,
    witnessed: consent.witnessed,
    privatelyConfirmed: consent.privatelyConfirmed,
    takenAt: now,
    takenBy,
    coolingOff,
  }
  const standing = guardianRelation && guardianInMatter ? { relation: guardianRelation, inMatter: guardianInMatter } : undefined
  if (needsGuardian(need) && (!guardian || !standing || !consent.assent)) return undefined
  const basis: NewReferral['consent']['basis'] =
    needsGuardian(need) && guardian && standing
      ? { kind: 'guardian', guardian, standing, assent: true, evidence }
      : { kind: 'consent', evidence }
  const until = monthsLater(now, consent.months)
  // One decision and one grant for each body: what it may not take is not opened to it.
  const given = (categories: readonly Category[]): NewReferral['consent'] => ({
    basis,
    purposes: [...consent.purposes],
    categories: [...categories],
    until,
    eraseAt: new Date(Date.parse(until) + 30 * DAY).toISOString(),
    onward:
      consent.onwardKinds.length > 0
        ? { kinds: [...consent.onwardKinds], categories: [...categories], depth: consent.onwardFurther ? 2 : 1 }
        : { kinds: [], categories: [], depth: 0 },
    excluded: [...consent.excluded],
    wayBack: consent.wayBack,
  })
  if (draft.next.some(({ agreed }) => !agreed)) return undefined
  const others = draft.next.map((body) => ({
    to: body.to,
    consent: given(consent.categories.filter((category) => category === 'need' || mayOpen(category, body.takes))),
  }))
  const together = asksTogether(draft)
  return {
    personId,
    to,
    step: together ? 'enquire' : step,
    need: { ...need, urgency, sex, ageBand },
    consent: given(consent.categories),
    relatesTo: [],
    ...(draft.byTelephone && step === 'request' && !together ? { byTelephone: true } : {}),
    ...(others.length === 0 ? {} : together ? { beside: others } : { next: others }),
  }
}

/** The same day and hour some months later; the last day of the month where it has no such day. */
export function monthsLater(instant: string, months: number): string {
  const date = new Date(instant)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.toISOString()
}

/** Those a person may be referred to: live members other than oneself. */
export function recipients(members: readonly MemberView[]): readonly MemberView[] {
  return members.filter(({ self, status }) => !self && status === 'live')
}

/** What the chosen body serves stands first, each part in its own order. */
export function servedFirst<T extends string>(needs: readonly T[], serves: readonly string[]): readonly T[] {
  return needs.toSorted((one, other) => Number(serves.includes(other)) - Number(serves.includes(one)))
}
