/** Something that can be pressed on the page as it stands. */
export interface PageAct {
  readonly title: string
  readonly shortcut: string | undefined
  readonly press: () => void
}

const PRESSABLE = 'button.button:not(:disabled), a.button[href], .tabs a[href]'

/**
 * What can be pressed in a part of the page, by the words on it, in their order. What stands there several times (the same button in each row of a
 * list) is left to its row: its name does not say which one is meant.
 */
export function pageActs(part: ParentNode): readonly PageAct[] {
  const found = [...part.querySelectorAll<HTMLElement>(PRESSABLE)].map((element) => ({ element, title: wordsOf(element) }))
  return found
    .filter(({ title }) => title !== '' && found.filter((other) => other.title === title).length === 1)
    .map(({ element, title }) => ({
      title,
      shortcut: element.getAttribute('aria-keyshortcuts')?.toLowerCase(),
      press: () => {
        // What has gone meanwhile cannot be pressed any more.
        if (!element.isConnected) return
        element.closest('details')?.setAttribute('open', '')
        element.focus()
        element.click()
      },
    }))
}

const wordsOf = (element: HTMLElement): string => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
