/** Tags under which a device may know a language. */
const ALSO: Readonly<Record<string, readonly string[]>> = { tl: ['fil'] }

/** What is read aloud of a page, in its order. */
const SAID = 'h1, legend, label, p:not([data-sound]), button:not([data-listen]), dt, dd'

/** A voice of the device itself: one that speaks from elsewhere would carry the words there. */
function voiceOf(language: string): SpeechSynthesisVoice | undefined {
  if (!('speechSynthesis' in window)) return undefined
  const tags = [language, ...(ALSO[language] ?? [])]
  return speechSynthesis
    .getVoices()
    .find(({ lang, localService }) => localService && tags.includes(lang.toLowerCase().split(/[-_]/)[0] ?? ''))
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
  const said = [...(page?.querySelectorAll<HTMLElement>(SAID) ?? [])].filter((part) => part.checkVisibility())
  speak(said.map(({ textContent }) => textContent).join('. '), document.documentElement.lang)
})
