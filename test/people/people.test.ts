import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkNeed, checkSection } from '@ihala/contract'
import { describe, expect, it } from 'vitest'
import { COMPANIES, CREW, NEEDS, PEOPLE } from './people.ts'
import { formsOf, PLANTED } from './planted.ts'

const bytesOf = (file: string) => readFileSync(join(import.meta.dirname, 'documents', file))

describe.each(PEOPLE.map((person) => [person.key, person] as const))('invented person %s', (_key, person) => {
  it('has sections that fit the contract', () => {
    const { identity, contact, health, employment, family } = person.sections
    const faults = [
      checkSection.identity.firstFault(identity),
      checkSection.contact.firstFault(contact),
      checkSection['safe-contact'].firstFault(person.sections['safe-contact']),
      checkSection.health.firstFault(health),
      checkSection.employment.firstFault(employment),
      checkSection.family.firstFault(family),
      checkSection.testimony.firstFault(person.testimony.own),
      checkSection.testimony.firstFault(person.testimony.english),
    ]
    expect(faults.filter((fault) => fault !== undefined)).toEqual([])
  })
  it('says the same in identity and person', () => {
    const { names, sex, dateOfBirth, nationality, passport, residencePermit } = person
    expect(person.sections.identity).toEqual({ names, sex, dateOfBirth, nationality, passport, residencePermit })
    expect(person.sections.employment.employer).toBe(person.employer.names.latin)
    expect(person.sections.employment.recruiter).toBe(person.recruiter.names.latin)
  })
  it('has an account of at most 3,000 bytes in two languages, the first its own', () => {
    for (const { text } of Object.values(person.testimony)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3000)
    expect(person.testimony.own.language).toBe(person.languages[0]?.code)
    const both = `${person.testimony.own.text}\n${person.testimony.english.text}`
    expect(person.phrases.filter((phrase) => !both.includes(phrase))).toEqual([])
  })
  it('is screened on each of the eleven indicators once, and on those of the account not as absent', () => {
    expect(new Set(person.screening.map(({ indicator }) => indicator)).size).toBe(11)
    const absent = person.screening.filter(({ confidence }) => confidence === 'absent').map(({ indicator }) => indicator)
    expect(person.testimony.own.indicators.filter((indicator) => absent.includes(indicator))).toEqual([])
  })
  it('hands over files that are what they say, under 100 kB', () => {
    for (const { file, mediaType } of person.evidence) {
      const bytes = bytesOf(file)
      const begins = mediaType === 'application/pdf' ? '%PDF-' : '\x89PNG'
      expect(bytes.subarray(0, begins.length).toString('latin1')).toBe(begins)
      expect(bytes.length).toBeLessThan(100_000)
    }
  })
})

describe('the plays', () => {
  it('speak four languages or more, and each complaint has an image and a PDF', () => {
    expect(new Set(PEOPLE.map((person) => person.testimony.own.language)).size).toBeGreaterThanOrEqual(4)
    for (const complaint of [CREW, PEOPLE.filter((person) => !CREW.includes(person))]) {
      const kinds = complaint.flatMap((person) => person.evidence).map(({ mediaType }) => mediaType)
      expect(kinds).toEqual(expect.arrayContaining(['image/png', 'application/pdf']))
    }
  })
  it.each(Object.entries(NEEDS))('ask for %s in coded needs that name nobody', (_key, need) => {
    expect(checkNeed.firstFault(need)).toBeUndefined()
    const written = JSON.stringify(need).toLowerCase()
    expect(PLANTED.filter(({ text }) => written.includes(text.toLowerCase()))).toEqual([])
  })
  it('use telephone numbers that can ring nowhere', () => {
    const numbers = [...PEOPLE, ...COMPANIES].map(({ telephone }) => telephone)
    expect(numbers.filter((number) => !/^\+\d{2,3}0000\d{4,6}$/.test(number))).toEqual([])
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe('T12 planted secrets', () => {
  it('hold every name in each script, passport and number', () => {
    const texts = PLANTED.map(({ text }) => text)
    for (const { names, passport, telephone } of PEOPLE)
      expect(texts).toEqual(expect.arrayContaining([names.latin, names.own, passport, telephone.slice(1)]))
    expect(texts.filter((text) => Buffer.byteLength(text) < 7)).toEqual([])
    expect(new Set(texts).size).toBe(texts.length)
  })
  it('are found wherever they stand in JSON, a link, base64 or base64url', () => {
    for (const { text } of PLANTED) {
      const forms = formsOf(text)
      const found = (stored: string) => forms.some((form) => stored.includes(form))
      expect(found(`{"a":"${text}"}`)).toBe(true)
      expect(found(`?q=${encodeURIComponent(text)}&`)).toBe(true)
      for (const before of ['', 'x', 'xy', 'xyz']) {
        const bytes = Buffer.from(`${before}${text}z`)
        expect(found(bytes.toString('base64'))).toBe(true)
        expect(found(bytes.toString('base64url'))).toBe(true)
      }
      expect(found('nothing of the kind, cGVyaGFwcyBzb21ldGhpbmcgZWxzZQ')).toBe(false)
    }
  })
})
