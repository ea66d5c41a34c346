/** What takes the focus within a field. */
const ANSWERED_IN = 'input:not([type="hidden"]):not(:disabled), textarea, [role="spinbutton"], button'

/** The field of this name (the JSON Pointer of its value); undefined where it is not there. */
export function fieldIn(form: ParentNode, name: string): HTMLElement | undefined {
  const named = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], [data-field="${CSS.escape(name)}"]`)
  return named?.closest<HTMLElement>('.field, [data-field]') ?? named ?? undefined
}

/** What a field is called on the screen, without the word that it is optional; undefined where it has no label. */
export function labelOf(field: HTMLElement): string | undefined {
  const label = (field.closest('label') ?? field.querySelector('label, legend, .label'))?.cloneNode(true)
  if (!(label instanceof HTMLElement)) return undefined
  for (const aside of label.querySelectorAll('.muted')) aside.remove()
  return label.textContent?.trim() || undefined
}

/** Puts the focus where the field of this name is answered, in sight. Nothing where it is not there. */
export function leadTo(form: ParentNode, name: string): void {
  const field = fieldIn(form, name)
  if (!field) return
  const answered = field.matches(ANSWERED_IN) ? field : field.querySelector<HTMLElement>(ANSWERED_IN)
  answered?.focus()
  // Its answer is not a clean-up: newer browsers answer with a promise.
  void field.scrollIntoView({ block: 'center' })
}
