/**
 * Prints the page under a title that says nothing of what it is about: browsers print it at the head of every sheet, and a paper may be
 * found. The title of the window comes back when the printing is over.
 */
export function printed(title: string): void {
  const kept = document.title
  document.title = title.replaceAll(/[\u2068\u2069]/g, '')
  window.addEventListener(
    'afterprint',
    () => {
      document.title = kept
    },
    { once: true },
  )
  window.print()
}
