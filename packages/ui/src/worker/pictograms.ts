import type { ReportedWrong } from '@ihala/contract'
import { html, type Markup } from './markup.ts'

/** A picture drawn in the colour of the text; the words beside it say the same, so that it is silent for who listens. */
const drawn = (parts: Markup): Markup =>
  html`<svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">${parts}</svg>`

/** The six pictures of what may be wrong: each is to be understood without reading. */
export const WRONG_PICTURES: Readonly<Record<ReportedWrong, Markup>> = {
  // A passport under a lock.
  'papers-kept': drawn(
    html`<path d="M34 56H14a4 4 0 0 1-4-4V10a4 4 0 0 1 4-4h28a4 4 0 0 1 4 4v18"/><circle cx="28" cy="22" r="8"/><path d="M20 22h16M28 14c-4 4-4 12 0 16c4-4 4-12 0-16M18 40h12"/><rect x="36" y="42" width="22" height="16" rx="3" fill="currentColor"/><path d="M41 42v-4a6 6 0 0 1 12 0v4"/>`,
  ),
  // A bank note, crossed out.
  'wages-not-paid': drawn(
    html`<rect x="5" y="17" width="54" height="30" rx="4"/><circle cx="32" cy="32" r="8"/><path d="M14 26v12M50 26v12"/><path d="M10 58L54 6" stroke-width="5"/>`,
  ),
  // Somebody behind bars.
  'not-free-to-leave': drawn(
    html`<circle cx="32" cy="22" r="8" fill="currentColor"/><path d="M18 56V46a10 10 0 0 1 10-10h8a10 10 0 0 1 10 10v10" fill="currentColor"/><rect x="5" y="5" width="54" height="54" rx="3"/><path d="M16 5v54M48 5v54" stroke-width="4"/><path d="M27 5v5M37 5v5M27 52v7M37 52v7" stroke-width="4"/>`,
  ),
  // A raised hand with a stick over somebody who cowers.
  'violence-or-threats': drawn(
    html`<circle cx="19" cy="13" r="6.5" fill="currentColor"/><path d="M19 21v20M19 41l-7 17M19 41l8 17" stroke-width="5"/><path d="M19 26l15-8M19 26l-9 10" stroke-width="4.5"/><path d="M33 20L42 4" stroke-width="5"/><circle cx="48" cy="36" r="6" fill="currentColor"/><path d="M52 44c4 4 4 8 3 14H40l2-9" stroke-width="4.5"/><path d="M50 45L40 38l4-10" stroke-width="4"/>`,
  ),
  // A broken house in which it drips.
  'bad-work-or-housing': drawn(
    html`<path d="M5 32L32 8l27 24"/><path d="M12 27v30h40V27"/><path d="M36 12l-6 10 8 6-7 9 5 6" stroke-width="3"/><path d="M20 36c-3 4-3 8 0 8s3-4 0-8M45 42c-3 4-3 8 0 8s3-4 0-8" fill="currentColor" stroke-width="2"/>`,
  ),
  // A leg on the chain of a coin.
  'debt-or-fees': drawn(
    html`<path d="M10 5v36M24 5v32" /><path d="M10 41l-4 12h20l-2-16" fill="currentColor"/><ellipse cx="31" cy="45" rx="5" ry="3.5"/><ellipse cx="37" cy="38" rx="3.5" ry="5"/><circle cx="47" cy="22" r="13"/><circle cx="47" cy="22" r="8" stroke-width="2"/><path d="M47 17v10M44 19.5h6M44 24.5h6" stroke-width="2"/>`,
  ),
}

/** A door: open for whoever may see, shut for everybody. */
export const DOORS = {
  open: drawn(html`<path d="M6 58h52M14 58V8h30v50"/><path d="M14 8l18 8v40l-18 2z" fill="currentColor"/>`),
  shut: drawn(html`<path d="M6 58h52M14 58V6h36v52"/><path d="M20 58V12h24v46"/><circle cx="38" cy="35" r="2.5" fill="currentColor"/>`),
} as const

/** Signs on the first buttons. */
export const SIGNS = {
  tell: drawn(
    html`<path d="M8 10h48a3 3 0 0 1 3 3v28a3 3 0 0 1-3 3H30L16 57V44H8a3 3 0 0 1-3-3V13a3 3 0 0 1 3-3z"/><path d="M32 18v12" stroke-width="5"/><path d="M32 37v.5" stroke-width="6"/>`,
  ),
  code: drawn(
    html`<rect x="5" y="14" width="54" height="36" rx="5"/><path d="M13 24h6M25 24h6M37 24h6M13 33h6M25 33h6M37 33h6M13 42h6M25 42h6" stroke-width="4.5"/>`,
  ),
  lock: drawn(html`<rect x="12" y="28" width="40" height="28" rx="5"/><path d="M20 28v-8a12 12 0 0 1 24 0v8M32 39v7"/>`),
  sound: drawn(html`<path d="M8 24v16h11l15 12V12L19 24z" fill="currentColor"/><path d="M43 24c4 5 4 11 0 16M50 17c8 9 8 21 0 30"/>`),
  list: drawn(html`<path d="M8 14h6M22 14h34M8 32h6M22 32h34M8 50h6M22 50h34"/>`),
  languages: drawn(
    html`<circle cx="32" cy="32" r="26"/><path d="M6 32h52M32 6c-16 16-16 36 0 52c16-16 16-36 0-52M11 18c12 8 30 8 42 0M11 46c12-8 30-8 42 0"/>`,
  ),
} as const
