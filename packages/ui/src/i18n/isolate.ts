const CONTROLS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g

/**
 * Wraps a text in FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE, so that a Latin name in an Arabic sentence (or the other
 * way round) moves nothing around it. Direction controls inside the text are taken out: they could close the isolate early
 * and turn the rest of the line. Unicode UAX #9, 2.4.
 */
export function isolate(text: string): string {
  return `\u2068${text.replaceAll(CONTROLS, '')}\u2069`
}
