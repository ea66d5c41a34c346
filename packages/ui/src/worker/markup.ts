import { html as template } from 'hono/html'

/** Part of a page. Whatever is filled into `html` is escaped, unless it is itself such a part. */
export type Markup = ReturnType<typeof template>

/** Writes part of a page; lists are joined, `undefined` and `false` leave nothing. */
export const html: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Markup = template

/** A page as it is sent. Throws (a fault) when somebody filled in a promise: a page waits for nothing. */
export function textOf(markup: Markup): string {
  if (markup instanceof Promise) throw new Error('a promise was filled into a page')
  return markup.toString()
}
