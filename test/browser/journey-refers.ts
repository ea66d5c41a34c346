import type { Category, NeedSection, Purpose } from '@ihala/contract'
import { expect } from 'vitest'
import { SUMAN } from '../people/people.ts'
import { chooses, choosesOnly, type Hand, nameOf, picks, press, ticks, types } from './by-click.ts'
import { beginning } from './words.ts'

/** What a worker agrees to about one body, question by question. */
export interface Agreed {
  /** The body, as its reader reads it. */
  readonly to: string
  readonly need: NeedSection
  /** What is opened besides the need. */
  readonly doors: readonly Category[]
  readonly purposes: readonly Purpose[]
  /** To which kinds of body it may go on, and whether from there once more. */
  readonly onward?: { readonly kinds: readonly string[]; readonly further: boolean }
  /** Asked first whether they can. */
  readonly enquires?: true
  /** Kept of the last page before it goes. */
  readonly picture: string
  /** Written into the note first, and refused because it says who it is. */
  readonly slip?: string
}

/** Goes on to the next question. */
const goesOn = (hand: Hand): Promise<void> => press(hand, hand.main, 'new.next')

/** Refers whoever was chosen: every question answered, the person told and agreed, sent, and sent on now. */
export async function refers(hand: Hand, agreed: Agreed): Promise<void> {
  const { main, page, word } = hand
  await main.getByRole('heading', { name: word('new.ask.person') }).waitFor()
  await goesOn(hand)
  await chooses(main, word('new.ask.recipient'), agreed.to)
  await goesOn(hand)
  await saysTheNeed(hand, agreed)
  await opensDoors(hand, agreed)
  await isTold(hand)
  await saysHowFar(hand, agreed)
  if (agreed.enquires) await chooses(main, word('new.ask.step'), word('new.step.enquire'))
  await hand.looks(agreed.picture)
  await press(hand, main, agreed.enquires ? 'new.enquire' : 'new.send')
  await page.waitForURL('**/?box=sent')
  await press(hand, main, 'undo.send-now')
  await main.getByRole('button', { name: word('undo.send-now') }).waitFor({ state: 'hidden' })
}

async function saysTheNeed(hand: Hand, { need, slip, picture }: Agreed): Promise<void> {
  const { main, word } = hand
  const needed = need.needs.map((code) => word(`need.${code}`))
  await choosesOnly(main, word('new.ask.needs'), needed)
  await chooses(main, word('need.ask.urgency'), word(`urgency.${need.urgency}.long`))
  if (need.amount) await types(hand, main, 'need.ask.amount', String(need.amount.minorUnits / 100))
  await goesOn(hand)
  await chooses(main, word('person.sex'), word(`sex.${need.sex}`))
  await chooses(main, word('need.ask.age'), word(`age-band.${need.ageBand}`))
  for (const { code } of need.languages) {
    const [name, known] = [await nameOf(hand, 'language', code), main.locator('.language-name')]
    if ((await known.allTextContents()).includes(name)) continue
    await picks(hand, main, (await known.count()) === 0 ? 'language.first' : 'language.another', name)
  }
  await chooses(main, word('need.ask.staff-sex'), word(`staff-sex.${need.staffSex}`))
  await goesOn(hand)
  await choosesOnly(
    main,
    word('need.ask.medical'),
    need.medical.map((code) => word(`medical.${code}`)),
  )
  await choosesOnly(
    main,
    word('need.ask.access'),
    need.access.map((code) => word(`access.${code}`)),
  )
  await main.getByRole('textbox', { name: word('need.ask.others'), exact: true }).fill(String(need.others))
  if (slip !== undefined) await namesNobody(hand, slip, picture)
  await types(hand, main, 'need.ask.note', need.note ?? '')
  await goesOn(hand)
}

async function opensDoors(hand: Hand, { doors, purposes }: Agreed): Promise<void> {
  const { main, word, like } = hand
  const open = ['need', ...doors].map((category) => word(`category.${category}`))
  await choosesOnly(main, like('new.ask.doors'), open)
  await choosesOnly(
    main,
    word('new.ask.purposes'),
    purposes.map((code) => word(`purpose.${code}`)),
  )
  await goesOn(hand)
}

/** in the person's language, by an interpreter of nobody, read back, alone. */
async function isTold(hand: Hand): Promise<void> {
  const { main, word } = hand
  const { language, interpreter, how } = SUMAN.consent
  await picks(hand, main, 'new.ask.notice-language', await nameOf(hand, 'language', language))
  await chooses(main, word('new.ask.interpreter'), word(`interpreter.${interpreter}`))
  await chooses(main, word('new.ask.how-given'), word(`how-given.${how}`))
  for (const key of ['understood', 'read-back', 'private']) await ticks(main, word(`new.told.${key}`))
  await chooses(main, word('new.ask.cooling-off'), word('cooling-off.asked-not-to-wait'))
  await goesOn(hand)
}

async function saysHowFar(hand: Hand, { onward, picture }: Agreed): Promise<void> {
  const { main, word, like } = hand
  await chooses(main, like('new.ask.way-back'), word('answer.yes'))
  if (onward) {
    // Nobody is asked how far before they said to whom.
    expect(await main.getByRole('radiogroup', { name: word('new.ask.onward.further') }).count()).toBe(0)
    await choosesOnly(
      main,
      like('new.ask.onward'),
      onward.kinds.map((kind) => word(`kind.${kind}`)),
    )
    if (onward.further) await chooses(main, word('new.ask.onward.further'), word('answer.yes'))
    await hand.looks(`${picture}-onward`)
  }
  await goesOn(hand)
}

/** What says who it is is refused before the person is asked for consent, beside its own field, and is put right there. */
async function namesNobody(hand: Hand, slip: string, picture: string): Promise<void> {
  const { main, word } = hand
  await types(hand, main, 'need.ask.note', slip)
  await goesOn(hand)
  const field = main.locator('.field', { hasText: beginning(word('need.ask.note')) })
  await field.locator('.wrong', { hasText: word('problem.need-names-person') }).waitFor()
  await hand.looks(`${picture}-refused`)
  // The notice leads to the field by its name, and is gone once it is written anew.
  await main
    .getByRole('alert')
    .getByRole('button', { name: word('need.ask.note') })
    .click()
  expect(await field.getByRole('textbox').evaluate((box) => box === document.activeElement)).toBe(true)
  await types(hand, main, 'need.ask.note', `${slip} at six`)
  await main.getByRole('alert').waitFor({ state: 'hidden' })
}
