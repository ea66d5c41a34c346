/** What a picture of this device shows, as a code. */
export function aboutOf(form: unknown): string {
  const { about } = typeof form === 'object' && form !== null ? (form as { readonly about?: unknown }) : {}
  return typeof about === 'string' ? about : 'photograph'
}
