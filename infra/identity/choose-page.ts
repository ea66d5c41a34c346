import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IssuerSettings } from './issuer.ts'

/** The desk's own texts in one language: a role is called here as it is called there. */
const textsIn = (language: 'ar' | 'en'): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/ui/src/messages/${language}.json`), 'utf8'))
const TEXTS = { ar: textsIn('ar'), en: textsIn('en') } as const

/** Roles as the desk says them. Throws (a fault) where it has no words for one. */
function rolesIn(language: 'ar' | 'en', roles: readonly string[]): string {
  const said = roles.map((role) => {
    const words = TEXTS[language][`role.${role}`]
    if (words === undefined) throw new Error(`the desk has no words for the role ${role}`)
    return words
  })
  return escaped(said.join(' · '))
}

/**
 * The page on which a member of staff is chosen: one button a person, Arabic first, English beside it, no script.
 * @param action where the form goes
 */
export function choosePage(settings: Pick<IssuerSettings, 'names' | 'staff'>, action: string): string {
  const buttons = settings.staff
    .map(
      (person) => `
      <li><button name="sub" value="${escaped(person.sub)}">
        <span class="name"><bdi lang="ar">${escaped(person.names.ar)}</bdi> <bdi lang="en" dir="ltr">${escaped(person.names.en)}</bdi></span>
        <span class="roles"><bdi>${rolesIn('ar', person.roles)}</bdi> <bdi lang="en" dir="ltr">${rolesIn('en', person.roles)}</bdi></span>
      </button></li>`,
    )
    .join('')
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(settings.names.ar)} · ${escaped(settings.names.en)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
  <h1>${escaped(settings.names.ar)}<br><span lang="en" dir="ltr">${escaped(settings.names.en)}</span></h1>
  <p>مَن أنت؟ <bdi lang="en" dir="ltr">Who are you?</bdi></p>
  <form method="post" action="${escaped(action)}">
    <ul>${buttons}
    </ul>
  </form>
  <p class="note">هذا عرض تجريبي: لا كلمة مرور، والأسماء من الخيال. في العمل الفعلي تسجّل الدخول لدى مزوّد الهوية الخاص بجهتك.<br>
    <span lang="en" dir="ltr">This is a demonstration: no password, and invented people. In real use you sign in at your organisation’s own identity provider.</span></p>
</main>
</body>
</html>
`
}

/** What the browser may do on the page: nothing but show it and send the form, here and on to the organisation. */
export function choosePagePolicy(settings: IssuerSettings): string {
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self' ${new URL(settings.baseUrl).origin}; frame-ancestors 'none'; base-uri 'none'`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark }
body { font: 1.05rem/1.6 "Noto Sans Arabic", "Noto Sans", system-ui, sans-serif; margin: 0; padding: 1.5rem; background: light-dark(#f4f2ee, #1d1f21); color: light-dark(#1f2a30, #eceae5) }
main { max-inline-size: 34rem; margin-inline: auto }
h1 { font-size: 1.4rem; line-height: 1.4 }
h1 span, .roles, .note span { font-weight: normal; color: light-dark(#4d5a60, #b9bdb9) }
ul { list-style: none; padding: 0; display: grid; gap: .75rem }
button { font: inherit; color: inherit; inline-size: 100%; min-block-size: 3.5rem; padding: .75rem 1rem; text-align: start; cursor: pointer; border: 1px solid light-dark(#7d8a90, #7b8488); border-radius: .5rem; background: light-dark(#fff, #2a2d30); display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between }
button:hover, button:focus-visible { outline: 3px solid light-dark(#0b6e6e, #57c4c0); outline-offset: 1px }
.name { font-weight: 600 }
.roles { font-size: .9rem }
.note { font-size: .9rem; border-block-start: 1px solid light-dark(#c9c5bb, #45494c); padding-block-start: 1rem }
`
