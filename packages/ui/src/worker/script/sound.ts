/** Tags under which a device may know a language. */
const ALSO: Readonly<Record<string, readonly string[]>> = { tl: ['fil'] }

/** What is read aloud of a page, in its order; of a part within a part only the inner. Whoever stands near shall not hear the code. */
const SAID = 'h1, h2, h3, legend, label, summary, p:not(.sound, .card, .key), li, dt, dd, button:not([data-listen])'

/** Whether it is to be seen: neither hidden nor folded away. */
const isSeen = (part: HTMLElement): boolean =>
  part.getClientRects().length > 0 && part.closest('details:not([open]) > :not(summary)') === null

/** A voice of the device itself: one that speaks from elsewhere would carry the words there. */
function voiceOf(language: string): SpeechSynthesisVoice | undefined {
  const tags = [language, ...(ALSO[language] ?? [])]
  return voices().find(({ lang, localService }) => localService && tags.includes(lang.toLowerCase().split(/[-_]/)[0] ?? ''))
}

/** The voices there are; a device whose voices fail has none. */
function voices(): readonly SpeechSynthesisVoice[] {
  try {
    return speechSynthesis.getVoices()
  } catch {
    return []
  }
}

function speak(text: string, language: string): void {
  const voice = voiceOf(language)
  if (!voice) return
  const words = new SpeechSynthesisUtterance(text)
  Object.assign(words, { voice, lang: voice.lang, rate: 0.9 })
  speechSynthesis.cancel()
  speechSynthesis.speak(words)
}

/** Stops reading aloud. */
export function silence(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel()
}

/** Shows the buttons for listening where the device has a voice for the language; elsewhere the page says that there is only text. */
export function offerVoices(): void {
  const offer = (): void => {
    const voiced = voiceOf(document.documentElement.lang) !== undefined
    for (const place of document.querySelectorAll('[data-sound]')) {
      for (const part of place.querySelectorAll<HTMLElement>('[data-listen], [data-silent]'))
        part.hidden = (part.dataset.listen === undefined) === voiced
    }
    for (const name of document.querySelectorAll<HTMLElement>('[data-say]')) name.hidden = voiceOf(name.lang) === undefined
  }
  offer()
  // Many browsers know their voices only a moment later.
  if ('speechSynthesis' in window) speechSynthesis.onvoiceschanged = offer
}

addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-listen], [data-say]') : null
  if (!button) return
  if (button.dataset.say !== undefined) return speak(button.dataset.say, button.lang)
  const page = button.closest('section') ?? document.querySelector('main')
  const said = [...(page?.querySelectorAll<HTMLElement>(SAID) ?? [])].filter((part) => isSeen(part) && !part.querySelector(SAID))
  speak(said.map(({ textContent }) => textContent?.trim()).join('. '), document.documentElement.lang)
})
