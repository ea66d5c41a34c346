/** A test that holds a rule: the file, and the test's title as it is written there, which names the rule. */
export type HeldBy = readonly [file: string, title: string]

/** What holds a rule now; or, where no mechanism does yet, the number of the issue that will. */
export type Standing = { readonly held: readonly [HeldBy, ...HeldBy[]] } | { readonly issue: number; readonly missing: string }

/** Rules that may never be broken (DOMAIN.md), each with the tests that would fail if it were. */
export const RULES: Readonly<Record<string, Standing>> = {
  'R-1': {
    held: [
      ['packages/policy/src/grants.test.ts', 'c20, R-1: a grant without evidence is no grant'],
      ['packages/policy/src/notice.test.ts', 'c20, R-1: a person was told from a text that is known'],
      ['packages/policy/src/notice.test.ts', 'THREATS 26, R-1: ten minutes to think'],
      [
        'test/rights/informed.test.ts',
        'T38, c20, R-1: at the desk nothing goes on a notice nobody knows, before the ten minutes are over, or on a thumb nobody saw',
      ],
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
      [
        'test/rights/withdrawal-chain.test.ts',
        'R-1, T42, c2: taken back in the middle of five bodies, it is gone below and one above, also with one away for a week, and no backup brings it back',
      ],
      [
        'test/rights/danger.test.ts',
        'R-1a, T36: the second person is the duty officer of another member, who hears a reason and a need and never of whom',
      ],
      [
        'packages/desk/src/my-data/holding.test.ts',
        'R-1: what an order made a body disclose, the person hears first; no other body hears of it before them',
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
      [
        'packages/desk/src/contact/contact-change.http.db.test.ts',
        'T41, R-3: twenty ways to take over how somebody is reached; none stands before 72 hours, and the old way is not lost to them',
      ],
      [
        'packages/desk/src/reading/reading.http.db.test.ts',
        'T33, R-3: of a colleague’s case nothing is shown, changed, begun or added without a reason; a list tells no name',
      ],
      [
        'test/rights/complaint-box.test.ts',
        'C11, D-21, R-3: with twenty-three complaints and with none, two days look the same on the bus: so many, so large, to the same',
      ],
    ],
  },
  'R-4': {
    held: [
      ['test/rights/complaint-box.test.ts', 'C11, R-4: nothing that names her came to the committee'],
      ['test/federation/journeys.test.ts', 'R-4, T12: all that the broker stored or logged holds none of the planted secrets'],
      ['packages/desk/src/policies.test.ts', 'M3, T33, R-4: who sees what of a case, and when'],
    ],
  },
  'R-5': {
    held: [
      ['services/shelter/src/kind.test.ts', 'R-2, R-5: no need asks for papers, testimony or exposure'],
      ['packages/ui/src/new-referral/draft.test.ts', 'R-5: a door opens only to a body that may be given what is behind it'],
      [
        'packages/desk/src/policies.test.ts',
        'R-5: exposure shows to legal aid and the treating clinician only, of their own cases or when they cover for whose it is',
      ],
      [
        'packages/desk/src/policies.test.ts',
        'c2, R-5: what a law keeps though the person took it back shows to whoever answers for its keeping alone, and exposure to nobody',
      ],
    ],
  },
  'R-6': {
    held: [
      ['packages/policy/src/grants.test.ts', 'c22, R-6: whoever is or may be a minor takes the guardian’s path'],
      ['packages/policy/src/guardian.test.ts', 'T37, c22, R-6: ages × doubts × guardians, at sender and recipient'],
      ['packages/policy/src/guardian.test.ts', 'R-6: an adult who cannot decide now'],
      [
        'test/rights/informed.test.ts',
        'R-6: while the age is in doubt no adult’s word goes, whatever is written; settled, the guardian’s consent ends and the person is asked',
      ],
      [
        'test/rights/informed.test.ts',
        'R-6: for an adult who cannot decide two professionals do, each signed in; nobody is decided for on one member’s word',
      ],
      [
        'test/rights/informed.test.ts',
        'R-6: a child who came with a worker has a record of its own; neither tells of the other but to who asks',
      ],
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
  'R-9': {
    held: [
      [
        'services/legal-aid/src/mandates/mandate.test.ts',
        'R-9: a mandate represents and does no more; a power acts, and settles or takes money only where its paper says so',
      ],
      [
        'services/legal-aid/src/mandates/mandate.db.test.ts',
        'R-9: taking back a consent leaves mandate and power; ending these leaves the consent; leaving the country ends none',
      ],
      ['test/contract/code-lists.test.ts', 'R-9: no code that ends something says that somebody left the country'],
    ],
  },
  'R-10': {
    held: [
      ['packages/policy/src/recipients.test.ts', 'R-1, R-10: a grant is for what is needed, told in a language of who needs it'],
      [
        'packages/contract/test/notices.test.ts',
        'R-10: what is told now is there in all thirteen languages, in the same seven parts after its heading',
      ],
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
