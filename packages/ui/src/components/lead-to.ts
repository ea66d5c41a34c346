/** What takes the focus within a field. */
const ANSWERED_IN = 'input:not([type="hidden"]):not(:disabled), textarea, [role="spinbutton"], button'

/** Puts the focus where the field of this name (the JSON Pointer of its value) is answered, in sight. Nothing where it is not there. */
export function leadTo(form: ParentNode, name: string): void {
  const named = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], [data-field="${CSS.escape(name)}"]`)
  const field = named?.closest<HTMLElement>('.field, [data-field]') ?? named
  if (!field) return
  const answered = field.matches(ANSWERED_IN) ? field : field.querySelector<HTMLElement>(ANSWERED_IN)
  answered?.focus()
  // Its answer is not a clean-up: newer browsers answer with a promise.
  void field.scrollIntoView({ block: 'center' })
}
