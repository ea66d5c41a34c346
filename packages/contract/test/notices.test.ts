import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { NOTICE_TEXTS, NOTICES, noticeIn, TOLD_NOW } from '../src/index.ts'

/** Worker languages of the first deployment (DOMAIN.md, Words). */
const LANGUAGES = ['ara', 'eng', 'hin', 'urd', 'ben', 'npi', 'mal', 'tam', 'sin', 'tgl', 'swa', 'amh', 'fra']

test('c20: each text has in the catalogue the hash of its bytes, and each entry has its text', () => {
  const made = Object.entries(NOTICE_TEXTS).flatMap(([name, texts]) =>
    Object.entries(texts).map(([language, text]) => `${name} ${language} ${createHash('sha256').update(text, 'utf8').digest('base64url')}`),
  )
  const listed = NOTICES.flatMap(({ id, version, texts }) =>
    Object.entries(texts).map(([language, { sha256 }]) => `${id}.v${version} ${language} ${sha256}`),
  )
  expect(listed.sort()).toEqual(made.sort())
})

test('R-10: what is told now is there in all thirteen languages, in the same seven parts after its heading', () => {
  expect(Object.keys(NOTICES.find(({ id }) => id === TOLD_NOW)?.texts ?? {}).sort()).toEqual([...LANGUAGES].sort())
  for (const language of LANGUAGES) {
    const { id, version } = noticeIn(language)
    const text = NOTICE_TEXTS[`${id}.v${version}`]?.[language] ?? ''
    expect(text.split('\n'), language).toHaveLength(8)
    expect(text, language).toBe(text.normalize('NFC'))
    expect(noticeIn(language).sha256).toHaveLength(43)
  }
})
