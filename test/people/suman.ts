import { HIMCHULI, ZAHRAT_AL_MAWJ } from './companies.ts'
import type { Person } from './person.ts'

/** Deck hand of the crew; the one of the three who consents (J-1 to J-4). */
export const SUMAN: Person = {
  key: 'suman',
  names: { latin: 'Suman Thapa Magar', own: 'सुमन थापा मगर' },
  sex: 'male',
  ageBand: '25-34',
  dateOfBirth: '1997-04-12',
  nationality: 'NP',
  languages: [
    { code: 'npi', speaks: true, reads: true },
    { code: 'hin', speaks: true, reads: false },
  ],
  passport: 'NPX0412773',
  residencePermit: '99952412773',
  telephone: '+97400004127',
  employer: ZAHRAT_AL_MAWJ,
  recruiter: HIMCHULI,
  sections: {
    identity: {
      names: { latin: 'Suman Thapa Magar', own: 'सुमन थापा मगर' },
      sex: 'male',
      dateOfBirth: '1997-04-12',
      nationality: 'NP',
      passport: 'NPX0412773',
      residencePermit: '99952412773',
    },
    contact: { telephone: '+97400004127', whereabouts: 'Room 6, behind the ice store, Ras Al Nakhla jetty' },
    'safe-contact': {
      mayContact: true,
      telephone: '+97400004127',
      hours: { from: '21:30', until: '23:00' },
      codeWord: 'monsoon ticket',
      never: 'Never call while the boat is out; never leave a message with the foreman; do not send text messages.',
    },
    health: {
      summary: 'Rope cut on the left palm, a week old, not yet seen by a nurse. Needs a dressing and a tetanus check. Eats no beef.',
    },
    employment: {
      employer: 'Zahrat Al Mawj Marine Transport W.L.L.',
      recruiter: 'Himchuli Sagar Overseas Pvt. Ltd.',
      occupation: 'deck hand',
      sector: 'H',
      site: 'Pontoon 3, Ras Al Nakhla jetty',
      since: '2025-03-16',
      passportHeldBy: 'employer',
      claims: [
        { head: 'wages', minorUnits: 560_000, currency: 'QAR', from: '2026-07-01', until: '2026-10-31' },
        { head: 'overtime', minorUnits: 315_000, currency: 'QAR', from: '2025-04-01', until: '2026-10-31' },
        { head: 'deductions', minorUnits: 450_000, currency: 'QAR', from: '2025-04-01', until: '2026-06-30' },
        { head: 'fees', minorUnits: 18_500_000, currency: 'NPR', from: '2025-02-10', until: '2025-02-10' },
      ],
      firstContactOn: '2026-11-08',
    },
    family: {
      summary:
        'Mother Devmaya and younger brother Kiran at home; the captain has rung the brother twice. Nobody at home is to be called without asking Suman first.',
    },
  },
  testimony: {
    own: {
      language: 'npi',
      text: [
        'म सन् २०२५ को मार्चमा डुङ्गामा काम गर्न आएँ। म्यानपावरले महिनाको अठार सय रियाल दिने भनेको थियो, तर यहाँ आएपछि चौध सयको अर्को कागजमा सही गरायो।',
        'पहिलो दिन नै कप्तान इद्रिसले हाम्रो राहदानी लिएर दराजमा थन्क्याए र अहिलेसम्म फिर्ता दिएका छैनन्। जुलाईदेखि हामी तीनै जनाले तलब पाएका छैनौं। दिनमा चौध घण्टासम्म काम गर्छौं, शुक्रबार पनि बिदा छैन।',
        'तलब माग्दा कप्तानले «धेरै बोलिस् भने प्रहरीलाई भगौडा भनेर खबर गरिदिन्छु» भनेर धम्क्याए। उनले मेरो भाइलाई गाउँमा फोन गरेर पनि डर देखाए। गएको हप्ता डोरीले हात काट्यो, औषधि गर्न जान दिएनन्।',
        'म मेरो तलब र राहदानी चाहन्छु।',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'deception',
        'restriction-of-movement',
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'excessive-overtime',
      ],
    },
    english: {
      language: 'eng',
      text: [
        'I came in March 2025 to work on a boat. The agency promised eighteen hundred riyals a month, but once I was here they made me sign another paper for fourteen hundred.',
        'On the very first day Captain Idris took our passports and locked them in a drawer, and he has not given them back. Since July none of the three of us has been paid. We work up to fourteen hours a day and have no day off, not even Friday.',
        'When I asked for my wages the captain said: “Talk too much and I will report you to the police as a runaway.” He also rang my brother in the village to frighten him. Last week a rope cut my hand and they did not let me go to have it treated.',
        'I want my wages and my passport.',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'deception',
        'restriction-of-movement',
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'excessive-overtime',
      ],
    },
  },
  phrases: [
    'locked them in a drawer',
    'report you to the police as a runaway',
    'राहदानी लिएर दराजमा थन्क्याए',
    'प्रहरीलाई भगौडा भनेर खबर गरिदिन्छु',
  ],
  screening: [
    { indicator: 'abuse-of-vulnerability', confidence: 'medium' },
    { indicator: 'deception', confidence: 'strong' },
    { indicator: 'restriction-of-movement', confidence: 'medium' },
    { indicator: 'isolation', confidence: 'weak' },
    { indicator: 'physical-and-sexual-violence', confidence: 'absent' },
    { indicator: 'intimidation-and-threats', confidence: 'strong' },
    { indicator: 'retention-of-identity-documents', confidence: 'strong' },
    { indicator: 'withholding-of-wages', confidence: 'strong' },
    { indicator: 'debt-bondage', confidence: 'weak' },
    { indicator: 'abusive-working-and-living-conditions', confidence: 'medium' },
    { indicator: 'excessive-overtime', confidence: 'strong' },
  ],
  consent: { language: 'npi', how: 'signature', interpreter: 'independent' },
  evidence: [
    { file: 'suman-payslip.png', name: 'Payslip June 2026', mediaType: 'image/png', about: 'payslip', languages: ['ara'] },
    {
      file: 'suman-contract.pdf',
      name: 'Employment contract, page 1',
      mediaType: 'application/pdf',
      about: 'contract',
      languages: ['ara', 'npi'],
    },
  ],
  home: 'Chisapani Tole 4, Sunkhani',
}
