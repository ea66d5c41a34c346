/** One end of the measured loop: an organisation and who works there. */
interface End {
  readonly slug: string
  readonly staff: string
}

/** Between whom the loop runs: the Ministry asks the Care House for a bed (J-2), with all that both kinds do beside it. */
export const SENDER: End = { slug: 'ministry-of-labour', staff: 'joseph-varghese' }
export const RECIPIENT: End = { slug: 'care-house', staff: 'grace-wanjiru' }

/** All organisations that must run; the committee says who is who. */
export const ONLY: readonly string[] = ['national-committee', SENDER.slug, RECIPIENT.slug]

/** Who else is referred to while the recipient catches up. */
export const OTHER = 'charity'
