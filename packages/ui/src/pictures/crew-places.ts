/** People of a crew as they stand around their employer in the picture. */
export interface CrewPlace {
  readonly x: number
  readonly y: number
}

/** More are told in words only: the picture then says how many it leaves out. */
export const MOST_DRAWN = 60

const FIRST_RING = { many: 12, radius: 46 } as const
const NEXT_RING = { more: 6, wider: 20 } as const

/**
 * Where so many people stand around the middle (0, 0), ring after ring, evenly: nobody stands first. Lengths are those of the drawing.
 */
export function crewPlaces(count: number): { readonly places: readonly CrewPlace[]; readonly reach: number } {
  const drawn = Math.min(count, MOST_DRAWN)
  const places: CrewPlace[] = []
  let reach: number = FIRST_RING.radius
  for (let ring = 0; places.length < drawn; ring += 1) {
    const inRing = Math.min(FIRST_RING.many + ring * NEXT_RING.more, drawn - places.length)
    reach = FIRST_RING.radius + ring * NEXT_RING.wider
    for (let at = 0; at < inRing; at += 1) {
      const angle = (2 * Math.PI * (at + (ring % 2) / 2)) / inRing - Math.PI / 2
      places.push({ x: Math.round(reach * Math.cos(angle)), y: Math.round(reach * Math.sin(angle)) })
    }
  }
  return { places, reach }
}
