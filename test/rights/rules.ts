/** A test that holds a rule: the file, and the test's title as it is written there, which names the rule. */
export type HeldBy = readonly [file: string, title: string]

/** What holds a rule now; or, where no mechanism does yet, the number of the issue that will. */
export type Standing = { readonly held: readonly [HeldBy, ...HeldBy[]] } | { readonly issue: number; readonly missing: string }

/** Rules that may never be broken (DOMAIN.md), each with the tests that would fail if it were. */
export const RULES: Readonly<Record<string, Standing>> = {
  'R-1': {
    held: [
      ['packages/policy/src/grants.test.ts', 'c20, R-1: a grant without evidence is no grant'],
      ['packages/policy/src/recipients.test.ts', 'R-1: a statutory grant opens the next step of a complaint and nothing else'],
      [
        'packages/policy/src/danger.test.ts',
        'R-1a, T36: danger goes for an hour, to one body, is erased after 14 days, and tells nothing of exposure',
      ],
      [
        'test/rights/faulty-grants.test.ts',
        'T38, c1, R-1: a sender’s own exchange sends nothing under a faulty grant, and leaves no trace of having tried',
      ],
      [
        'test/rights/faulty-grants.test.ts',
        'T38, c1, R-1: signed by a faulty sender’s real key and put on the bus, it is quarantined under its code and has no effect',
      ],
    ],
  },
  'R-2': {
    held: [
      ['test/rights/metamorphic.test.ts', 'c5, R-2, R-18: the same decision, whoever it is about'],
      ['test/static/proceedings.test.ts', 'R-2: no statement and no source outside its folder names the table of wishes'],
      [
        'test/contract/code-lists.test.ts',
        'R-2: neither missing papers nor co-operation is a reason, a condition or a way to be taken after all',
      ],
    ],
  },
  'R-3': {
    held: [
      ['services/union-liaison/src/complaints/complaint.test.ts', 'R-3: first contact is a real day, and none to come'],
      ['packages/policy/src/clocks/clock.test.ts', 'R-3: a withdrawal not taken back lapses; nobody has broken a duty'],
    ],
  },
  'R-4': {
    held: [['test/federation/journeys.test.ts', 'R-4, T12: all that the broker stored or logged holds none of the planted secrets']],
  },
  'R-5': {
    held: [
      ['services/shelter/src/kind.test.ts', 'R-2, R-5: no need asks for papers, testimony or exposure'],
      ['packages/ui/src/new-referral/draft.test.ts', 'R-5: a door opens only to a body that may be given what is behind it'],
    ],
  },
  'R-6': {
    held: [
      ['packages/policy/src/grants.test.ts', 'c22, R-6: whoever is or may be a minor takes the guardian’s path'],
      ['packages/exchange/src/exchange.db.test.ts', 'R-6: a person whose age is in doubt cannot be referred on an adult’s consent'],
    ],
  },
  'R-7': {
    held: [
      [
        'packages/policy/src/recipients.test.ts',
        'c21, R-7: nothing goes to police or prosecution before the reflection period is over or the person asks',
      ],
    ],
  },
  'R-8': {
    held: [
      [
        'test/contract/code-lists.test.ts',
        'R-8: no illness, pregnancy or danger to oneself is a reason to decline, and a need names no diagnosis',
      ],
    ],
  },
  'R-9': { issue: 5, missing: 'mandate and power of attorney beside consent; that nothing closes because somebody left the country' },
  'R-10': {
    held: [
      ['packages/policy/src/recipients.test.ts', 'R-1, R-10: a grant is for what is needed, told in a language of who needs it'],
      ['services/legal-aid/src/offers/offer.test.ts', 'R-10: who speaks Bengali goes to the lawyer who does'],
    ],
  },
  'R-11': {
    held: [
      ['services/ministry-intake/src/matters/matter.test.ts', 'R-11: the status is the officer’s choice, whatever the indicators say'],
      ['services/ministry-intake/src/matters/matter.test.ts', 'R-11: an indicator counts as present on any evidence, and stands once'],
    ],
  },
  'R-12': {
    held: [
      ['packages/desk/src/overview/overview.test.ts', 'R-12: a count by which somebody could be recognised is only said to be small'],
      ['test/rights/refusal-count.test.ts', 'R-12: an analyst sees a count from eleven on'],
    ],
  },
  'R-13': { issue: 6, missing: 'recruiters, fees and loans as fields of a complaint, and the licensing body that answers' },
  'R-14': {
    held: [
      [
        'packages/exchange/src/registry-crossings.test.ts',
        'R-14: a member of the other network writes, is believed and answered; and is refused once the agreement has ended',
      ],
    ],
  },
  'R-15': {
    held: [
      [
        'services/ministry-intake/src/matters/matter.test.ts',
        'R-15: the employer is told when the person confirmed, is safe, and the day has come',
      ],
      ['services/ministry-intake/src/matters/matter.test.ts', 'R-15: one missing part of the safety plan is enough to say nothing'],
    ],
  },
  'R-16': {
    held: [
      [
        'services/ministry-intake/src/matters/matter.test.ts',
        'R-16: with indicators present no joint session is set unless the person asks',
      ],
    ],
  },
  'R-17': {
    held: [
      ['services/shelter/src/stays/stay.test.ts', 'R-17: no discharge to nowhere, and none by the house’s own decision'],
      [
        'services/shelter/src/stays/stay.db.test.ts',
        'R-17: left by own choice completes the referral, frees the bed, and the person may come back',
      ],
    ],
  },
  'R-18': {
    held: [
      ['test/rights/metamorphic.test.ts', 'c5, R-2, R-18: the same decision, whoever it is about'],
      ['services/shelter/src/beds/bed.test.ts', 'R-2, R-18: nothing else in a need decides about a bed'],
    ],
  },
  'R-19': { issue: 6, missing: 'release (J-13): a place and a danger told without a name, and the visit' },
}
