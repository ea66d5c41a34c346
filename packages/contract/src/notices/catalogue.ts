import type { NoticeTold } from '../grant.ts'
import { Refusal } from '../refusal.ts'

/** Who speaks the language and read a text, and when: without it a text is told to nobody in production. */
export interface NoticeReview {
  /** The body whose people read it, not a person. */
  readonly by: string
  /** Calendar date. */
  readonly at: string
}

/** One text of a notice: the hash of its bytes, how it came to be, and who read it. */
export interface NoticeText {
  /** SHA-256 of the text in UTF-8, base64url. */
  readonly sha256: string
  /** A `machine` draft waits for a native speaker as a `written` one does; that it is one is said wherever it is shown. */
  readonly made: 'written' | 'machine'
  readonly reviewed: NoticeReview | null
}

/** A version of a notice in all the languages it exists in, by ISO 639-3. */
export interface Notice {
  readonly id: string
  readonly version: number
  readonly texts: Readonly<Record<string, NoticeText>>
}

const draft = (sha256: string): NoticeText => ({ sha256, made: 'machine', reviewed: null })
const written = (sha256: string): NoticeText => ({ sha256, made: 'written', reviewed: null })

/**
 * c20: every notice that somebody may have been told from, oldest version first; a text that is not here is known to nobody. Texts are
 * beside it, one file a version; a test holds each hash to its text. A version never leaves while a grant given on it may be read.
 * Whoever has read a text writes the name of their body and the day into `reviewed`.
 */
export const NOTICES: readonly Notice[] = [
  {
    id: 'protection',
    version: 1,
    texts: {
      ara: written('gcwBe8cpEjFZ5TxIPQ6JCYTDasczQ99wqBEa5zIeL-k'),
      eng: written('4AT5hc-65JVh4SEnlQv1jGmCzpiFzmnZXMMfd_29930'),
      hin: draft('5zbuQoomLPOhi4Bca577W-lO-ABm5aLYqY021dW2OeM'),
      urd: draft('B9QP81FApmQU1qhMHaAwWYWzaNmgEvqx4dXJRvdFOaU'),
      ben: draft('nVdWgXM6Z0oaJa_4fdp2mnCwEhUo__tP1h78_ueHlxs'),
      npi: draft('YWInRbebLnJ3LJA_vqbhqa1SPUE2op0cQLDi-OdhMoU'),
      mal: draft('J74_iGqXQ6EQRMKQA2GQoyLQtL1nFoZHOS6Wqu0S0wg'),
      tam: draft('9F_c1m3H-wwys1KJRlAouPOP_K-UA98zws9BnmPBw4Y'),
      sin: draft('w6gwPQZJ0R8-7Hn7O9qGKJ0pgHc6e50_0sNCYSQ8EFo'),
      tgl: draft('dc_tcF-OaxmW5l6wkZE_cjckfD5qBaUAXGrV7ZpNWy0'),
      swa: draft('6HCXme7fWyOz9NcGrwB59m1BzEI_vNz-dfxODvjOy88'),
      amh: draft('HeUHV9KWeiVCWaSnk3LbeB06HujdBWWkPIQGF-QVDsk'),
      fra: draft('xwgFV0F8FNDLMUt9RAeP9DoCjoKyLo1oHaZMCzZhA_I'),
    },
  },
]

/** The notice that is told now, before something is passed on. */
export const TOLD_NOW = 'protection'

/** The text of a notice in one language, if there is one. */
export function noticeText(id: string, version: number, language: string): NoticeText | undefined {
  const texts = NOTICES.find((notice) => notice.id === id && notice.version === version)?.texts
  return texts !== undefined && Object.hasOwn(texts, language) ? texts[language] : undefined
}

/**
 * What evidence names when somebody is told in this language now: the newest version that has a text in it. Throws Refusal
 * `notice-unknown` when none has.
 */
export function noticeIn(language: string): NoticeTold {
  const found = NOTICES.filter(({ id, texts }) => id === TOLD_NOW && Object.hasOwn(texts, language)).at(-1)
  const text = found?.texts[language]
  if (found === undefined || text === undefined) throw new Refusal('notice-unknown', { field: '/language' })
  return { id: found.id, version: found.version, sha256: text.sha256 }
}
