import { encode } from 'uqr'
import { html, type Markup } from './markup.ts'

/** A text as a QR picture: black on white in light and dark, with its quiet zone. */
export function qrPicture(text: string, label: string): Markup {
  const { data, size } = encode(text, { ecc: 'L', border: 4 })
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${pathOf(data)}"/></svg>`
}

/** One stroke for each run of dark squares in a row. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) =>
      row.flatMap((dark, x) => {
        if (!dark || row[x - 1] === true) return []
        const light = row.indexOf(false, x)
        return [`M${x} ${y}h${(light < 0 ? row.length : light) - x}v1H${x}z`]
      }),
    )
    .join('')
}
